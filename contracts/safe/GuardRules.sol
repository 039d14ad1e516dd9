// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors} from "../interfaces/IConclaveErrors.sol";
import {IConclaveGuard} from "../interfaces/IConclaveGuard.sol";
import {ISafe} from "../interfaces/ISafe.sol";
import {Document} from "../libraries/Documents.sol";
import {Packed} from "../libraries/Packed.sol";
import {Rulebook} from "../libraries/Rulebook.sol";
import {Tier} from "../types/Tier.sol";
import {Batches} from "./Batches.sol";
import {GuardState, Scene} from "./GuardState.sol";

/// @dev What a tier may have a Safe do. Tier 0 anything, but for what would get round the guard unseen; another what the rulebook lists.
abstract contract GuardRules is GuardState {
    uint256 internal constant PLAIN = 1;
    uint256 internal constant BATCH = 2;

    bytes4 internal constant SET_HANDLER = bytes4(keccak256("setFallbackHandler(address)"));
    bytes4 internal constant ENABLE_MODULE = bytes4(keccak256("enableModule(address)"));
    uint256 internal constant GUARD_SLOT = uint256(keccak256("guard_manager.guard.address"));
    uint256 internal constant MODULE_GUARD_SLOT = uint256(keccak256("module_manager.module_guard.address"));

    /// @param book Not read in tier 0.
    struct Ruling {
        address safe;
        uint8 tier;
        bool emergency;
        Document book;
    }

    /// @inheritdoc IConclaveGuard
    function checkCall(
        uint8 tier,
        address safe,
        address to,
        uint256 value,
        bytes calldata data
    ) external view {
        Scene memory scene = _scene();
        _judgeCall(_ruling(scene, tier, _tierOf(scene, tier), safe), 0, to, value, data);
    }

    /// @inheritdoc IConclaveGuard
    function delegateOf(bytes32 codeHash) external view returns (bool listed, bool batch) {
        uint256 kind = _delegates[codeHash];
        return (kind != 0, kind == BATCH);
    }

    /// @dev Reverts unless the rules in force allow it all.
    /// @return alone Whether the proposer needs no approver.
    function _judgeRules(
        Ruling memory ruling,
        address to,
        uint256 value,
        bytes calldata data,
        uint8 operation
    ) internal view returns (bool alone) {
        if (operation == 0) return _judgeCall(ruling, 0, to, value, data);
        if (operation != 1) revert OperationInvalid(operation);
        bytes32 codeHash = to.codehash;
        uint256 kind = _delegates[codeHash];
        if (kind == 0) revert DelegatecallRefused(to, codeHash);
        if (kind == PLAIN) {
            if (ruling.tier != 0) revert TierZeroOnly(0, to, ruling.tier);
            return false;
        }
        return _judgeBatch(ruling, Batches.open(data));
    }

    function _ruling(
        Scene memory scene,
        uint8 index,
        Tier tier,
        address safe
    ) internal view returns (Ruling memory ruling) {
        ruling.safe = safe;
        ruling.tier = index;
        ruling.emergency = tier.isEmergency();
        if (index != 0) ruling.book = _book(scene);
    }

    /// @dev The module guard that the Safe has; zero in versions without.
    function _moduleGuardOf(address safe) internal view returns (address) {
        return address(uint160(uint256(_slot(safe, MODULE_GUARD_SLOT))));
    }

    function _requireGuarded(address safe) internal view {
        if (address(uint160(uint256(_slot(safe, GUARD_SLOT)))) != address(this))
            revert GuardNotSet(safe, address(this));
    }

    function _slot(address safe, uint256 slot) internal view returns (bytes32) {
        return abi.decode(ISafe(safe).getStorageAt(slot, 1), (bytes32));
    }

    function _judgeBatch(Ruling memory ruling, bytes calldata items) private view returns (bool alone) {
        alone = true;
        uint256 cursor;
        for (uint256 i; cursor != items.length; ++i) {
            address target;
            uint256 value;
            bytes calldata data;
            (target, value, data, cursor) = Batches.next(items, cursor, i);
            // To MultiSend 1.5.0 zero means the Safe itself.
            if (target == address(0)) target = ruling.safe;
            if (!_judgeCall(ruling, i, target, value, data)) alone = false;
        }
    }

    function _judgeCall(
        Ruling memory ruling,
        uint256 i,
        address to,
        uint256 value,
        bytes calldata data
    ) private view returns (bool alone) {
        if (ruling.tier == 0) {
            if (to == ruling.safe) _requireSelfCall(to, data);
            return false;
        }
        if (to == ruling.safe || to == address(this) || to == handler || to == address(conclave))
            revert TierZeroOnly(i, to, ruling.tier);
        uint256 tiers;
        uint256 limit;
        if (ruling.emergency) (tiers, alone) = Rulebook.exactRule(ruling.book, to, keccak256(data));
        else (tiers, limit) = Rulebook.rule(ruling.book, to, bytes4(data));
        // What is shorter than a selector calls no function.
        if (data.length < 4 || (tiers >> ruling.tier) & 1 == 0)
            revert IConclaveErrors.CallNotAllowed(
                i,
                to,
                Packed.selectorAt(data, 0, data.length),
                ruling.tier
            );
        if (value > limit) revert IConclaveErrors.ValueAboveRule(i, value, limit);
        if (to.code.length == 0) revert IConclaveErrors.TargetHasNoCode(i, to);
    }

    /// @dev What even tier 0 may not have the Safe tell itself. Where this is not the module guard, a module would get round it: only those of
    /// the Conclave may be enabled. And as a fallback handler the guard would take anybody's call for the Safe's.
    function _requireSelfCall(address safe, bytes calldata data) private view {
        if (data.length < 36) return;
        address argument = address(uint160(Packed.wordAt(data, 4)));
        if (bytes4(data) == SET_HANDLER && argument == address(this)) revert HandlerNotSet(safe, handler);
        if (bytes4(data) != ENABLE_MODULE || _isConclaves(argument)) return;
        if (_moduleGuardOf(safe) != address(this)) revert ModuleEnablingRefused(argument);
    }

    /// @dev The Conclave itself, or a module of this guard.
    function _isConclaves(address module) internal view returns (bool) {
        return module == address(conclave) || _isOurs[module];
    }
}
