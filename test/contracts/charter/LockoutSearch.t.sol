// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICharterValidator as I} from "../../../contracts/interfaces/ICharterValidator.sol";
import {Documents} from "../../../contracts/libraries/Documents.sol";
import {Lockout} from "../../../contracts/libraries/Lockout.sol";
import {APPROVER, EXECUTOR, PROPOSER, RECOVERY, SEVERAL, TESTER} from "../../../contracts/types/Entry.sol";
import {RECOVERY_TIER, TESTER_NEEDED} from "../../../contracts/types/Tier.sol";
import {Charters, KeySpec, RosterSpec, TierSpec} from "../support/Charters.sol";
import {BruteForce} from "./BruteForce.sol";
import {FAR, NOW, keyOf, tierOf} from "./CharterDraft.sol";
import {CharterTest} from "./CharterTest.sol";

/// @dev Invariant 6 against brute force: the contracts' search finds what trying everything finds.
contract LockoutSearchTest is CharterTest {
    /// @dev All rosters of up to six people with one key each and any of the roles P, T, A, up to the order of people.
    function test_accepts_exactly_the_rosters_that_can_lose_anyone_with_tester() public view {
        _all(5, TESTER_NEEDED, 2);
        _all(6, TESTER_NEEDED, 2);
    }

    function test_accepts_exactly_the_rosters_that_can_lose_anyone_without_tester() public view {
        _all(4, 0, 2);
        _all(5, 0, 2);
        _all(6, 0, 3);
    }

    function _all(uint8 people, uint8 flags, uint8 approvals) private view {
        uint8[6] memory roles;
        uint256 passed;
        while (true) {
            // A call each, since memory is not freed within one.
            if (this.judge(people, roles, flags, approvals)) ++passed;
            // The next non-decreasing sequence of role sets 0 to 7.
            uint256 i = people;
            while (i > 0 && roles[i - 1] == 7) --i;
            if (i == 0) break;
            uint8 raised = roles[i - 1] + 1;
            for (uint256 j = i - 1; j < people; ++j) roles[j] = raised;
        }
        require(passed != 0, "no roster passes: the search tells nothing apart");
    }

    function judge(
        uint8 people,
        uint8[6] calldata roles,
        uint8 flags,
        uint8 approvals
    ) external view returns (bool passes) {
        RosterSpec memory roster;
        roster.serial = 1;
        roster.cooldown = uint32(W + 2 days + S);
        roster.tiers = new TierSpec[](1);
        roster.tiers[0] = TierSpec(approvals, 255, APPROVER, flags, 2 days, 7 days);
        roster.keys = new KeySpec[](people);
        for (uint8 i; i < people; ++i) roster.keys[i] = keyOf(i, i, _marked(roles[i]));
        uint256 everybody = (1 << people) - 1;
        uint8 indispensable = _firstIndispensable(roster, everybody, 0);
        passes = indispensable == BruteForce.NOBODY;
        if (!passes) {
            refused(roster, err(I.TierLockedOut.selector, 0, indispensable));
            return passes;
        }
        accepted(roster);
        // Nobody acts alone: with one person's keys the tier never comes together.
        for (uint256 i; i < people; ++i) {
            require(!BruteForce.able(roster, 0, 1 << i, 0, BruteForce.NOBODY, NOW), "one holder acts alone");
        }
    }

    /// @dev Wallets, successors, expiries, keys that are not in use, several keys of a person, several tiers.
    function testFuzz_agrees_with_brute_force(uint256 seed) public view {
        (RosterSpec memory roster, uint64 active, uint64 pending) = _random(seed);
        bytes memory document = Charters.encode(roster);
        (uint256 tier, uint8 removed) = _firstLocked(roster, active, pending);
        bytes memory expected = tier == 255 ? bytes("") : err(I.TierLockedOut.selector, tier, removed);
        (bool passed, bytes memory reason) = address(this).staticcall(
            abi.encodeCall(this.check, (document, active, active | pending, pending))
        );
        if (tier == 255) _isTrue(passed, "brute force passes it, the contract refuses");
        else _failedWith(passed, reason, expected);
    }

    function test_the_random_rosters_lie_on_both_sides_of_the_border() public view {
        uint256[4] memory seen;
        for (uint256 seed; seed < 150; ++seed) ++seen[this.outcome(seed)];
        for (uint256 i; i < 4; ++i) if (seen[i] < 4) revert NotEqual(bytes32(i), bytes32(seen[i]));
    }

    /// @return The tier that is locked out, or 3.
    function outcome(uint256 seed) external pure returns (uint256) {
        (RosterSpec memory roster, uint64 active, uint64 pending) = _random(seed);
        (uint256 tier, ) = _firstLocked(roster, active, pending);
        return tier == 255 ? 3 : tier;
    }

    function check(bytes memory document, uint64 strict, uint64 lenient, uint64 successors) external pure {
        Lockout.check(Documents.from(document), strict, lenient, successors, NOW);
    }

    function _firstLocked(
        RosterSpec memory roster,
        uint64 active,
        uint64 pending
    ) private pure returns (uint256 tier, uint8 removed) {
        removed = _firstIndispensable(roster, active, pending);
        if (removed != BruteForce.NOBODY) return (0, removed);
        uint256 counted = active;
        // A pending key counts in other tiers, unless it waits to succeed one that counts.
        for (uint256 i; i < roster.keys.length; ++i) {
            uint8 before = roster.keys[i].predecessor;
            if ((pending >> i) & 1 == 1 && (before == 255 || (active >> before) & 1 == 0)) counted |= 1 << i;
        }
        for (tier = 1; tier < roster.tiers.length; ++tier) {
            if (!BruteForce.able(roster, tier, counted, pending, BruteForce.NOBODY, NOW))
                return (tier, BruteForce.NOBODY);
        }
        return (255, 0);
    }

    function _firstIndispensable(
        RosterSpec memory roster,
        uint256 counted,
        uint256 pending
    ) private pure returns (uint8) {
        for (uint8 holder; holder < BruteForce.PEOPLE; ++holder) {
            if (_isThere(roster, holder) && !BruteForce.able(roster, 0, counted, pending, holder, NOW))
                return holder;
        }
        return BruteForce.NOBODY;
    }

    function _isThere(RosterSpec memory roster, uint8 holder) private pure returns (bool) {
        for (uint256 i; i < roster.keys.length; ++i) {
            if (roster.keys[i].signer.length != 0 && roster.keys[i].holder == holder) return true;
        }
        return false;
    }

    /// @dev Six people, one to ten keys each way, near the border between able and locked out.
    function _random(
        uint256 seed
    ) private pure returns (RosterSpec memory roster, uint64 active, uint64 pending) {
        roster.serial = 1;
        roster.tiers = new TierSpec[](3);
        roster.tiers[0] = TierSpec(
            2,
            255,
            APPROVER,
            _draw(seed, 1, 2) == 0 ? TESTER_NEEDED : 0,
            2 days,
            7 days
        );
        roster.tiers[1] = tierOf(uint8(1 + _draw(seed, 2, 5)), uint32(_draw(seed, 3, 3)) * 1 days);
        roster.tiers[2] = TierSpec(2, 255, RECOVERY, RECOVERY_TIER, 30 days, 7 days);
        roster.keys = new KeySpec[](14);
        for (uint8 i; i < 14; ++i) {
            uint256 dice = uint256(keccak256(abi.encode(seed, i)));
            KeySpec memory key = keyOf(i, i % 6, i < 6 ? _marked(7 & ~uint8(1 << (dice % 8))) : RECOVERY);
            if (i >= 6 && dice % 3 == 0) key.roles = _marked(1 + uint8((dice >> 8) % 7));
            if ((dice >> 16) % 8 == 0) key.kind = 1;
            if ((dice >> 24) % 8 == 0) key.expiry = uint32(NOW / 60 + ((dice >> 32) % 60 days) / 60);
            else key.expiry = FAR;
            uint256 state = (dice >> 64) % 8;
            if (state < 7) active |= uint64(1 << i);
            else pending |= uint64(1 << i);
            // A pending successor of an earlier key of the same person that is in use and has no other.
            if (state == 7 && i >= 6 && (active >> (i - 6)) & 1 == 1 && (dice >> 72) % 4 != 0)
                key.predecessor = i - 6;
            roster.keys[i] = key;
        }
    }

    function _marked(uint8 set) private pure returns (uint8) {
        uint8 roles = ((set & 1) * PROPOSER) | (((set >> 1) & 1) * TESTER) | (((set >> 2) & 1) * APPROVER);
        if (roles == 0) return EXECUTOR;
        return roles & (roles - 1) == 0 ? roles : roles | SEVERAL;
    }

    function _draw(uint256 seed, uint256 salt, uint256 below) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, "tier", salt))) % below;
    }
}
