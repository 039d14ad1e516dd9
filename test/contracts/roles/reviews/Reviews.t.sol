// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IRoleManager} from "../../../../contracts/interfaces/IRoleManager.sol";
import {IRoleManagerErrors as E} from "../../../../contracts/interfaces/IRoleManagerErrors.sol";
import {IRoleManagerEvents} from "../../../../contracts/interfaces/IRoleManagerEvents.sol";
import {Grant, NONE} from "../../../../contracts/roles/Grant.sol";
import {Decision, Terms} from "../../../../contracts/roles/Terms.sol";
import {KeyState} from "../../../../contracts/types/State.sol";
import {BEN, BEN_SECOND, CLEO, DAN, EVE, GUS, TOM} from "../../support/People.sol";
import {Vm, vm} from "../../support/Vm.sol";
import {ADDER, Managed, PAUSER, REVIEWER} from "../support/Managed.sol";

/// @notice A reviewer, never the holder, keeps or drops each grant; without a review a grant ends, or alarms.
contract ReviewsTest is Managed {
    function setUp() public override {
        super.setUp();
        _grant(ADDER, BEN);
        _grant(PAUSER, CLEO);
    }

    function test_keeping_begins_the_period_anew_and_leaves_the_end() public {
        Grant before = _grantOf(ADDER, BEN);
        vm.warp(_now() + PERIOD + GRACE - 1);
        vm.recordLogs();
        _takes(_at(EVE), _reviewing(ADDER, BEN, true));
        Grant kept = _grantOf(ADDER, BEN);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        _same(logs.length, 1);
        _same(logs[0].topics[0], IRoleManagerEvents.GrantReviewed.selector);
        _same(uint256(logs[0].topics[3]), uint160(_at(EVE)));
        _same(keccak256(logs[0].data), keccak256(abi.encode(true, kept)));
        _same(kept.due(), _now() + PERIOD);
        _same(kept.until(), before.until());
        _same(kept.since(), before.since());
        vm.warp(_now() + PERIOD + GRACE - 1);
        _isTrue(_has(ADDER, BEN), "kept");
        vm.warp(_now() + 1);
        _isTrue(!_has(ADDER, BEN), "lapsed");
    }

    function test_dropping_revokes_at_once() public {
        vm.recordLogs();
        _takes(_at(EVE), _reviewing(ADDER, BEN, false));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        _same(logs.length, 2);
        _same(logs[0].topics[0], IRoleManagerEvents.GrantReviewed.selector);
        _same(logs[1].topics[0], IAccessManager.RoleRevoked.selector);
        _isTrue(!_has(ADDER, BEN) && !_grantOf(ADDER, BEN).isSet(), "dropped");
        _same(_count(ADDER, BEN), 0);
    }

    function test_several_at_once_or_none() public {
        _grant(ADDER, DAN);
        Decision[] memory list = new Decision[](2);
        list[0] = _decisions(ADDER, BEN, false)[0];
        list[1] = _decisions(ADDER, DAN, true)[0];
        list[1].grant = 0;
        bytes32 word = bytes32(Grant.unwrap(_grantOf(ADDER, DAN)));
        _takesNot(
            _at(EVE),
            abi.encodeCall(IRoleManager.review, (ADDER, list)),
            abi.encodeWithSelector(E.GrantChanged.selector, ADDER, _at(DAN), word)
        );
        _isTrue(_has(ADDER, BEN), "none");
        list[1].grant = word;
        _takes(_at(EVE), abi.encodeCall(IRoleManager.review, (ADDER, list)));
        _isTrue(!_has(ADDER, BEN) && _has(ADDER, DAN), "both");
    }

    function test_what_lapsed_is_not_kept_but_can_be_dropped() public {
        vm.warp(_now() + PERIOD + GRACE);
        bytes memory ended = abi.encodeWithSelector(E.GrantEnded.selector, ADDER, _at(BEN));
        _takesNot(_at(EVE), _reviewing(ADDER, BEN, true), ended);
        _rulesNot(_reviewing(ADDER, BEN, true), ended);
        _takes(_at(EVE), _reviewing(ADDER, BEN, false));
    }

    function test_what_is_gone_is_not_kept() public {
        _accepts(_compromisingOwn(BEN));
        bytes memory ended = abi.encodeWithSelector(E.GrantEnded.selector, ADDER, _at(BEN));
        _takesNot(_at(EVE), _reviewing(ADDER, BEN, true), ended);
        _declare(address(target), NONE);
        _rules(abi.encodeCall(IAccessManager.grantRole, (ADDER, address(target), 0)));
        bytes32 word = bytes32(Grant.unwrap(manager.grantOf(ADDER, address(target))));
        Decision[] memory list = new Decision[](1);
        list[0] = Decision(address(target), word, true);
        _takes(_at(EVE), abi.encodeCall(IRoleManager.review, (ADDER, list)));
        _rules(abi.encodeCall(IRoleManager.declareContract, (address(target), false, NONE)));
        _takesNot(
            _at(EVE),
            abi.encodeCall(IRoleManager.review, (ADDER, list)),
            abi.encodeWithSelector(E.GrantEnded.selector, ADDER, target)
        );
    }

    function test_a_suspended_holders_grant_can_be_kept() public {
        _suspend(BEN, GUS);
        _takes(_at(EVE), _reviewing(ADDER, BEN, true));
    }

    function test_a_review_of_a_word_that_has_changed_since_is_refused() public {
        bytes memory data = _reviewing(ADDER, BEN, true);
        vm.warp(_now() + 1);
        _grant(ADDER, BEN);
        bytes32 word = bytes32(Grant.unwrap(_grantOf(ADDER, BEN)));
        _takesNot(_at(EVE), data, abi.encodeWithSelector(E.GrantChanged.selector, ADDER, _at(BEN), word));
        _rules(_revoking(ADDER, BEN));
        _takesNot(_at(EVE), data, abi.encodeWithSelector(E.NotAMember.selector, ADDER, _at(BEN)));
    }

    function test_what_has_not_begun_is_kept_from_when_it_begins() public {
        _rules(abi.encodeCall(IAccessManager.setGrantDelay, (ADDER, 20 days)));
        vm.warp(_now() + 5 days);
        _grant(ADDER, DAN);
        vm.warp(_now() + 1 days);
        _takes(_at(EVE), _reviewing(ADDER, DAN, true));
        _same(_grantOf(ADDER, DAN).due(), _now() + 19 days + PERIOD);
    }

    function test_a_changed_definition_holds_from_the_next_review() public {
        _define(ADDER, Terms(TERM, 60 days, 0, REVIEWER, false, true));
        Grant grant = _grantOf(ADDER, BEN);
        _same(grant.due(), _now() + PERIOD);
        _same(grant.lapsesAt(), _now() + PERIOD + GRACE);
        _isTrue(!grant.isLive(), "as granted");
        _takes(_at(EVE), _reviewing(ADDER, BEN, true));
        grant = _grantOf(ADDER, BEN);
        _same(grant.due(), _now() + 60 days);
        _same(grant.lapsesAt(), _now() + 60 days);
        _isTrue(grant.isLive(), "as kept");
    }

    // By whom

    function test_nobody_reviews_his_own_by_any_key() public {
        _grant(REVIEWER, BEN);
        _grant(REVIEWER, BEN_SECOND);
        bytes memory expected = abi.encodeWithSelector(E.ReviewOfOneself.selector, ADDER, _at(BEN), BEN);
        _takesNot(_at(BEN), _reviewing(ADDER, BEN, true), expected);
        _takesNot(_at(BEN_SECOND), _reviewing(ADDER, BEN, true), expected);
        _takesNot(_at(BEN_SECOND), _reviewing(ADDER, BEN, false), expected);
        _grant(ADDER, DAN);
        _takes(_at(BEN), _reviewing(ADDER, DAN, true));
    }

    function test_nobody_reviews_a_contract_of_his_own() public {
        _declare(address(target), EVE);
        _rules(abi.encodeCall(IAccessManager.grantRole, (ADDER, address(target), 0)));
        Decision[] memory list = new Decision[](1);
        list[0] = Decision(
            address(target),
            bytes32(Grant.unwrap(manager.grantOf(ADDER, address(target)))),
            true
        );
        bytes memory data = abi.encodeCall(IRoleManager.review, (ADDER, list));
        _takesNot(_at(EVE), data, abi.encodeWithSelector(E.ReviewOfOneself.selector, ADDER, target, EVE));
        _takes(_at(TOM), data);
    }

    function test_only_reviewers_review() public {
        _takesNot(OUTSIDER, _reviewing(ADDER, BEN, true), _noReviewer(ADDER, OUTSIDER));
        _takesNot(_at(CLEO), _reviewing(ADDER, BEN, true), _noReviewer(ADDER, _at(CLEO)));
        // Nobody but the Conclave reviews the reviewers.
        _takesNot(_at(EVE), _reviewing(REVIEWER, TOM, true), _noReviewer(REVIEWER, _at(EVE)));
        _rules(_reviewing(REVIEWER, TOM, true));
    }

    function test_a_reviewers_key_must_be_in_use() public {
        _suspend(EVE, GUS);
        uint40 until = conclave.holderRecord(EVE).suspendedUntil;
        _takesNot(
            _at(EVE),
            _reviewing(ADDER, BEN, true),
            abi.encodeWithSelector(E.MemberSuspended.selector, _at(EVE), EVE, until)
        );
        _accepts(_compromisingOwn(TOM));
        _takesNot(
            _at(TOM),
            _reviewing(ADDER, BEN, true),
            abi.encodeWithSelector(E.MemberKeyNotActive.selector, _at(TOM), TOM, KeyState.Compromised)
        );
    }

    function test_a_contract_reviews_nothing() public {
        _declare(address(target), NONE);
        _rules(abi.encodeCall(IAccessManager.grantRole, (REVIEWER, address(target), 0)));
        _takesNot(address(target), _reviewing(ADDER, BEN, true), _noReviewer(ADDER, address(target)));
    }

    function test_a_reviewer_whose_grant_has_ended_reviews_nothing() public {
        vm.warp(_now() + 200 days);
        _grant(ADDER, BEN);
        _define(REVIEWER, Terms(0, 1 days, 0, 0, false, false));
        _rules(_revoking(REVIEWER, TOM));
        _grant(REVIEWER, TOM);
        vm.warp(_now() + 1 days);
        _takesNot(_at(TOM), _reviewing(ADDER, BEN, true), _noReviewer(ADDER, _at(TOM)));
        _takes(_at(EVE), _reviewing(ADDER, BEN, true));
    }

    /// @dev What EIP-7702 put at a person's account may be driven by others: only the person's own transaction counts.
    function test_a_call_from_a_reviewers_account_in_anothers_transaction_is_refused() public {
        bytes memory data = _reviewing(ADDER, BEN, true);
        vm.prank(_at(EVE), OUTSIDER);
        (bool succeeded, bytes memory reason) = address(manager).call(data);
        _failedWith(succeeded, reason, _noReviewer(ADDER, _at(EVE)));
    }

    function test_the_conclave_reviews_anything() public {
        vm.warp(_now() + 10 days);
        _rules(_reviewing(ADDER, BEN, true));
        _same(_grantOf(ADDER, BEN).due(), _now() + PERIOD);
        _rules(_reviewing(PAUSER, CLEO, false));
        _isTrue(!_grantOf(PAUSER, CLEO).isSet(), "dropped");
    }

    function _noReviewer(uint64 role, address account) private pure returns (bytes memory) {
        return abi.encodeWithSelector(E.NotAReviewer.selector, role, account);
    }
}
