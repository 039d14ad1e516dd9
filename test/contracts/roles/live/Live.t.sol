// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IConclave} from "../../../../contracts/interfaces/IConclave.sol";
import {IRoleManager} from "../../../../contracts/interfaces/IRoleManager.sol";
import {NONE} from "../../../../contracts/roles/Grant.sol";
import {APPROVER} from "../../../../contracts/types/Entry.sol";
import {KeySpec, RosterSpec} from "../../support/Charters.sol";
import {BEN, BEN_SECOND, CLEO, DAN, GUS, People} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";
import {Terms} from "../../../../contracts/roles/Terms.sol";
import {ADDER, ADMIN, Managed, PAYER} from "../support/Managed.sol";
import {OddConclave} from "../support/OddConclave.sol";
import {Restricted} from "../support/Restricted.sol";

/// @notice A live role asks the Conclave at each call; others have what they were granted until it ends.
contract LiveTest is Managed {
    function setUp() public override {
        super.setUp();
        _grant(ADDER, BEN);
        _grant(PAYER, BEN);
        _grant(ADDER, BEN_SECOND);
        _grant(PAYER, BEN_SECOND);
        _grant(ADDER, CLEO);
        _grant(PAYER, CLEO);
        _adds(BEN);
    }

    function test_the_word_says_that_it_is_live() public view {
        _isTrue(_grantOf(PAYER, BEN).isLive() && !_grantOf(ADDER, BEN).isLive(), "live");
        _both(BEN, true, true);
    }

    function test_a_suspension_holds_at_once_for_all_keys_of_its_holder_and_lapses() public {
        _suspend(BEN, GUS);
        _both(BEN, true, false);
        _both(BEN_SECOND, true, false);
        _both(CLEO, true, true);
        (bool immediate, uint32 delay) = manager.canCall(_at(BEN), address(asset), Restricted.pay.selector);
        _isTrue(!immediate && delay == 0, "no call");
        vm.prank(_at(BEN), _at(BEN));
        (bool succeeded, ) = address(asset).call(abi.encodeCall(Restricted.pay, (1)));
        _isTrue(!succeeded, "paid");
        (uint48 since, , , ) = manager.getAccess(PAYER, _at(BEN));
        _same(since, 0);
        vm.warp(conclave.holderRecord(BEN).suspendedUntil - 1);
        _both(BEN, true, false);
        vm.warp(_now() + 1);
        _both(BEN, true, true);
    }

    function test_what_was_scheduled_fails_while_its_holder_is_suspended() public {
        bytes memory data = abi.encodeCall(Restricted.pay, (1));
        _rules(abi.encodeCall(IAccessManager.grantRole, (PAYER, _at(DAN), 1 days)));
        _takes(_at(DAN), abi.encodeCall(IAccessManager.schedule, (address(asset), data, 0)));
        _suspend(DAN, GUS);
        vm.warp(_now() + 1 days);
        bytes memory expected = abi.encodeWithSelector(
            IAccessManager.AccessManagerUnauthorizedCall.selector,
            _at(DAN),
            asset,
            Restricted.pay.selector
        );
        _takesNot(_at(DAN), abi.encodeCall(IAccessManager.execute, (address(asset), data)), expected);
        _accepts(_liftingOwn(DAN, GUS));
        _takes(_at(DAN), abi.encodeCall(IAccessManager.execute, (address(asset), data)));
        _same(asset.sum(), 0);
    }

    function test_a_compromised_key_counts_no_more() public {
        _accepts(_compromisingOwn(BEN));
        _both(BEN, true, false);
        _both(BEN_SECOND, true, true);
    }

    function test_a_retiring_and_a_retired_key_count_no_more() public {
        _passSelfCall(abi.encodeCall(IConclave.beginRetirement, (BEN_SECOND)));
        _both(BEN_SECOND, true, false);
        conclave.retire(BEN_SECOND);
        _both(BEN_SECOND, true, false);
    }

    function test_an_expired_key_counts_no_more_whether_live_or_not() public {
        uint256 until = _grantOf(PAYER, BEN).until();
        _isTrue(until <= _expiry(), "capped");
        vm.warp(_expiry() - PERIOD);
        _grant(ADDER, BEN);
        _grant(PAYER, BEN);
        vm.warp(_expiry() - 1);
        _both(BEN, true, true);
        vm.warp(_expiry());
        _both(BEN, false, false);
    }

    /// @dev Ben's second key is out of the roster, and its index is somebody else's.
    function test_an_index_that_passed_to_another_key_does_not_count_for_the_one_before() public {
        _define(ADDER, _terms());
        _define(PAYER, _liveTerms());
        for (uint256 i; i < 2; ++i) {
            uint64 role = i == 0 ? ADDER : PAYER;
            _rules(_revoking(role, BEN_SECOND));
            _grant(role, BEN_SECOND);
        }
        _accepts(_compromisingOwn(BEN_SECOND));
        vm.warp(_now() + 41 days);
        RosterSpec memory spec = _nextRoster();
        spec.keys[BEN_SECOND] = KeySpec(
            0,
            abi.encodePacked(People.accountOf(NEW)),
            BEN,
            APPROVER,
            NONE,
            spec.keys[0].expiry,
            spec.serial
        );
        address before = _at(BEN_SECOND);
        _amendRoster(spec);
        _setSecret(BEN_SECOND, People.secretOf(NEW));
        _activate(BEN_SECOND);
        _isTrue(!manager.grantOf(PAYER, before).hasEnded(_now()), "not ended");
        _isTrue(!_has(PAYER, before), "the key before");
        _isTrue(_has(ADDER, before), "not live");
        _grant(PAYER, BEN_SECOND);
        _isTrue(_has(PAYER, BEN_SECOND), "the key now");
        _isTrue(!_has(PAYER, before), "still not the key before");
    }

    function test_a_live_contract_counts_while_it_is_declared_for_a_holder_who_is_not_suspended() public {
        _declare(address(target), DAN);
        _rules(abi.encodeCall(IAccessManager.grantRole, (PAYER, address(target), 0)));
        _rules(abi.encodeCall(IAccessManager.grantRole, (ADDER, address(target), 0)));
        _bothOf(address(target), true, true);
        _suspend(DAN, GUS);
        _bothOf(address(target), true, false);
        vm.warp(conclave.holderRecord(DAN).suspendedUntil);
        _bothOf(address(target), true, true);
        _declare(address(target), CLEO);
        _bothOf(address(target), false, false);
        _declare(address(target), DAN);
        _bothOf(address(target), true, true);
        _rules(abi.encodeCall(IRoleManager.declareContract, (address(target), false, DAN)));
        _bothOf(address(target), false, false);
    }

    function test_a_live_contract_of_nobody_alone_needs_only_its_declaration() public {
        _declare(address(target), NONE);
        _rules(abi.encodeCall(IAccessManager.grantRole, (PAYER, address(target), 0)));
        _isTrue(_has(PAYER, address(target)), "declared");
        bytes memory code = address(conclave).code;
        vm.etch(address(conclave), hex"5f5ffd");
        _isTrue(_has(PAYER, address(target)), "nobody is asked");
        vm.etch(address(conclave), code);
        _rules(abi.encodeCall(IRoleManager.declareContract, (address(target), false, NONE)));
        _isTrue(!_has(PAYER, address(target)), "gone");
    }

    function test_a_conclave_that_fails_or_answers_short_makes_live_roles_not_count() public {
        // Reverts; answers nothing; answers one word.
        bytes[3] memory codes = [bytes(hex"5f5ffd"), bytes(hex"00"), bytes(hex"60015f5260205ff3")];
        for (uint256 i; i < codes.length; ++i) {
            vm.etch(address(conclave), codes[i]);
            _onlyPlain();
        }
        OddConclave odd = new OddConclave();
        odd.take(address(conclave), _at(BEN), OddConclave.Answer.Right);
        _both(BEN, true, true);
        _isTrue(!_has(PAYER, CLEO), "of another account");
        odd.take(address(conclave), _at(BEN), OddConclave.Answer.ShortKey);
        _onlyPlain();
        odd.take(address(conclave), _at(BEN), OddConclave.Answer.ShortHolder);
        _onlyPlain();
        odd.take(address(conclave), _at(BEN), OddConclave.Answer.FailingHolder);
        _onlyPlain();
        odd.take(address(conclave), _at(BEN), OddConclave.Answer.OtherState);
        _onlyPlain();
        // The way of the admin does not ask.
        _rules(abi.encodeCall(IAccessManager.setTargetClosed, (address(asset), true)));
        _rules(abi.encodeCall(IAccessManager.revokeRole, (PAYER, _at(BEN))));
        _same(_count(PAYER, BEN), 1);
    }

    function test_live_or_not_is_as_the_role_was_when_it_was_granted_or_kept() public {
        _define(PAYER, _terms());
        _suspend(BEN, GUS);
        _both(BEN, true, false);
        vm.warp(conclave.holderRecord(BEN).suspendedUntil);
        _rules(_reviewing(PAYER, BEN, true));
        vm.warp(_now() + 15 days);
        _suspend(BEN, GUS);
        _both(BEN, true, true);
    }

    /// @dev Reviewed seldom, so that it outlives what takes months.
    function _terms() private pure returns (Terms memory) {
        return Terms(0, 400 days, 0, 0, false, false);
    }

    function _liveTerms() private pure returns (Terms memory) {
        return Terms(0, 400 days, 0, 0, false, true);
    }

    function _onlyPlain() private view {
        _both(BEN, true, false);
        _isTrue(_has(ADMIN, address(conclave)), "admin");
        (bool immediate, ) = manager.canCall(_at(BEN), address(asset), Restricted.add.selector);
        _isTrue(immediate, "others");
    }

    function _both(uint8 key, bool plain, bool live) private view {
        _bothOf(_at(key), plain, live);
    }

    function _bothOf(address account, bool plain, bool live) private view {
        _isTrue(_has(ADDER, account) == plain, "plain");
        _isTrue(_has(PAYER, account) == live, "live");
    }
}
