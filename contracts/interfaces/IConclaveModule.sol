// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "./IConclave.sol";
import {IConclaveGuard} from "./IConclaveGuard.sol";

/// @title ConclaveModule: one tier of a Conclave acts for Safes
/// @notice A Safe enables it; the rulebook gives the tier the rule (module, execute); and what the tier may have a Safe do is what its rules
/// allow with the Safe's calls as targets. Both are judged when the operation runs. Tier 0's may do anything, also change the Safe's owners:
/// the way to replace them without them.
/// @dev Warning: a rule (module k, execute) for another tier than k gives that tier k's powers over Safes.
interface IConclaveModule {
    /// @notice Has the Safe call `to`. Called by the Conclave alone. Reverts if the rules refuse it or the Safe's call fails.
    function execute(
        address safe,
        address to,
        uint256 value,
        bytes calldata data
    ) external returns (bytes memory answer);

    function guard() external view returns (IConclaveGuard);

    function conclave() external view returns (IConclave);

    function tier() external view returns (uint8);
}
