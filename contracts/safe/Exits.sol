// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveGuard} from "../interfaces/IConclaveGuard.sol";
import {ISafe} from "../interfaces/ISafe.sol";
import {GuardRules} from "./GuardRules.sol";

/// @dev The way out. Nothing here asks anybody but the Safe.
abstract contract Exits is GuardRules {
    bytes4 internal constant SET_GUARD = bytes4(keccak256("setGuard(address)"));
    bytes4 internal constant SET_MODULE_GUARD = bytes4(keccak256("setModuleGuard(address)"));

    /// @inheritdoc IConclaveGuard
    function announceExit(address safe) external {
        if (!ISafe(safe).isOwner(msg.sender)) revert OnlyOwner(msg.sender);
        // Announced before, it would open without anybody's having waited under the guard.
        _requireGuarded(safe);
        uint40 maturesAt = uint40(block.timestamp + exitDelay);
        uint40 lapsesAt = uint40(maturesAt + exitWindow);
        _exits[safe][msg.sender] = maturesAt;
        bytes32 next = _link(safe, ExitAnnounced.selector, abi.encode(msg.sender, maturesAt, lapsesAt));
        emit ExitAnnounced(safe, msg.sender, next, maturesAt, lapsesAt);
    }

    /// @inheritdoc IConclaveGuard
    function withdrawExit(address safe) external {
        if (_exits[safe][msg.sender] == 0) revert NoExit(safe, msg.sender);
        delete _exits[safe][msg.sender];
        emit ExitWithdrawn(safe, msg.sender, _link(safe, ExitWithdrawn.selector, abi.encode(msg.sender)));
    }

    /// @inheritdoc IConclaveGuard
    function exitOf(address safe, address owner) external view returns (uint40) {
        return _exits[safe][owner];
    }

    /// @dev Whether it is the guard's own removal, by a mature announcement of somebody who is an owner now. Leaving the guard uses up
    /// those of all owners, or one would open at once when the Safe comes back; leaving the module guard none, since both may have to go.
    function _passesExit(
        address safe,
        address to,
        uint256 value,
        bytes calldata data,
        uint8 operation
    ) internal returns (bool) {
        if (to != safe || value != 0 || operation != 0 || data.length != 36) return false;
        bytes4 selector = bytes4(data);
        if ((selector != SET_GUARD && selector != SET_MODULE_GUARD) || bytes32(data[4:]) != 0) return false;
        address[] memory owners = ISafe(safe).getOwners();
        for (uint256 i; i < owners.length; ++i) {
            uint256 maturesAt = _exits[safe][owners[i]];
            if (maturesAt == 0 || block.timestamp < maturesAt || block.timestamp >= maturesAt + exitWindow)
                continue;
            bytes32 next = _link(safe, ExitPassed.selector, abi.encode(owners[i], selector));
            emit ExitPassed(safe, owners[i], next, selector);
            if (selector == SET_GUARD) for (i = 0; i < owners.length; ++i) delete _exits[safe][owners[i]];
            return true;
        }
        return false;
    }
}
