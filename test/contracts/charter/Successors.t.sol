// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICharterValidator as I} from "../../../contracts/interfaces/ICharterValidator.sol";
import {EXECUTOR, KIND_ERC1271, PROPOSER, RECOVERY} from "../../../contracts/types/Entry.sol";
import {Charters, RosterSpec} from "../support/Charters.sol";
import {FAR, NOW, add, keyOf, resize, sampleCharter} from "./CharterDraft.sol";
import {CharterTest} from "./CharterTest.sol";

/// @dev Invariant 6: a key and its pending successor count as the weaker of both, since the successor's activation is nobody's decision
/// any more. The sample has nobody to spare, so a weaker key locks it out.
contract SuccessorsTest is CharterTest {
    uint256 private constant NOBODY = 255;

    function test_an_equal_successor_weakens_nothing() public view {
        amends(withSuccessor(4), allActive());
    }

    function test_a_successor_with_fewer_roles_takes_roles_away() public view {
        RosterSpec memory next = withSuccessor(1);
        // Key 1 proposes and executes; its successor would only execute.
        next.keys[12].roles = EXECUTOR;
        amendmentRefused(next, allActive(), err(I.TierLockedOut.selector, 0, 0));
        next.keys[12].roles = PROPOSER;
        amends(next, allActive());
    }

    function test_a_successor_that_expires_too_soon_counts_as_expired() public view {
        RosterSpec memory next = withSuccessor(4);
        next.keys[12].expiry = uint32((NOW + 9 days) / 60) + 1;
        amends(next, allActive());
        --next.keys[12].expiry;
        amendmentRefused(next, allActive(), err(I.TierLockedOut.selector, 0, 5));
    }

    /// @dev To the minute: nothing of the predecessor's later expiry is left, not even its last bit.
    function test_a_successor_that_expires_first_counts_with_its_own_expiry_alone() public view {
        RosterSpec memory next = withSuccessor(4);
        next.keys[4].expiry = FAR | 1;
        uint32 horizon = uint32((NOW + 9 days) / 60);
        require(horizon % 2 == 0);
        next.keys[12].expiry = horizon;
        amendmentRefused(next, allActive(), err(I.TierLockedOut.selector, 0, 5));
        next.keys[12].expiry = horizon + 2;
        amends(next, allActive());
    }

    function test_a_predecessor_that_expires_too_soon_is_not_saved_by_its_successor() public view {
        RosterSpec memory next = withSuccessor(4);
        next.keys[4].expiry = uint32((NOW + 9 days) / 60);
        amendmentRefused(next, allActive(), err(I.TierLockedOut.selector, 0, 5));
    }

    function test_a_wallet_as_successor_counts_as_a_wallet() public view {
        RosterSpec memory next = withSuccessor(4);
        next.keys[12].kind = KIND_ERC1271;
        amendmentRefused(next, allActive(), err(I.TierLockedOut.selector, 0, 6));
    }

    function test_a_wallet_as_successor_of_a_passkey_counts_as_a_wallet() public view {
        RosterSpec memory next = withSuccessor(6);
        next.keys[12].kind = KIND_ERC1271;
        amendmentRefused(next, allActive(), err(I.TierLockedOut.selector, 0, 4));
    }

    /// @dev A vacant index names key 0 as its predecessor, being all zeros.
    function test_a_vacant_index_replaces_nobody() public view {
        RosterSpec memory next = nextCharter();
        resize(next, 13);
        amends(next, I.KeyStates(EVERYBODY, 1 << 12, 0));
    }

    function test_a_wallet_stays_a_wallet_while_an_eoa_is_to_succeed_it() public view {
        RosterSpec memory next = withSuccessor(5);
        amends(next, allActive());
        // 6 as the only person but 5's successor, which is not active.
        next.keys[4].kind = KIND_ERC1271;
        RosterSpec memory old = sampleCharter();
        old.keys[4].kind = KIND_ERC1271;
        amendmentRefused(old, next, allActive(), err(I.TierLockedOut.selector, 0, 6));
    }

    function test_a_successor_activated_with_the_amendment_counts_in_its_predecessors_place() public view {
        RosterSpec memory next = withSuccessor(4);
        next.keys[4].expiry = uint32((NOW + 9 days) / 60);
        amends(next, activating12());
        next = withSuccessor(4);
        next.keys[12].kind = KIND_ERC1271;
        amendmentRefused(next, activating12(), err(I.TierLockedOut.selector, 0, 6));
    }

    function test_a_predecessor_that_gives_way_does_not_count() public view {
        // Key 12 succeeds 4 with the amendment but does not outlive the delay: 4 is gone all the same.
        RosterSpec memory next = withSuccessor(4);
        next.keys[12].expiry = uint32((NOW + 9 days) / 60);
        amendmentRefused(next, activating12(), err(I.TierLockedOut.selector, 0, 5));
    }

    /// @dev Both of a pair do not make two approvals in other tiers either: they have one holder. But their roles do not add up.
    function test_in_other_tiers_a_pair_counts_once_and_as_the_weaker() public view {
        RosterSpec memory next = withSuccessor(9);
        amends(next, allActive());
        next.keys[12].expiry = uint32((NOW + 90 days) / 60);
        amendmentRefused(next, allActive(), err(I.TierLockedOut.selector, 3, NOBODY));
        next.keys[12].expiry = next.keys[9].expiry;
        next.keys[9].expiry = uint32((NOW + 90 days) / 60);
        amendmentRefused(next, allActive(), err(I.TierLockedOut.selector, 3, NOBODY));
        // Nor if it is not the last of the successors.
        add(next, keyOf(13, next.keys[4].holder, next.keys[4].roles));
        next.keys[13].since = 2;
        next.keys[13].predecessor = 4;
        amendmentRefused(next, allActive(), err(I.TierLockedOut.selector, 3, NOBODY));
    }

    function test_the_successor_of_a_key_that_is_gone_counts_by_itself_in_other_tiers() public view {
        RosterSpec memory next = withSuccessor(9);
        I.KeyStates memory states = I.KeyStates(EVERYBODY & ~uint64(1 << 9), 0, 0);
        amends(next, states);
        next.keys[12].roles = RECOVERY;
        next.keys[12].expiry = uint32((NOW + 90 days) / 60);
        amendmentRefused(next, states, err(I.TierLockedOut.selector, 3, NOBODY));
    }

    function test_able_without_any_takes_pending_successors_for_the_weaker() public view {
        RosterSpec memory next = withSuccessor(4);
        next.keys[12].kind = KIND_ERC1271;
        bytes memory document = Charters.encode(next);
        require(validator.checkAble(document, EVERYBODY, 0, true, NOW) == I.checkAble.selector);
        failed(
            abi.encodeCall(I.checkAble, (document, EVERYBODY, 1 << 12, true, NOW)),
            err(I.TierLockedOut.selector, 0, 6)
        );
    }

    function activating12() private pure returns (I.KeyStates memory) {
        return I.KeyStates(EVERYBODY, 1 << 12, 0);
    }

    /// @dev Roster 2: key 12 is to succeed `index`.
    function withSuccessor(uint8 index) private pure returns (RosterSpec memory next) {
        next = nextCharter();
        add(next, keyOf(12, next.keys[index].holder, next.keys[index].roles));
        next.keys[12].since = 2;
        next.keys[12].predecessor = index;
    }
}
