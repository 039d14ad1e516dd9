// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";
import {IConclave} from "../interfaces/IConclave.sol";
import {BoundedCall} from "../libraries/BoundedCall.sol";
import {Ending} from "./Ending.sol";
import {RoleState} from "./RoleState.sol";

/// @title RoleManager
/// @notice The manual is `IRoleManager`. Read the parts from the bottom of this inheritance upwards: RoleState (storage, record), Members (who
/// may be one), Duties (what nobody combines), Definitions (what roles are like), Granting, Reviewing, Ending.
contract RoleManager is Ending {
    /// @dev What `config()` may cost and how long its answer is.
    uint256 private constant CONFIG_GAS = 100_000;
    uint256 private constant CONFIG_SIZE = 9 * 32;

    /// @param conclave_ The only admin, for good.
    constructor(IConclave conclave_) RoleState(conclave_) {
        bytes memory question = abi.encodeCall(IConclave.config, ());
        (bool answered, , ) = BoundedCall.read(address(conclave_), question, CONFIG_GAS, CONFIG_SIZE);
        if (!answered) revert NotAConclave(address(conclave_));
    }

    /// @inheritdoc IAccessManager
    function labelRole(uint64 roleId, string calldata label) public override(AccessManager, IAccessManager) {
        super.labelRole(roleId, label);
        _link(RoleLabel.selector, abi.encode(roleId, keccak256(bytes(label))));
    }

    /// @inheritdoc IAccessManager
    function updateAuthority(
        address target,
        address newAuthority
    ) public override(AccessManager, IAccessManager) {
        super.updateAuthority(target, newAuthority);
        emit AuthorityMoved(target, newAuthority);
        _link(AuthorityMoved.selector, abi.encode(target, newAuthority));
    }

    /// @inheritdoc IAccessManager
    function execute(
        address target,
        bytes calldata data
    ) public payable override(AccessManager, IAccessManager) returns (uint32 nonce) {
        if (target != address(this)) return super.execute(target, data);
        // What this contract then calls itself for is not its own doing.
        address before = _executor;
        _executor = msg.sender;
        nonce = super.execute(target, data);
        _executor = before;
    }

    /// @dev It would be a DELEGATECALL; proposals are batches already (docs/adr/0009-members-in-one-word.md).
    function multicall(bytes[] calldata) public pure override(Multicall) returns (bytes[] memory) {
        revert MulticallRefused();
    }

    function _setGrantDelay(uint64 roleId, uint32 newDelay) internal override {
        uint48 effect = _effect(getRoleGrantDelay(roleId), newDelay);
        super._setGrantDelay(roleId, newDelay);
        _link(RoleGrantDelayChanged.selector, abi.encode(roleId, newDelay, effect));
    }

    function _setTargetAdminDelay(address target, uint32 newDelay) internal override {
        uint48 effect = _effect(getTargetAdminDelay(target), newDelay);
        super._setTargetAdminDelay(target, newDelay);
        _link(TargetAdminDelayUpdated.selector, abi.encode(target, newDelay, effect));
    }

    function _setTargetClosed(address target, bool closed) internal override {
        super._setTargetClosed(target, closed);
        _link(TargetClosed.selector, abi.encode(target, closed));
    }

    /// @dev When the new delay takes effect, as `Time.Delay.withUpdate` has it, which AccessManager keeps to itself.
    function _effect(uint32 value, uint32 newValue) private view returns (uint48) {
        uint32 setback = value > newValue ? value - newValue : 0;
        return Time.timestamp() + (setback > minSetback() ? setback : minSetback());
    }
}
