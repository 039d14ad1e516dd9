// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICharterValidator as I} from "../../../contracts/interfaces/ICharterValidator.sol";
import {
    APPROVER,
    EXECUTOR,
    KIND_ERC1271,
    PROPOSER,
    RECOVERY,
    SEVERAL,
    TESTER
} from "../../../contracts/types/Entry.sol";
import {NO_KEY} from "../../../contracts/types/Stamp.sol";
import {KeySpec, RosterSpec} from "../support/Charters.sol";
import {add, keyOf, sampleCharter, samplePoint} from "./CharterDraft.sol";
import {CharterTest} from "./CharterTest.sol";

/// @dev Invariant 7: what a roster must be against the one it replaces.
contract SuccessionTest is CharterTest {
    function test_a_roster_may_follow_unchanged() public view {
        amends(nextCharter(), allActive());
    }

    function test_refuses_any_serial_but_the_next() public view {
        RosterSpec memory next = nextCharter();
        uint16[3] memory serials = [uint16(0), 1, 3];
        for (uint256 i; i < 3; ++i) {
            next.serial = serials[i];
            amendmentRefused(next, allActive(), err(I.SerialWrong.selector, serials[i], 2));
        }
    }

    function test_a_kept_key_keeps_its_holder() public view {
        RosterSpec memory next = nextCharter();
        next.keys[4].holder = 9;
        amendmentRefused(next, allActive(), err(I.EntryChanged.selector, 4));
    }

    function test_a_kept_key_keeps_the_serial_it_entered_with() public view {
        RosterSpec memory next = nextCharter();
        next.keys[4].since = 2;
        amendmentRefused(next, allActive(), err(I.EntryChanged.selector, 4));
        next.keys[4].since = 0;
        amendmentRefused(next, allActive(), err(I.EntryChanged.selector, 4));
    }

    function test_a_kept_key_keeps_its_kind() public view {
        RosterSpec memory next = nextCharter();
        next.keys[4].kind = KIND_ERC1271;
        amendmentRefused(next, allActive(), err(I.EntryChanged.selector, 4));
    }

    function test_a_kept_key_keeps_its_verifier() public view {
        RosterSpec memory next = nextCharter();
        next.keys[6].signer = abi.encodePacked(address(0xBEEFBEEF), samplePoint());
        amendmentRefused(next, allActive(), err(I.EntryChanged.selector, 6));
    }

    function test_roles_and_expiry_of_a_kept_key_may_change() public view {
        RosterSpec memory next = nextCharter();
        next.keys[11].roles = TESTER;
        next.keys[9].roles = PROPOSER;
        next.keys[10].expiry -= 1440;
        next.tiers[3] = next.tiers[1];
        amends(next, allActive());
    }

    function test_a_kept_key_may_lose_its_predecessor_but_not_get_another() public view {
        (RosterSpec memory old, I.KeyStates memory states) = succeeded();
        KeySpec memory other = keyOf(13, 4, APPROVER);
        other.since = 2;
        add(old, other);
        states.active |= 1 << 13;
        RosterSpec memory next = successor(old);
        add(next, other);
        next.keys[12].predecessor = NO_KEY;
        amends(old, next, states);
        next.keys[12].predecessor = 13;
        amendmentRefused(old, next, states, err(I.EntryChanged.selector, 12));
    }

    function test_a_new_key_says_since_when_it_is_there() public view {
        RosterSpec memory next = nextCharter();
        add(next, keyOf(12, 9, APPROVER));
        amendmentRefused(next, allActive(), err(I.EnteredWrong.selector, 12, 1));
        next.keys[12].since = 3;
        amendmentRefused(next, allActive(), err(I.EnteredWrong.selector, 12, 3));
        next.keys[12].since = 2;
        amends(next, allActive());
    }

    function test_a_key_that_takes_an_index_over_is_new() public view {
        RosterSpec memory next = nextCharter();
        next.keys[9] = keyOf(99, 0, next.keys[9].roles);
        amendmentRefused(next, allActive(), err(I.EnteredWrong.selector, 9, 1));
        next.keys[9].since = 2;
        amends(next, allActive());
    }

    function test_a_successor_has_the_same_holder() public view {
        RosterSpec memory next = withSuccessor(4, APPROVER);
        amends(next, allActive());
        next.keys[12].holder = 9;
        amendmentRefused(next, allActive(), err(I.PredecessorWrong.selector, 12, 4));
    }

    function test_a_successor_has_no_further_roles() public view {
        RosterSpec memory next = withSuccessor(4, APPROVER | PROPOSER | SEVERAL);
        amendmentRefused(next, allActive(), err(I.PredecessorWrong.selector, 12, 4));
        next = withSuccessor(1, PROPOSER | EXECUTOR | APPROVER | SEVERAL);
        amendmentRefused(next, allActive(), err(I.PredecessorWrong.selector, 12, 1));
        next = withSuccessor(1, PROPOSER);
        amends(next, allActive());
    }

    /// @dev Only who is still to come is held to what its predecessor may do.
    function test_an_active_successor_may_get_further_roles() public view {
        (RosterSpec memory old, I.KeyStates memory states) = succeeded();
        RosterSpec memory next = successor(old);
        next.keys[12].roles = APPROVER | EXECUTOR | SEVERAL;
        amends(old, next, states);
    }

    function test_a_successor_succeeds_a_key_that_is_there() public view {
        RosterSpec memory next = withSuccessor(4, APPROVER);
        next.keys[12].predecessor = 13;
        amendmentRefused(next, allActive(), err(I.PredecessorWrong.selector, 12, 13));
        next.keys[12].predecessor = 12;
        amendmentRefused(next, allActive(), err(I.PredecessorWrong.selector, 12, 12));
        next.keys[12].predecessor = 9;
        KeySpec memory vacant;
        next.keys[9] = vacant;
        amendmentRefused(next, allActive(), err(I.PredecessorWrong.selector, 12, 9));
    }

    function test_a_key_does_not_succeed_itself() public view {
        RosterSpec memory next = nextCharter();
        next.keys[4].predecessor = 4;
        amendmentRefused(next, allActive(), err(I.PredecessorWrong.selector, 4, 4));
    }

    function test_a_successor_does_not_succeed_a_pending_key() public view {
        RosterSpec memory next = withSuccessor(4, APPROVER);
        I.KeyStates memory states = I.KeyStates(EVERYBODY & ~uint64(1 << 4), 0, 1 << 4);
        amendmentRefused(next, states, err(I.PredecessorWrong.selector, 12, 4));
    }

    function test_a_successor_does_not_succeed_a_key_that_enters_with_it() public view {
        RosterSpec memory next = nextCharter();
        add(next, keyOf(12, 9, APPROVER));
        add(next, keyOf(13, 9, APPROVER));
        next.keys[12].since = 2;
        next.keys[13].since = 2;
        next.keys[13].predecessor = 12;
        amendmentRefused(next, allActive(), err(I.PredecessorWrong.selector, 13, 12));
    }

    function test_a_key_has_one_pending_successor() public view {
        RosterSpec memory next = withSuccessor(4, APPROVER);
        add(next, keyOf(13, 4, APPROVER));
        next.keys[13].since = 2;
        next.keys[13].predecessor = 4;
        amendmentRefused(next, allActive(), err(I.PredecessorWrong.selector, 13, 4));
    }

    function test_a_pending_successor_from_before_still_occupies_its_predecessor() public view {
        (RosterSpec memory old, I.KeyStates memory states) = succeeded();
        states.active &= ~uint64(1 << 12);
        states.active |= 1 << 4;
        states.pending = 1 << 12;
        RosterSpec memory next = successor(old);
        amends(old, next, states);
        add(next, keyOf(13, 4, APPROVER));
        next.keys[13].since = 3;
        next.keys[13].predecessor = 4;
        amendmentRefused(old, next, states, err(I.PredecessorWrong.selector, 13, 4));
    }

    /// @dev An active successor's predecessor stays named as long as it stands in the roster; it must not become someone else's.
    function test_the_predecessor_of_an_active_key_must_still_be_there() public view {
        (RosterSpec memory old, I.KeyStates memory states) = succeeded();
        RosterSpec memory next = successor(old);
        KeySpec memory vacant;
        next.keys[4] = vacant;
        amendmentRefused(old, next, states, err(I.PredecessorWrong.selector, 12, 4));
        next.keys[12].predecessor = NO_KEY;
        amends(old, next, states);
    }

    /// @dev A vacant index reads as if its holder were 0, too.
    function test_the_predecessor_of_an_active_key_of_holder_0_must_still_be_there() public view {
        RosterSpec memory old = withSuccessor(9, RECOVERY);
        RosterSpec memory next = withSuccessor(9, RECOVERY);
        next.serial = 3;
        KeySpec memory vacant;
        next.keys[9] = vacant;
        I.KeyStates memory states = I.KeyStates((EVERYBODY | (1 << 12)) & ~uint64(1 << 9), 0, 0);
        amendmentRefused(old, next, states, err(I.PredecessorWrong.selector, 12, 9));
        next.keys[12].predecessor = NO_KEY;
        amends(old, next, states);
    }

    /// @dev A vacant index reads as if it succeeded key 0: at index 0, itself.
    function test_the_first_index_may_be_vacant() public view {
        RosterSpec memory old = sampleCharter();
        add(old, old.keys[0]);
        KeySpec memory vacant;
        old.keys[0] = vacant;
        RosterSpec memory next = nextCharter();
        add(next, next.keys[0]);
        next.keys[0] = vacant;
        amends(old, next, I.KeyStates((EVERYBODY | (1 << 12)) & ~uint64(1), 0, 0));
    }

    /// @dev Roster 2, in which key 12 has succeeded key 4.
    function succeeded() private pure returns (RosterSpec memory draft, I.KeyStates memory states) {
        draft = withSuccessor(4, APPROVER);
        states = I.KeyStates((EVERYBODY | (1 << 12)) & ~uint64(1 << 4), 0, 0);
    }

    function successor(RosterSpec memory old) private pure returns (RosterSpec memory next) {
        next = withSuccessor(4, old.keys[12].roles);
        next.serial = old.serial + 1;
    }

    function withSuccessor(uint8 index, uint8 roles) private pure returns (RosterSpec memory next) {
        next = sampleCharter();
        next.serial = 2;
        add(next, keyOf(12, next.keys[index].holder, roles));
        next.keys[12].since = 2;
        next.keys[12].predecessor = index;
    }
}
