// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRoleManager} from "../../../../contracts/interfaces/IRoleManager.sol";
import {IRoleManagerErrors as E} from "../../../../contracts/interfaces/IRoleManagerErrors.sol";
import {IRoleManagerEvents} from "../../../../contracts/interfaces/IRoleManagerEvents.sol";
import {Grant, NEVER} from "../../../../contracts/roles/Grant.sol";
import {Decision, Terms} from "../../../../contracts/roles/Terms.sol";
import {BEN, CLEO, EVE} from "../../support/People.sol";
import {Vm, vm} from "../../support/Vm.sol";
import {ADDER, ADMIN, Managed, PAUSER, REVIEWER} from "../support/Managed.sol";

/// @notice What is critical does not lapse for want of a review, but alarms; and no reviewer drops it.
contract CriticalTest is Managed {
    function setUp() public override {
        super.setUp();
        _grant(ADDER, BEN);
        _grant(PAUSER, CLEO);
    }

    function test_critical_never_lapses_and_alarms_once() public {
        uint256 due = _now() + PERIOD;
        bytes memory alarm = abi.encodeCall(IRoleManager.raiseAlarm, (PAUSER, _at(CLEO)));
        _same(_grantOf(PAUSER, CLEO).lapsesAt(), NEVER);
        _same(manager.reviewDue(PAUSER, _at(CLEO)), due);
        vm.warp(due - 1);
        _takesNot(OUTSIDER, alarm, abi.encodeWithSelector(E.ReviewNotDue.selector, PAUSER, _at(CLEO), due));
        vm.warp(due);
        vm.recordLogs();
        _takes(OUTSIDER, alarm);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        _same(logs[0].topics[0], IRoleManagerEvents.ReviewOverdue.selector);
        _same(keccak256(logs[0].data), keccak256(abi.encode(due)));
        _takesNot(OUTSIDER, alarm, abi.encodeWithSelector(E.AlarmRaised.selector, PAUSER, _at(CLEO)));
        vm.warp(due + 200 days);
        _isTrue(_has(PAUSER, CLEO), "counts all the same");
        _takes(_at(EVE), _reviewing(PAUSER, CLEO, true));
        _isTrue(!_grantOf(PAUSER, CLEO).isAlarmed(), "answered");
        _same(manager.reviewDue(PAUSER, _at(CLEO)), _now() + PERIOD);
        vm.warp(_now() + PERIOD);
        _takes(OUTSIDER, alarm);
    }

    function test_what_has_ended_raises_no_alarm() public {
        vm.warp(_expiry());
        _takesNot(
            OUTSIDER,
            abi.encodeCall(IRoleManager.raiseAlarm, (PAUSER, _at(CLEO))),
            abi.encodeWithSelector(E.GrantEnded.selector, PAUSER, _at(CLEO))
        );
    }

    function test_an_alarm_that_anybody_raised_is_in_no_reviews_way() public {
        vm.warp(_now() + PERIOD);
        bytes memory looked = _reviewing(PAUSER, CLEO, false);
        _takes(OUTSIDER, abi.encodeCall(IRoleManager.raiseAlarm, (PAUSER, _at(CLEO))));
        _rules(looked);
        _isTrue(!_grantOf(PAUSER, CLEO).isSet(), "dropped");
    }

    function test_no_reviewer_drops_what_is_critical() public {
        _takesNot(
            _at(EVE),
            _reviewing(PAUSER, CLEO, false),
            abi.encodeWithSelector(E.RoleIsCritical.selector, PAUSER)
        );
    }

    function test_what_becomes_critical_is_safe_from_reviewers_at_once() public {
        _define(ADDER, Terms(TERM, PERIOD, GRACE, REVIEWER, true, false));
        _takesNot(
            _at(EVE),
            _reviewing(ADDER, BEN, false),
            abi.encodeWithSelector(E.RoleIsCritical.selector, ADDER)
        );
        // That it does not lapse comes with the next review.
        _isTrue(_grantOf(ADDER, BEN).lapsesAt() != NEVER, "as granted");
        _takes(_at(EVE), _reviewing(ADDER, BEN, true));
        _same(_grantOf(ADDER, BEN).lapsesAt(), NEVER);
    }

    function test_what_lapses_raises_no_alarm() public {
        vm.warp(_now() + PERIOD);
        _takesNot(
            OUTSIDER,
            abi.encodeCall(IRoleManager.raiseAlarm, (ADDER, _at(BEN))),
            abi.encodeWithSelector(E.RoleNotCritical.selector, ADDER)
        );
        _takesNot(
            OUTSIDER,
            abi.encodeCall(IRoleManager.raiseAlarm, (PAUSER, _at(BEN))),
            abi.encodeWithSelector(E.NotAMember.selector, PAUSER, _at(BEN))
        );
    }

    function test_the_conclaves_own_grant_alarms_and_is_kept_by_the_conclave_alone() public {
        uint256 due = _now() + 400 days;
        bytes memory alarm = abi.encodeCall(IRoleManager.raiseAlarm, (ADMIN, address(conclave)));
        due = manager.reviewDue(ADMIN, address(conclave));
        _isTrue(due > _now() + 390 days, "a year and more");
        vm.warp(due);
        _takes(OUTSIDER, alarm);
        Decision[] memory list = new Decision[](1);
        list[0] = Decision(
            address(conclave),
            bytes32(Grant.unwrap(manager.grantOf(ADMIN, address(conclave)))),
            true
        );
        _takesNot(_at(EVE), abi.encodeCall(IRoleManager.review, (ADMIN, list)), _noReviewer(ADMIN, _at(EVE)));
        list[0].keep = false;
        _rulesNot(
            abi.encodeCall(IRoleManager.review, (ADMIN, list)),
            abi.encodeWithSelector(E.AdminIsConclave.selector, conclave)
        );
        list[0].keep = true;
        _rules(abi.encodeCall(IRoleManager.review, (ADMIN, list)));
        _same(manager.reviewDue(ADMIN, address(conclave)), _now() + 400 days);
        _isTrue(!manager.grantOf(ADMIN, address(conclave)).isAlarmed(), "answered");
        _isTrue(_has(ADMIN, address(conclave)), "admin");
    }

    function _noReviewer(uint64 role, address account) private pure returns (bytes memory) {
        return abi.encodeWithSelector(E.NotAReviewer.selector, role, account);
    }
}
