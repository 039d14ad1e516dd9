// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {vm} from "../../support/Vm.sol";
import {ConsumptionObserver, ManagedTarget} from "./support/ManagedTarget.sol";
import {PlainStage} from "./support/PlainStage.sol";
import {RoleStage} from "./support/RoleStage.sol";
import {Scheduling} from "./support/Scheduling.sol";

/// @notice OpenZeppelin's AccessManaged under the manager: whom it obeys, and how it is handed on.
abstract contract AuthoritiesCases is Scheduling {
    function test_a_target_tells_its_authority_from_the_start() public {
        vm.recordLogs();
        ManagedTarget fresh = new ManagedTarget(address(manager));
        _logged(address(fresh), _one(IAccessManaged.AuthorityUpdated.selector), abi.encode(manager));
        _same(fresh.authority(), address(manager));
    }

    function test_admin_hands_a_target_on() public {
        address next = address(new ManagedTarget(address(manager)));
        vm.recordLogs();
        _asAdmin(abi.encodeCall(manager.updateAuthority, (address(target), next)));
        _logged(address(target), _one(IAccessManaged.AuthorityUpdated.selector), abi.encode(next));
        _same(target.authority(), next);
    }

    function test_admin_hands_a_target_on_through_execute_if_it_has_no_admin_delay() public {
        address next = address(new ManagedTarget(address(manager)));
        _accepts(admin, address(manager), _executing(address(target), _handing(next)));
        _same(target.authority(), next);
    }

    function test_nobody_else_hands_a_target_on_through_execute() public {
        bytes memory data = _handing(address(target));
        bytes memory expected = _unauthorizedCall(member, address(target), bytes4(data));
        _refuses(member, address(manager), _executing(address(target), data), expected);
    }

    function test_the_admin_delay_of_a_target_is_gone_round_neither_directly_nor_through_execute() public {
        address next = address(new ManagedTarget(address(manager)));
        _asAdmin(abi.encodeCall(manager.setTargetAdminDelay, (address(target), 10)));
        _later(SETBACK);
        _same(manager.getTargetAdminDelay(address(target)), 10);
        bytes memory direct = abi.encodeCall(manager.updateAuthority, (address(target), next));
        bytes4 selector = IAccessManager.AccessManagerNotScheduled.selector;
        bytes32 id = manager.hashOperation(admin, address(manager), direct);
        _refuses(admin, address(manager), direct, _about(selector, id));
        id = manager.hashOperation(admin, address(target), _handing(next));
        _refuses(admin, address(manager), _executing(address(target), _handing(next)), _about(selector, id));
    }

    function test_a_target_takes_a_new_authority_from_its_authority_alone() public {
        bytes memory expected = abi.encodeWithSelector(
            IAccessManaged.AccessManagedUnauthorized.selector,
            other
        );
        _refuses(other, address(target), _handing(other), expected);
    }

    function test_a_target_takes_no_authority_without_code() public {
        bytes memory expected = abi.encodeWithSelector(
            IAccessManaged.AccessManagedInvalidAuthority.selector,
            other
        );
        _refuses(address(manager), address(target), _handing(other), expected);
    }

    function test_calldata_without_a_selector_is_nothing_that_can_be_restricted() public {
        _openWith(0);
        _refuses(user, address(target), abi.encodeCall(target.check, (user, hex"1234")), "");
    }

    function test_a_delayed_member_calls_directly_what_was_scheduled_and_nothing_else() public {
        _openWith(911);
        bytes memory expected = _about(IAccessManager.AccessManagerNotScheduled.selector, _id());
        _refuses(user, address(target), _call(), expected);
        _scheduleIn(12 hours);
        _later(12 hours);
        _accepts(user, address(target), _call());
        _refuses(user, address(target), _call(), expected);
    }

    function test_a_target_says_that_it_consumes_while_it_does_and_not_otherwise() public {
        ConsumptionObserver observer = new ConsumptionObserver();
        _asAdmin(abi.encodeCall(manager.updateAuthority, (address(target), address(observer))));
        _same(bytes32(target.isConsumingScheduledOp()), 0);
        vm.recordLogs();
        _accepts(other, address(target), _call());
        _logged(
            address(observer),
            _one(ConsumptionObserver.Consumed.selector),
            abi.encode(other, _call(), IAccessManaged.isConsumingScheduledOp.selector)
        );
        _same(bytes32(target.isConsumingScheduledOp()), 0);
    }

    function _handing(address next) private pure returns (bytes memory) {
        return abi.encodeCall(IAccessManaged.setAuthority, (next));
    }

    function _one(bytes32 topic) private pure returns (bytes32[] memory topics) {
        topics = new bytes32[](1);
        topics[0] = topic;
    }
}

contract AuthoritiesPlainTest is AuthoritiesCases, PlainStage {}

contract AuthoritiesRolesTest is AuthoritiesCases, RoleStage {}
