// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICharterValidator as I} from "../../../contracts/interfaces/ICharterValidator.sol";
import {
    APPROVER,
    GUARDIAN,
    KIND_EOA,
    KIND_ERC1271,
    PROPOSER,
    RECOVERY,
    SEVERAL,
    TESTER
} from "../../../contracts/types/Entry.sol";
import {Charters, KeySpec, RosterSpec, TierSpec} from "../support/Charters.sol";
import {NOW, add, keyOf, resize, sampleCharter, tierOf} from "./CharterDraft.sol";
import {CharterTest} from "./CharterTest.sol";

/// @dev Invariant 6, case by case. The sample has nobody to spare, so whatever weakens somebody shows.
contract LockoutTest is CharterTest {
    uint256 private constant NOBODY = 255;
    /// @dev The minute at which tier 0's delay and grace are over.
    uint32 private constant HORIZON = uint32((NOW + 9 days) / 60);

    function test_refuses_tier_zero_once_any_of_its_people_is_missing() public view {
        uint8[7] memory lockedBy = [1, 0, 3, 2, 5, 4, 4];
        for (uint256 i; i < 7; ++i) {
            RosterSpec memory draft = sampleCharter();
            delete draft.keys[i];
            refused(draft, err(I.TierLockedOut.selector, 0, lockedBy[i]));
        }
    }

    function test_refuses_a_lone_holder_with_the_whole_quorum() public view {
        RosterSpec memory draft = sampleCharter();
        for (uint256 i; i < 7; ++i) draft.keys[i].holder = 5;
        refused(draft, err(I.TierLockedOut.selector, 0, 0));
        resize(draft, 7);
        refused(draft, err(I.TierLockedOut.selector, 0, 5));
    }

    function test_refuses_a_roster_of_vacant_entries() public view {
        RosterSpec memory draft = sampleCharter();
        resize(draft, 0);
        resize(draft, 3);
        refused(draft, err(I.TierLockedOut.selector, 0, NOBODY));
    }

    function test_removing_any_one_includes_the_holder_with_the_highest_number() public view {
        RosterSpec memory draft = sampleCharter();
        for (uint256 i = 4; i < 7; ++i) draft.keys[i].holder = uint8(57 + i);
        accepted(draft);
        draft.keys[5].holder = 63;
        // 61 and 63: without 61 one approver is left, and 61 comes first.
        refused(draft, err(I.TierLockedOut.selector, 0, 61));
        draft.keys[5].holder = 62;
        draft.keys[4].roles = PROPOSER;
        refused(draft, err(I.TierLockedOut.selector, 0, 62));
    }

    function test_several_roles_of_one_person_serve_one_at_a_time() public view {
        RosterSpec memory draft = sampleCharter();
        // Proposers 0 and 1 may approve too. With one of them gone the other proposes, and only 6 is left to approve.
        delete draft.keys[4];
        delete draft.keys[5];
        draft.keys[0].roles = PROPOSER | APPROVER | SEVERAL;
        draft.keys[1].roles = PROPOSER | APPROVER | SEVERAL;
        refused(draft, err(I.TierLockedOut.selector, 0, 0));
        draft.keys[7].roles = PROPOSER;
        draft.keys[8].roles = PROPOSER;
        accepted(draft);
    }

    /// @dev Who is tried first is the one who is needed elsewhere. The other can do less.
    function test_whoever_else_is_needed_leaves_proposing_and_testing_to_others() public view {
        RosterSpec memory tester = proposersFrom20();
        tester.keys[0].roles = PROPOSER | TESTER | SEVERAL;
        delete tester.keys[3];
        accepted(tester);
        RosterSpec memory approver = proposersFrom20();
        approver.keys[0].roles = PROPOSER | APPROVER | SEVERAL;
        delete approver.keys[4];
        accepted(approver);
        approver.keys[0].kind = KIND_ERC1271;
        approver.keys[5].kind = KIND_EOA;
        accepted(approver);
        RosterSpec memory both = sampleCharter();
        both.keys[2].roles = TESTER | APPROVER | SEVERAL;
        delete both.keys[4];
        accepted(both);
        both.keys[2].kind = KIND_ERC1271;
        both.keys[5].kind = KIND_EOA;
        accepted(both);
        RosterSpec memory person = proposersFrom20();
        person.tiers[2].roles = PROPOSER;
        person.keys[1].kind = KIND_ERC1271;
        accepted(person);
        person.keys[0].kind = KIND_ERC1271;
        refused(person, err(I.TierLockedOut.selector, 2, NOBODY));
    }

    function test_contract_wallets_fill_all_but_one_of_the_approvals() public view {
        RosterSpec memory draft = sampleCharter();
        draft.keys[4].kind = KIND_ERC1271;
        refused(draft, err(I.TierLockedOut.selector, 0, 6));
        add(draft, keyOf(12, 9, APPROVER));
        accepted(draft);
    }

    function test_wallets_alone_cannot_approve_in_any_tier() public view {
        RosterSpec memory draft = sampleCharter();
        draft.tiers[2].roles = GUARDIAN;
        draft.keys[7].kind = KIND_ERC1271;
        accepted(draft);
        draft.keys[8].kind = KIND_ERC1271;
        refused(draft, err(I.TierLockedOut.selector, 2, NOBODY));
    }

    function test_keys_must_outlive_delay_and_grace() public view {
        for (uint256 i; i < 7; ++i) {
            RosterSpec memory draft = sampleCharter();
            draft.keys[i].expiry = HORIZON + 1;
            accepted(draft);
        }
        RosterSpec memory late = sampleCharter();
        late.keys[4].expiry = HORIZON;
        refused(late, err(I.TierLockedOut.selector, 0, 5));
    }

    function test_other_tiers_are_judged_by_their_own_delay_and_grace() public view {
        RosterSpec memory draft = sampleCharter();
        draft.keys[11].expiry = uint32((NOW + 90 days) / 60) + 1;
        accepted(draft);
        --draft.keys[11].expiry;
        refused(draft, err(I.TierLockedOut.selector, 3, NOBODY));
    }

    function test_other_tiers_need_nobody_to_spare_but_everybody_they_need() public view {
        RosterSpec memory draft = sampleCharter();
        delete draft.keys[9];
        refused(draft, err(I.TierLockedOut.selector, 3, NOBODY));
        draft = sampleCharter();
        draft.tiers[1].approvals = 4;
        refused(draft, err(I.TierLockedOut.selector, 1, NOBODY));
        draft.tiers[1].approvals = 3;
        accepted(draft);
    }

    function test_recovery_takes_three_holders_of_recovery_keys() public view {
        RosterSpec memory draft = sampleCharter();
        draft.keys[11].holder = 0;
        refused(draft, err(I.TierLockedOut.selector, 3, NOBODY));
        draft.keys[11].holder = 8;
        draft.keys[11].roles = APPROVER;
        draft.keys[8].roles = PROPOSER;
        refused(draft, err(I.TierLockedOut.selector, 3, NOBODY));
        draft.keys[11].roles = RECOVERY;
        accepted(draft);
    }

    function test_in_an_emergency_whoever_approves_may_propose() public view {
        RosterSpec memory draft = sampleCharter();
        draft.tiers[2].roles = GUARDIAN;
        draft.tiers[2].approvals = 2;
        add(draft, keyOf(12, 9, GUARDIAN));
        draft.cooldown = 60 days;
        accepted(draft);
        draft.tiers[2].approvals = 3;
        accepted(draft);
        draft.tiers[2].approvals = 4;
        refused(draft, err(I.TierLockedOut.selector, 2, NOBODY));
    }

    function test_pending_keys_count_for_genesis_but_not_for_tier_zero_of_an_amendment() public view {
        I.KeyStates memory states = I.KeyStates(EVERYBODY & ~uint64(1 << 4), 0, 1 << 4);
        amendmentRefused(nextCharter(), states, err(I.TierLockedOut.selector, 0, 5));
        states.activating = 1 << 4;
        amends(nextCharter(), states);
    }

    function test_pending_keys_count_for_the_other_tiers_of_an_amendment() public view {
        uint64 recovery = 7 << 9;
        amends(nextCharter(), I.KeyStates(EVERYBODY & ~recovery, 0, recovery));
        I.KeyStates memory gone = I.KeyStates(EVERYBODY & ~recovery, 0, 0);
        amendmentRefused(nextCharter(), gone, err(I.TierLockedOut.selector, 3, NOBODY));
    }

    function test_new_keys_do_not_count_for_tier_zero_until_they_are_active() public view {
        RosterSpec memory next = nextCharter();
        delete next.keys[4];
        add(next, keyOf(12, 9, APPROVER));
        next.keys[12].since = 2;
        amendmentRefused(next, allActive(), err(I.TierLockedOut.selector, 0, 5));
        I.KeyStates memory states = allActive();
        states.activating = 1 << 12;
        amends(next, states);
    }

    function test_able_means_with_everybody_there_or_without_any_one() public view {
        bytes memory document = Charters.encode(sampleCharter());
        uint64 without4 = EVERYBODY & ~uint64(1 << 4);
        require(validator.checkAble(document, EVERYBODY, 0, true, NOW) == I.checkAble.selector);
        require(validator.checkAble(document, without4, 0, false, NOW) == I.checkAble.selector);
        failed(
            abi.encodeCall(I.checkAble, (document, without4, 0, true, NOW)),
            err(I.TierLockedOut.selector, 0, 5)
        );
        failed(
            abi.encodeCall(I.checkAble, (document, without4 & ~uint64(1 << 5), 0, false, NOW)),
            err(I.TierLockedOut.selector, 0, NOBODY)
        );
    }

    function proposersFrom20() private pure returns (RosterSpec memory draft) {
        draft = sampleCharter();
        draft.keys[0].holder = 20;
        draft.keys[1].holder = 21;
    }

    /// @dev Sixty-four people who can do everything: the search must not run through all pairs, neither to accept nor to refuse.
    function test_the_largest_charter_is_judged_within_a_transaction() public view {
        RosterSpec memory draft = sampleCharter();
        TierSpec[] memory tiers = new TierSpec[](16);
        for (uint256 i; i < 16; ++i) tiers[i] = i == 0 ? draft.tiers[0] : tierOf(60, 1 days);
        tiers[0].approvals = 61;
        tiers[0].overrideCount = 255;
        draft.tiers = tiers;
        draft.keys = new KeySpec[](64);
        for (uint8 i; i < 64; ++i) draft.keys[i] = keyOf(i, i, PROPOSER | TESTER | APPROVER | SEVERAL);
        bytes memory document = Charters.encode(draft);
        uint256 before = gasleft();
        accepted(document);
        require(before - gasleft() < 12_000_000, "too much gas to accept");
        tiers[0].approvals = 62;
        document = Charters.encode(draft);
        before = gasleft();
        refused(document, err(I.TierLockedOut.selector, 0, 0));
        require(before - gasleft() < 12_000_000, "too much gas to refuse");
    }
}
