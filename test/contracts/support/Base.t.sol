// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {Fate} from "../../../contracts/types/State.sol";
import {Assertions} from "./Assertions.sol";
import {RosterSpec} from "./Charters.sol";
import {Draft} from "./Drafts.sol";
import {Operation, Signers} from "./Flow.sol";
import {People} from "./People.sol";
import {Register} from "./Register.sol";
import {vm} from "./Vm.sol";

/// @notice A Conclave in use, and what a test needs to say what it accepts and refuses. Override `_charter` for another roster.
abstract contract Base is Register, Assertions {
    bool public constant IS_TEST = true;

    /// @dev Divisible by 60: expiries in minutes are then exact.
    uint256 internal constant START = 1_800_000_000;

    /// @dev OpenZeppelin's lock.
    bytes internal constant LOCKED = abi.encodeWithSelector(
        bytes4(keccak256("ReentrancyGuardReentrantCall()"))
    );

    function setUp() public virtual {
        vm.warp(START);
        _foundWith(_charter());
        _activateAll();
    }

    function _charter() internal virtual returns (RosterSpec memory) {
        return People.roster(vm.getBlockTimestamp());
    }

    function _now() internal view returns (uint256) {
        return vm.getBlockTimestamp();
    }

    /// @dev Somebody without a key sends this to the Conclave, and it works.
    function _accepts(bytes memory data) internal {
        (bool succeeded, bytes memory reason) = _sendFrom(OUTSIDER, data);
        if (!succeeded) revert RefusedOtherwise(reason, "");
    }

    /// @dev Somebody without a key sends this to the Conclave, and it fails with exactly this error.
    function _refuses(bytes memory data, bytes memory expected) internal {
        _refusesFrom(OUTSIDER, data, expected);
    }

    function _refusesFrom(address from, bytes memory data, bytes memory expected) internal {
        (bool succeeded, bytes memory reason) = _sendFrom(from, data);
        _failedWith(succeeded, reason, expected);
    }

    function _sendFrom(address from, bytes memory data) internal returns (bool, bytes memory) {
        vm.prank(from, from);
        return address(conclave).call(data);
    }

    function _refusesSchedule(Draft memory draft, Signers memory signers, bytes memory expected) internal {
        _refuses(_scheduling(draft, signers), expected);
    }

    function _refusesSchedule(Draft memory draft, bytes memory expected) internal {
        _refuses(_scheduling(draft, _usual(draft)), expected);
    }

    function _refusesExecute(Operation memory operation, bytes memory expected) internal {
        _refuses(_executing(operation), expected);
    }

    /// @dev Neither runs nor stays: `execute` refuses it as dead, and anybody clears it.
    function _isDead(Operation memory operation, Fate fate) internal {
        uint16 lane = operation.lane;
        _refusesExecute(
            operation,
            abi.encodeWithSelector(IConclaveErrors.OperationDead.selector, lane, fate)
        );
        _accepts(_clearing(operation));
        _isTrue(!conclave.laneWord(lane).isPending(), "cleared");
    }
}
