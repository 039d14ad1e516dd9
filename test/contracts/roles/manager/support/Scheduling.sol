// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {ManagedTarget} from "./ManagedTarget.sol";
import {Stage} from "./Stage.sol";

/// @notice A function of the target that takes a role, and a member of it.
abstract contract Scheduling is Stage {
    uint64 internal constant CALLER = 498305;

    /// @dev `user` may call the target's restricted function after `delay`.
    function _openWith(uint32 delay) internal {
        _open(address(target), ManagedTarget.restrictedCall.selector, CALLER);
        _grant(CALLER, user, delay);
    }

    function _call() internal view returns (bytes memory) {
        return abi.encodeCall(target.restrictedCall, ());
    }

    function _id() internal view returns (bytes32) {
        return manager.hashOperation(user, address(target), _call());
    }

    function _scheduling(uint256 when) internal view returns (bytes memory) {
        return abi.encodeCall(manager.schedule, (address(target), _call(), uint48(when)));
    }

    function _refusesScheduling(address from, uint256 when) internal {
        bytes4 selector = ManagedTarget.restrictedCall.selector;
        _refuses(
            from,
            address(manager),
            _scheduling(when),
            _unauthorizedCall(from, address(target), selector)
        );
    }

    function _execution() internal view returns (bytes memory) {
        return _executing(address(target), _call());
    }

    function _executionRefused(bytes4 selector) internal {
        _refuses(user, address(manager), _execution(), _about(selector, _id()));
    }

    /// @dev Schedules for `delay` from now.
    function _scheduleIn(uint256 delay) internal returns (bytes32) {
        return _schedule(user, address(target), _call(), uint48(_now() + delay));
    }

    function _cancelling() internal view returns (bytes memory) {
        return abi.encodeCall(IAccessManager.cancel, (user, address(target), _call()));
    }
}
