// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors as E} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {APPROVER, EXECUTOR, KIND_ERC1271, PROPOSER, TESTER} from "../../../../contracts/types/Entry.sol";
import {Fate} from "../../../../contracts/types/State.sol";
import {TESTER_NEEDED} from "../../../../contracts/types/Tier.sol";
import {Charters, KeySpec, RosterSpec, RulebookSpec, TierSpec} from "../../support/Charters.sol";
import {Draft} from "../../support/Drafts.sol";
import {Operation, Signers} from "../../support/Flow.sol";
import {Governed} from "../../support/Governed.sol";
import {ANA, BEN, DAN, EVE, EXECUTORS, NONE, People, ROUTINE} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";
import {OwnedWallet} from "../../support/Wallets.sol";

/// @dev Invariant 5: consent is counted anew if roster or rulebook have changed since scheduling.
contract ExecuteRecheckTest is Governed {
    uint8 private constant PAT_PROPOSES = 13;
    uint8 private constant UMA_TESTS = 14;
    uint8 private constant VIC_APPROVES = 15;
    uint8 private constant WALLET = 16;

    function _charter() internal override returns (RosterSpec memory spec) {
        spec = People.roster(_now());
        uint32 expiry = spec.keys[0].expiry;
        Charters.add(spec, People.eoa(PAT_PROPOSES, 13, PROPOSER, expiry));
        Charters.add(spec, People.eoa(UMA_TESTS, 14, TESTER, expiry));
        Charters.add(spec, People.eoa(VIC_APPROVES, 15, APPROVER, expiry));
        bytes memory wallet = abi.encodePacked(new OwnedWallet(People.accountOf(WALLET)));
        Charters.add(spec, KeySpec(KIND_ERC1271, wallet, 16, APPROVER, NONE, expiry, 1));
    }

    function test_an_amendment_that_changes_nothing_about_it_lets_an_operation_run() public {
        Operation memory operation = _schedule(_setting(ROUTINE, 5));
        RosterSpec memory next = _nextRoster();
        next.keys[VIC_APPROVES].roles = EXECUTOR;
        _amendRoster(next);
        _execute(operation);
        _same(target.value(), 5);
    }

    function test_an_approver_who_lost_the_role_no_longer_counts() public {
        Operation memory operation = _schedule(_setting(ROUTINE, 5));
        _afterRole(BEN, EXECUTOR);
        _isDead(operation, Fate.ApprovalsLost);
    }

    function test_a_proposer_who_lost_the_role_kills_the_operation() public {
        Operation memory operation = _schedule(_setting(ROUTINE, 5));
        _afterRole(ANA, EXECUTOR);
        _isDead(operation, Fate.ProposerDropped);
    }

    function test_a_tester_who_lost_the_role_kills_the_operation() public {
        Operation memory operation = _schedule(_draft(_lane(0, 1), _sets(5)));
        _afterRole(EVE, EXECUTOR);
        _isDead(operation, Fate.TesterDropped);
    }

    function test_a_volunteer_tester_who_is_gone_kills_nothing() public {
        // The report is the submitter's argument: a lone tester could otherwise put himself into an operation, and then leave.
        Operation memory operation = _schedule(_setting(ROUTINE, 5), _signers(ANA, EVE, BEN));
        _afterRole(EVE, EXECUTOR);
        _execute(operation);
        _same(target.value(), 5);
    }

    function test_more_approvals_than_needed_make_up_for_one_who_is_gone() public {
        Draft memory draft = _setting(ROUTINE, 5);
        draft.approvals = 2;
        Operation memory operation = _schedule(draft);
        _afterRole(BEN, EXECUTOR);
        _execute(operation);
        _same(target.value(), 5);
    }

    function test_an_approver_whose_key_retires_still_counts() public {
        Operation memory operation = _schedule(_setting(ROUTINE, 5));
        RosterSpec memory next = _nextRoster();
        KeySpec memory successor = People.eoa(17, BEN, APPROVER, next.keys[0].expiry);
        (successor.predecessor, successor.since) = (BEN, 2);
        Charters.add(next, successor);
        _amendRoster(next);
        _activate(17);
        _execute(operation);
        _same(target.value(), 5);
    }

    function test_a_tier_that_is_gone_kills_its_operations() public {
        Operation memory operation = _schedule(_setting(EXECUTORS, 5));
        RosterSpec memory next = _nextRoster();
        TierSpec[] memory tiers = new TierSpec[](4);
        for (uint256 i; i < 4; ++i) tiers[i] = next.tiers[i];
        next.tiers = tiers;
        _amendRoster(next);
        _isDead(operation, Fate.TierGone);
    }

    function test_a_tier_that_became_one_without_delay_kills_its_operations() public {
        Operation memory operation = _schedule(_setting(ROUTINE, 5));
        RosterSpec memory next = _nextRoster();
        next.tiers[ROUTINE].delay = 0;
        _amendRoster(next);
        _isDead(operation, Fate.TierGone);
    }

    function test_a_quorum_raised_since_must_be_met() public {
        Operation memory few = _schedule(_setting(ROUTINE, 5));
        Draft memory draft = _draft(_lane(ROUTINE, 1), _sets(6));
        draft.approvals = 2;
        Operation memory enough = _schedule(draft);
        RosterSpec memory next = _nextRoster();
        next.tiers[ROUTINE].approvals = 2;
        _amendRoster(next);
        _isDead(few, Fate.ApprovalsLost);
        _execute(enough);
    }

    function test_a_tester_needed_since_must_have_signed() public {
        Operation memory without = _schedule(_setting(ROUTINE, 5));
        Operation memory with = _schedule(_draft(_lane(ROUTINE, 1), _sets(6)), _signers(ANA, EVE, BEN));
        RosterSpec memory next = _nextRoster();
        next.tiers[ROUTINE].flags = TESTER_NEEDED;
        _amendRoster(next);
        _isDead(without, Fate.TesterMissing);
        _execute(with);
    }

    function test_a_longer_delay_holds_for_what_is_pending() public {
        RosterSpec memory next = _nextRoster();
        next.tiers[ROUTINE].delay = 2 days;
        Operation memory operation = _amidAmendment(next);
        uint256 ready = operation.stamp.scheduledAt() + 2 days;
        _warpToReady(operation);
        _refusesExecute(operation, _notReady(ready));
        vm.warp(ready - 1);
        _refusesExecute(operation, _notReady(ready));
        vm.warp(ready);
        _execute(operation);
    }

    function test_a_shorter_delay_brings_nothing_forward() public {
        RosterSpec memory next = _nextRoster();
        next.tiers[ROUTINE].delay = 1 hours;
        Operation memory operation = _amidAmendment(next);
        vm.warp(operation.stamp.ready() - 1);
        _refusesExecute(operation, _notReady(operation.stamp.ready()));
        _warpToReady(operation);
        _execute(operation);
    }

    function test_a_rule_taken_away_kills_the_operation() public {
        Operation memory operation = _schedule(_setting(ROUTINE, 5));
        RulebookSpec memory book = _book();
        (book.serial, book.rules[0].tiers) = (2, 0x10);
        _setRulebook(book);
        _isDead(operation, Fate.RulesChanged);
    }

    function test_a_value_limit_lowered_kills_the_operation() public {
        Draft memory draft = _setting(ROUTINE, 5);
        draft.calls[0].value = 1;
        Operation memory operation = _schedule(draft);
        RulebookSpec memory book = _book();
        (book.serial, book.rules[0].maxValue) = (2, 0);
        _setRulebook(book);
        _isDead(operation, Fate.RulesChanged);
    }

    function test_a_rulebook_that_still_allows_it_lets_an_operation_run() public {
        Operation memory operation = _schedule(_setting(ROUTINE, 5));
        RulebookSpec memory book = _book();
        book.serial = 2;
        _setRulebook(book);
        _execute(operation);
    }

    function test_wallets_alone_do_not_carry_an_operation_on() public {
        Draft memory draft = _setting(ROUTINE, 5);
        draft.approvals = 2;
        Operation memory operation = _schedule(draft, _signers(ANA, NONE, WALLET, BEN));
        _afterRole(BEN, EXECUTOR);
        _isDead(operation, Fate.ApprovalsLost);
    }

    function test_an_operation_that_stands_cannot_be_cleared() public {
        Operation memory operation = _schedule(_setting(ROUTINE, 5));
        bytes memory stands = abi.encodeWithSelector(E.OperationStands.selector, _lane(ROUTINE, 0));
        _refuses(_clearing(operation), stands);
        RosterSpec memory next = _nextRoster();
        next.keys[VIC_APPROVES].roles = EXECUTOR;
        _amendRoster(next);
        _refuses(_clearing(operation), stands);
    }

    function _afterRole(uint8 key, uint8 roles) private {
        RosterSpec memory next = _nextRoster();
        next.keys[key].roles = roles;
        _amendRoster(next, _signers(PAT_PROPOSES, UMA_TESTS, VIC_APPROVES, DAN));
    }

    function _amendRoster(RosterSpec memory next, Signers memory signers) private {
        Operation memory amendment = _schedule(_rosterDraft(next), signers);
        _warpToReady(amendment);
        _execute(_withDocument(amendment, Charters.encode(next), ""));
    }

    /// @dev An operation scheduled half a day before the roster changes.
    function _amidAmendment(RosterSpec memory next) private returns (Operation memory operation) {
        Operation memory amendment = _schedule(_rosterDraft(next));
        vm.warp(amendment.stamp.ready() - 12 hours);
        operation = _schedule(_setting(ROUTINE, 5));
        _warpToReady(amendment);
        _execute(_withDocument(amendment, Charters.encode(next), ""));
    }

    function _notReady(uint256 ready) private view returns (bytes memory) {
        return abi.encodeWithSelector(E.OperationNotReady.selector, _lane(ROUTINE, 0), ready, _now());
    }
}
