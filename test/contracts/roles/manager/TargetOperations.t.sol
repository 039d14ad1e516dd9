// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {vm} from "../../support/Vm.sol";
import {ManagedTarget} from "./support/ManagedTarget.sol";
import {PlainStage} from "./support/PlainStage.sol";
import {Op, Restricted} from "./support/Restricted.sol";
import {RoleStage} from "./support/RoleStage.sol";

/// @notice Who may call a function of a contract under the manager that is restricted.
abstract contract TargetOperationsCases is Restricted {
    uint64 private constant CALLER = 3597243;

    function test_of_a_target_called_by_a_member_is_run_as_that_member() public {
        _openTarget();
        _grant(CALLER, user, 0);
        vm.recordLogs();
        _accepts(user, address(target), abi.encodeCall(target.restrictedCall, ()));
        _logged(address(target), _topic(ManagedTarget.CalledRestricted.selector), abi.encode(user));
    }

    function test_of_a_target_that_is_not_restricted_is_run_for_anybody_whatever_its_selector_was_given()
        public
    {
        _open(address(target), ManagedTarget.unrestrictedCall.selector, CALLER);
        vm.recordLogs();
        _accepts(other, address(target), abi.encodeCall(target.unrestrictedCall, ()));
        _logged(address(target), _topic(ManagedTarget.CalledUnrestricted.selector), abi.encode(other));
    }

    function _operations() internal virtual override returns (Op[] memory ops) {
        _openTarget();
        ops = new Op[](1);
        bytes memory data = abi.encodeCall(target.restrictedCall, ());
        ops[0] = Op(address(target), data, CALLER, false, address(0));
    }

    function _refusal(Op memory, address caller) internal pure override returns (bytes memory) {
        return abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller);
    }

    function _openTarget() private {
        _open(address(target), ManagedTarget.restrictedCall.selector, CALLER);
    }

    function _topic(bytes32 topic) private pure returns (bytes32[] memory topics) {
        topics = new bytes32[](1);
        topics[0] = topic;
    }
}

contract TargetOperationsPlainTest is TargetOperationsCases, PlainStage {}

contract TargetOperationsRolesTest is TargetOperationsCases, RoleStage {}
