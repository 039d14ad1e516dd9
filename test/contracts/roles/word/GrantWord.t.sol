// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";
import {begun, Grant, NEVER, NONE} from "../../../../contracts/roles/Grant.sol";
import {Terms} from "../../../../contracts/roles/Terms.sol";
import {Assertions} from "../../support/Assertions.sol";
import {vm} from "../../support/Vm.sol";

/// @notice The word of a grant: every field comes back as it went in, and none touches another.
contract GrantWordTest is Assertions {
    bool public constant IS_TEST = true;

    function testFuzz_fields_come_back(
        uint32 before,
        uint32 after_,
        uint40 effect,
        uint40 since,
        uint40 until,
        uint8 key,
        uint8 holder
    ) public pure {
        Time.Delay delay = Time.pack(before, after_, effect);
        Grant grant = begun(delay, since, key, holder).withUntil(until);
        _same(Time.Delay.unwrap(grant.delay()), Time.Delay.unwrap(delay));
        _same(grant.since(), since);
        _same(grant.until(), until);
        _same(grant.key(), key);
        _same(grant.holder(), holder);
        _same(grant.due(), 0);
        _isTrue(!grant.isLive() && !grant.isAlarmed(), "flags");
        _same(
            Grant.unwrap(grant),
            Time.Delay.unwrap(delay) |
                (uint256(since) << 104) |
                (uint256(until) << 144) |
                (uint256(key) << 232) |
                (uint256(holder) << 240)
        );
    }

    function testFuzz_a_change_touches_its_own_fields_alone(
        uint256 word,
        uint256 other,
        uint8 key
    ) public pure {
        Grant grant = Grant.wrap(word);
        uint40 time = uint40(other);
        _same(
            Grant.unwrap(grant.withUntil(time)),
            (word & ~(uint256(type(uint40).max) << 144)) | (uint256(time) << 144)
        );
        _same(Grant.unwrap(grant.withKey(key)), (word & ~(uint256(255) << 232)) | (uint256(key) << 232));
        _same(Grant.unwrap(grant.withAlarm()), word | (1 << 249));
        uint104 delay = uint104(other);
        _same(
            Grant.unwrap(grant.withDelay(Time.Delay.wrap(delay))),
            (word & ~uint256(type(uint104).max)) | delay
        );
    }

    function testFuzz_a_review_sets_what_is_due_and_answers_the_alarm(
        uint256 word,
        uint40 time,
        uint32 period,
        uint8 grace,
        bool critical,
        bool live
    ) public pure {
        Grant grant = Grant.wrap(word);
        uint32 seconds_ = uint32(grace % 91) * 1 days;
        Terms memory terms = Terms(0, period, seconds_, 0, critical, live);
        Grant kept = grant.withTerms(terms).withReview(terms.period, time);
        uint256 from = time > grant.since() ? time : grant.since();
        uint256 due = from + period < NEVER ? from + period : NEVER;
        _same(kept.due(), due);
        _same(kept.lapsesAt(), critical || due + seconds_ > NEVER ? NEVER : due + seconds_);
        _isTrue(kept.lapses() == !critical, "lapses");
        _isTrue(kept.isLive() == live && !kept.isAlarmed(), "flags");
        uint256 others = ~((uint256(type(uint48).max) << 184) | (uint256(3) << 248));
        _same(Grant.unwrap(kept) & others, word & others);
    }

    function testFuzz_it_ends_at_the_earlier_of_its_ends(
        uint40 until,
        uint40 due,
        uint8 grace,
        uint40 time
    ) public pure {
        uint256 word = (uint256(until) << 144) | (uint256(due) << 184);
        Grant grant = Grant.wrap(word | (uint256(grace) << 224));
        uint256 lapses = grace == NONE ? NEVER : uint256(due) + uint256(grace) * 1 days;
        if (lapses > NEVER) lapses = NEVER;
        uint256 end = until < lapses ? until : lapses;
        _same(grant.lapsesAt(), lapses);
        _isTrue(grant.hasEnded(time) == (time >= end), "ended");
    }

    function test_at_the_edges_of_forty_bits() public pure {
        Terms memory terms = Terms(0, 400 days, 90 days, 0, false, false);
        Grant grant = begun(Time.Delay.wrap(0), NEVER, 0, 0);
        _same(_kept(grant, terms, 0).due(), NEVER);
        _same(_kept(grant, terms, 0).lapsesAt(), NEVER);
        _isTrue(!_kept(grant, terms, 0).hasEnded(NEVER - 1), "the last second");
        grant = _kept(begun(Time.Delay.wrap(0), 0, 0, 0), terms, uint256(NEVER) - 400 days - 1);
        _same(grant.due(), NEVER - 1);
        _same(grant.lapsesAt(), NEVER);
        _isTrue(!Grant.wrap(0).isSet() && Grant.wrap(0).hasEnded(0), "none");
        _isTrue(Grant.wrap(1).isSet(), "any");
    }

    function test_a_time_or_delay_that_does_not_fit_is_refused() public {
        (bool succeeded, bytes memory reason) = address(this).call(
            abi.encodeCall(this.begin, (0, uint256(NEVER) + 1))
        );
        _failedWith(
            succeeded,
            reason,
            abi.encodeWithSelector(SafeCast.SafeCastOverflowedUintDowncast.selector, 40, uint256(NEVER) + 1)
        );
        uint112 late = uint112(1) << 104;
        (succeeded, reason) = address(this).call(abi.encodeCall(this.begin, (late, 0)));
        _failedWith(
            succeeded,
            reason,
            abi.encodeWithSelector(SafeCast.SafeCastOverflowedUintDowncast.selector, 104, late)
        );
    }

    function testFuzz_terms_and_review_are_apart(
        uint256 word,
        uint32 period,
        bool critical,
        uint40 time
    ) public pure {
        Grant grant = Grant.wrap(word);
        Grant termed = grant.withTerms(Terms(0, period, 3 days, 0, critical, !grant.isLive()));
        _isTrue(termed.isAlarmed() == grant.isAlarmed() && termed.isLive() != grant.isLive(), "flags");
        _same(termed.due(), grant.due());
        _isTrue(termed.lapses() == !critical, "lapses");
        Grant reviewed = grant.withReview(period, time);
        _isTrue(reviewed.lapses() == grant.lapses() && reviewed.isLive() == grant.isLive(), "terms");
    }

    function testFuzz_the_delay_at_a_time_is_as_openzeppelin_has_it(uint256 word, uint40 time) public {
        Grant grant = Grant.wrap(word);
        vm.warp(time);
        _same(grant.delayAt(time), Time.get(grant.delay()));
        vm.warp(uint40(word >> 64));
        _same(grant.delayAt(uint40(word >> 64)), Time.get(grant.delay()));
    }

    function testFuzz_an_alarm_makes_no_other_word(uint256 word, uint8 bit) public pure {
        Grant grant = Grant.wrap(word);
        _isTrue(grant.isAs(bytes32(word)) && grant.isAs(bytes32(word ^ (1 << 249))), "alarm");
        if (bit != 249) _isTrue(!grant.isAs(bytes32(word ^ (1 << bit))), "another");
    }

    function _kept(Grant grant, Terms memory terms, uint256 time) private pure returns (Grant) {
        return grant.withTerms(terms).withReview(terms.period, time);
    }

    function begin(uint112 delay, uint256 since) external pure returns (Grant) {
        return begun(Time.Delay.wrap(delay), since, 0, 0);
    }
}
