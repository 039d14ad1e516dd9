// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {vm} from "../../support/Vm.sol";
import {Consumer} from "./support/ManagedTarget.sol";
import {PlainStage} from "./support/PlainStage.sol";
import {RoleStage} from "./support/RoleStage.sol";
import {Stage} from "./support/Stage.sol";

/// @notice `consumeScheduledOp`: a target takes what was scheduled on it, if it says that it does.
abstract contract ConsumeCases is Stage {
    uint64 private constant CALLER = 9834983;
    bytes private constant DATA = hex"12345678";

    Consumer private _consumer;

    function test_a_target_that_does_not_say_that_it_consumes_is_refused() public {
        _begin();
        _schedule(user, address(_consumer), DATA);
        _later(10 hours);
        _consumer.setConsuming(false);
        _refusesConsuming(IAccessManager.AccessManagerUnauthorizedConsume.selector, _asWord(_consumer));
    }

    function test_what_was_not_scheduled_is_not_consumed() public {
        _begin();
        _refusesConsuming(IAccessManager.AccessManagerNotScheduled.selector, _id());
    }

    function test_is_consumed_once_from_when_it_is_ready_until_it_expires() public {
        _begin();
        uint256 ready = _now() + 10 hours;
        _schedule(user, address(_consumer), DATA);
        vm.warp(ready - 1);
        _refusesConsuming(IAccessManager.AccessManagerNotReady.selector, _id());
        vm.warp(ready + EXPIRATION);
        _refusesConsuming(IAccessManager.AccessManagerExpired.selector, _id());
        vm.warp(ready);
        _same(manager.getSchedule(_id()), ready);
        vm.recordLogs();
        _accepts(address(_consumer), address(manager), _consuming());
        bytes32[] memory topics = _topics(IAccessManager.OperationExecuted.selector, uint256(_id()), 1);
        _logged(address(manager), topics, "");
        _same(manager.getSchedule(_id()), 0);
        _refusesConsuming(IAccessManager.AccessManagerNotScheduled.selector, _id());
    }

    function test_a_target_consumes_nothing_that_was_scheduled_on_another() public {
        _begin();
        _schedule(user, address(_consumer), DATA);
        _later(10 hours);
        Consumer another = new Consumer();
        another.setConsuming(true);
        bytes32 id = manager.hashOperation(user, address(another), DATA);
        _refuses(
            address(another),
            address(manager),
            _consuming(),
            _about(IAccessManager.AccessManagerNotScheduled.selector, id)
        );
    }

    function _begin() private {
        _consumer = new Consumer();
        _consumer.setConsuming(true);
        _open(address(_consumer), bytes4(DATA), CALLER);
        _grant(CALLER, user, 10 hours);
    }

    function _refusesConsuming(bytes4 selector, bytes32 value) private {
        _refuses(address(_consumer), address(manager), _consuming(), _about(selector, value));
    }

    function _consuming() private view returns (bytes memory) {
        return abi.encodeCall(IAccessManager.consumeScheduledOp, (user, DATA));
    }

    function _id() private view returns (bytes32) {
        return manager.hashOperation(user, address(_consumer), DATA);
    }

    function _asWord(Consumer consumer) private pure returns (bytes32) {
        return bytes32(uint256(uint160(address(consumer))));
    }
}

contract ConsumePlainTest is ConsumeCases, PlainStage {}

contract ConsumeRolesTest is ConsumeCases, RoleStage {}
