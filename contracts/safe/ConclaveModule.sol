// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../interfaces/IConclave.sol";
import {IConclaveGuard} from "../interfaces/IConclaveGuard.sol";
import {IConclaveGuardErrors} from "../interfaces/IConclaveGuardErrors.sol";
import {IConclaveModule} from "../interfaces/IConclaveModule.sol";
import {ISafe} from "../interfaces/ISafe.sol";

/// @title ConclaveModule
contract ConclaveModule is IConclaveModule {
    IConclaveGuard public immutable guard;
    IConclave public immutable conclave;
    uint8 public immutable tier;

    constructor(IConclaveGuard guard_, IConclave conclave_, uint8 tier_) {
        guard = guard_;
        conclave = conclave_;
        tier = tier_;
    }

    /// @inheritdoc IConclaveModule
    function execute(
        address safe,
        address to,
        uint256 value,
        bytes calldata data
    ) external returns (bytes memory) {
        if (msg.sender != address(conclave)) revert IConclaveGuardErrors.OnlyConclave(msg.sender);
        guard.checkCall(tier, safe, to, value, data);
        (bool success, bytes memory answer) = ISafe(safe).execTransactionFromModuleReturnData(
            to,
            value,
            data,
            0
        );
        if (!success) revert IConclaveGuardErrors.ModuleCallFailed(safe, answer);
        return answer;
    }
}
