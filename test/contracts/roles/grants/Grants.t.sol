// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IRoleManager} from "../../../../contracts/interfaces/IRoleManager.sol";
import {IRoleManagerErrors as E} from "../../../../contracts/interfaces/IRoleManagerErrors.sol";
import {Grant, NEVER} from "../../../../contracts/roles/Grant.sol";
import {BEN, BEN_SECOND, CLEO} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";
import {Terms} from "../../../../contracts/roles/Terms.sol";
import {ADDER, Managed, PAUSER, REVIEWER} from "../support/Managed.sol";
import {Restricted} from "../support/Restricted.sol";

/// @notice What a grant is, and when it ends.
contract GrantsTest is Managed {
    function test_a_member_calls_and_others_do_not() public {
        _grant(ADDER, BEN);
        _isTrue(_adds(BEN), "member");
        _isTrue(!_adds(CLEO), "another");
        _isTrue(!_adds(BEN_SECOND), "the same person's other key");
        _same(asset.sum(), 1);
    }

    function test_the_word_says_when_it_ends_and_is_to_be_reviewed_and_whose_it_is() public {
        _grant(ADDER, BEN_SECOND);
        Grant grant = _grantOf(ADDER, BEN_SECOND);
        _same(grant.since(), _now());
        _same(grant.until(), _now() + TERM);
        _same(grant.due(), _now() + PERIOD);
        _same(grant.lapsesAt(), _now() + PERIOD + GRACE);
        _same(manager.reviewDue(ADDER, _at(BEN_SECOND)), _now() + PERIOD);
        _same(grant.key(), BEN_SECOND);
        _same(grant.holder(), BEN);
        _isTrue(!grant.isLive() && !grant.isAlarmed(), "flags");
        _same(_count(ADDER, BEN), 1);
        _same(manager.reviewDue(ADDER, _at(CLEO)), 0);
    }

    function test_without_a_term_it_lasts_as_long_as_the_key() public {
        _grant(PAUSER, BEN);
        _same(_grantOf(PAUSER, BEN).until(), _expiry());
    }

    function test_a_term_is_cut_short_by_the_keys_expiry() public {
        vm.warp(_expiry() - 10 days);
        _grant(ADDER, BEN);
        _same(_grantOf(ADDER, BEN).until(), _expiry());
    }

    function test_it_counts_up_to_the_second_before_its_end() public {
        _rules(_grantingUntil(ADDER, BEN, _now() + 5 days));
        vm.warp(_now() + 5 days - 1);
        _isTrue(_has(ADDER, BEN) && _adds(BEN), "before");
        vm.warp(_now() + 1);
        _isTrue(!_has(ADDER, BEN) && !_adds(BEN), "after");
        (uint48 since, uint32 delay, , ) = manager.getAccess(ADDER, _at(BEN));
        _same(since, 0);
        _same(delay, 0);
        _isTrue(_grantOf(ADDER, BEN).isSet(), "the word stays");
    }

    function test_it_counts_up_to_the_second_before_it_lapses() public {
        _grant(ADDER, BEN);
        vm.warp(_now() + PERIOD + GRACE - 1);
        _isTrue(_has(ADDER, BEN), "before");
        vm.warp(_now() + 1);
        _isTrue(!_has(ADDER, BEN), "after");
    }

    function test_an_end_outside_the_term_is_refused() public {
        uint256 now_ = _now();
        uint256 last = now_ + TERM;
        _rules(_grantingUntil(ADDER, BEN, last));
        _same(_grantOf(ADDER, BEN).until(), last);
        _rulesNot(_grantingUntil(ADDER, CLEO, last + 1), _outOfRange(last + 1, now_, last));
        _rulesNot(_grantingUntil(ADDER, CLEO, NEVER), _outOfRange(NEVER, now_, last));
        _rulesNot(_grantingUntil(ADDER, CLEO, now_), _outOfRange(now_, now_, last));
        _rules(_grantingUntil(ADDER, CLEO, now_ + 1));
    }

    function test_term_and_review_run_from_when_it_begins() public {
        _rules(abi.encodeCall(IAccessManager.setGrantDelay, (ADDER, 10 days)));
        vm.warp(_now() + 5 days);
        _grant(ADDER, BEN);
        Grant grant = _grantOf(ADDER, BEN);
        _same(grant.since(), _now() + 10 days);
        _same(grant.until(), _now() + 10 days + TERM);
        _same(grant.due(), _now() + 10 days + PERIOD);
        _isTrue(!_has(ADDER, BEN), "not yet");
        (uint48 since, , , ) = manager.getAccess(ADDER, _at(BEN));
        _same(since, _now() + 10 days);
        vm.warp(_now() + 10 days);
        _isTrue(_has(ADDER, BEN), "begun");
    }

    function test_one_that_would_end_before_it_begins_is_refused() public {
        _rules(abi.encodeCall(IAccessManager.setGrantDelay, (ADDER, 10 days)));
        vm.warp(_expiry() - 10 days);
        _rulesNot(_granting(ADDER, BEN), _outOfRange(_expiry(), _expiry(), _expiry() + TERM));
    }

    // Anew

    function test_granting_anew_renews_the_end_and_not_the_review_and_counts_once() public {
        _grant(ADDER, BEN);
        uint256 since = _now();
        vm.warp(_now() + 20 days);
        _grant(ADDER, BEN);
        Grant grant = _grantOf(ADDER, BEN);
        _same(grant.since(), since);
        _same(grant.until(), _now() + TERM);
        _same(grant.due(), since + PERIOD);
        _same(_count(ADDER, BEN), 1);
    }

    function test_granting_anew_takes_the_terms_of_now_but_neither_review_nor_alarm() public {
        _grant(PAUSER, BEN);
        uint256 due = _now() + PERIOD;
        vm.warp(due);
        _takes(OUTSIDER, abi.encodeCall(IRoleManager.raiseAlarm, (PAUSER, _at(BEN))));
        _define(PAUSER, Terms(0, PERIOD, GRACE, REVIEWER, true, true));
        _grant(PAUSER, BEN);
        Grant grant = _grantOf(PAUSER, BEN);
        _isTrue(grant.isAlarmed() && grant.isLive(), "flags");
        _same(grant.due(), due);
    }

    function test_what_ends_by_the_terms_of_now_is_granted_as_to_a_new_member() public {
        _grant(ADDER, BEN);
        vm.warp(_now() + PERIOD + 1);
        _define(ADDER, Terms(TERM, PERIOD, 0, REVIEWER, false, false));
        _isTrue(_has(ADDER, BEN), "in its grace");
        _grant(ADDER, BEN);
        _same(_grantOf(ADDER, BEN).since(), _now());
        _same(_grantOf(ADDER, BEN).due(), _now() + PERIOD);
        _isTrue(_has(ADDER, BEN), "has it");
    }

    function test_what_had_ended_before_the_terms_of_now_is_granted_as_to_a_new_member() public {
        _grant(ADDER, BEN);
        _rules(abi.encodeCall(IAccessManager.setGrantDelay, (ADDER, 2 days)));
        vm.warp(_now() + PERIOD + GRACE);
        _define(ADDER, Terms(TERM, PERIOD, 4 * GRACE, REVIEWER, false, false));
        _isTrue(!_has(ADDER, BEN), "lapsed");
        _grant(ADDER, BEN);
        _same(_grantOf(ADDER, BEN).since(), _now() + 2 days);
        _same(_grantOf(ADDER, BEN).due(), _now() + 2 days + PERIOD);
        _isTrue(!_has(ADDER, BEN), "waits");
    }

    function test_granting_anew_changes_the_delay_as_an_access_manager_does() public {
        _rules(abi.encodeCall(IAccessManager.grantRole, (ADDER, _at(BEN), 10 days)));
        _rules(abi.encodeCall(IAccessManager.grantRole, (ADDER, _at(BEN), 4 days)));
        (, uint32 current, uint32 pending, uint48 effect) = manager.getAccess(ADDER, _at(BEN));
        _same(current, 10 days);
        _same(pending, 4 days);
        _same(effect, _now() + 6 days);
        vm.warp(effect);
        (, current, pending, effect) = manager.getAccess(ADDER, _at(BEN));
        _same(current, 4 days);
        _same(effect, 0);
    }

    function test_what_has_ended_and_is_granted_again_waits_as_a_new_member() public {
        _rules(_grantingUntil(ADDER, BEN, _now() + 1 days));
        _rules(abi.encodeCall(IAccessManager.setGrantDelay, (ADDER, 2 days)));
        vm.warp(_now() + 10 days);
        vm.recordLogs();
        _grant(ADDER, BEN);
        (, , bool isNew) = abi.decode(vm.getRecordedLogs()[0].data, (uint32, uint48, bool));
        _isTrue(isNew, "new");
        _same(_grantOf(ADDER, BEN).since(), _now() + 2 days);
        _isTrue(!_has(ADDER, BEN), "waits");
        _same(_count(ADDER, BEN), 1);
    }

    function test_what_its_holder_scheduled_fails_once_the_grant_has_ended() public {
        bytes memory data = abi.encodeCall(Restricted.add, (1));
        _rules(abi.encodeCall(IAccessManager.grantRole, (ADDER, _at(BEN), 1 days)));
        _rules(abi.encodeCall(IAccessManager.grantRole, (PAUSER, _at(BEN), 1 days)));
        vm.warp(_now() + PERIOD + GRACE - 1 days - 1);
        bytes memory pausing = abi.encodeCall(Restricted.pause, ());
        _takes(_at(BEN), abi.encodeCall(IAccessManager.schedule, (address(asset), data, 0)));
        _takes(_at(BEN), abi.encodeCall(IAccessManager.schedule, (address(asset), pausing, 0)));
        vm.warp(_now() + 1 days + 1);
        bytes memory expected = abi.encodeWithSelector(
            IAccessManager.AccessManagerUnauthorizedCall.selector,
            _at(BEN),
            asset,
            Restricted.add.selector
        );
        _takesNot(_at(BEN), abi.encodeCall(IAccessManager.execute, (address(asset), data)), expected);
        _isTrue(!_adds(BEN), "consumed");
        _isTrue(manager.getSchedule(manager.hashOperation(_at(BEN), address(asset), data)) != 0, "ready");
        // The same of a role that does not lapse.
        _takes(_at(BEN), abi.encodeCall(IAccessManager.execute, (address(asset), pausing)));
        _isTrue(asset.paused(), "paused");
    }

    function _outOfRange(uint256 until, uint256 begins, uint256 latest) private pure returns (bytes memory) {
        return abi.encodeWithSelector(E.EndOutOfRange.selector, ADDER, until, begins, latest);
    }
}
