// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors as E} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {IConclave} from "../../../../contracts/interfaces/IConclave.sol";
import {Proposals} from "../../../../contracts/libraries/Proposals.sol";
import {Word} from "../../../../contracts/types/Word.sol";
import {Draft, Drafts} from "../../support/Drafts.sol";
import {Operation} from "../../support/Flow.sol";
import {Governed} from "../../support/Governed.sol";
import {LAST_RESORT, ROUTINE} from "../../support/People.sol";

contract ScheduleLanesTest is Governed {
    function test_lanes_of_a_tier_open_one_after_the_other() public {
        _refusesSchedule(_draft(_lane(ROUTINE, 1), _sets(1)), _notNext(_lane(ROUTINE, 1), 0));
        _same(conclave.laneCount(ROUTINE), 0);
        _schedule(_draft(_lane(ROUTINE, 0), _sets(1)));
        _same(conclave.laneCount(ROUTINE), 1);
        _refusesSchedule(_draft(_lane(ROUTINE, 2), _sets(1)), _notNext(_lane(ROUTINE, 2), 1));
        _schedule(_draft(_lane(ROUTINE, 1), _sets(2)));
        _same(conclave.laneCount(ROUTINE), 2);
        _same(conclave.laneCount(0), 1);
    }

    function test_operations_in_different_lanes_do_not_wait_for_each_other() public {
        Operation memory first = _schedule(_draft(_lane(ROUTINE, 0), _sets(1)));
        Operation memory second = _schedule(_draft(_lane(ROUTINE, 1), _sets(2)));
        _warpToReady(second);
        _execute(second);
        _same(target.value(), 2);
        _execute(first);
        _same(target.value(), 1);
    }

    function test_a_lane_belongs_to_its_tier_whose_rules_apply() public {
        // The tier is read from the lane, so one tier's consent never fills another's lane: tier 0 demands two.
        Draft memory draft = _draft(0, _sets(1));
        draft.approvals = 1;
        _refusesSchedule(draft, abi.encodeWithSelector(E.TooFewDemanded.selector, 1, 2));
    }

    function test_a_busy_lane_is_refused() public {
        Operation memory pending = _schedule(_setting(ROUTINE, 1));
        bytes memory busy = abi.encodeWithSelector(E.LaneBusy.selector, _lane(ROUTINE, 0), pending.word);
        _refusesSchedule(_setting(ROUTINE, 2), busy);
    }

    function test_a_proposal_names_the_word_it_follows() public {
        Draft memory draft = _setting(ROUTINE, 1);
        bytes32 first = draft.prev;
        _pass(draft);
        Draft memory stale = _setting(ROUTINE, 2);
        stale.prev = first;
        Word word = conclave.laneWord(stale.lane);
        _refusesSchedule(stale, abi.encodeWithSelector(E.LaneMoved.selector, stale.lane, word, first));
        stale.prev = Word.unwrap(word);
        _schedule(stale);
    }

    function test_a_fresh_lane_starts_at_the_hash_of_domain_and_lane() public {
        Draft memory draft = _setting(ROUTINE, 1);
        draft.prev = keccak256("elsewhere");
        Word word = conclave.laneWord(draft.lane);
        bytes memory moved = abi.encodeWithSelector(E.LaneMoved.selector, draft.lane, word, draft.prev);
        _refusesSchedule(draft, moved);
        bytes32 domain = _domain();
        uint256 mask = ~((uint256(1) << 33) - 1);
        _same(Word.unwrap(word), bytes32(uint256(keccak256(abi.encode(domain, uint256(draft.lane)))) & mask));
    }

    function test_the_recovery_tier_has_one_lane() public {
        Draft memory draft = _draft(_lane(LAST_RESORT, 1), _sets(1));
        _refusesSchedule(draft, _notNext(draft.lane, 0));
    }

    function test_an_unknown_tier_and_the_register_are_no_lanes_to_schedule_in() public {
        Draft memory draft = _setting(ROUTINE, 1);
        draft.lane = _lane(5, 0);
        _refusesSchedule(draft, abi.encodeWithSelector(E.UnknownTier.selector, 5));
        draft.lane = 0xffff;
        _refusesSchedule(draft, abi.encodeWithSelector(E.UnknownTier.selector, 255));
    }

    function test_a_proposal_whose_head_is_cut_off_is_malformed() public {
        Draft memory draft = _setting(ROUTINE, 1);
        bytes memory p = Drafts.pack(draft);
        bytes memory signatures = _signatures(draft, _usual(draft));
        for (uint256 length; length < Drafts.BODY; ++length) {
            bytes memory cut = new bytes(length);
            for (uint256 i; i < length; ++i) cut[i] = p[i];
            _refuses(
                abi.encodeCall(IConclave.scheduleProposal, (cut, signatures)),
                abi.encodeWithSelector(Proposals.TermsMalformed.selector)
            );
        }
    }

    function test_a_report_of_zero_is_malformed() public {
        // That there is none is said by the bit in front; else one proposal could be written in two ways.
        Draft memory draft = _setting(ROUTINE, 1);
        bytes memory p = bytes.concat(
            Drafts.packTerms(draft, true),
            abi.encode(draft.prev, draft.note, bytes32(0)),
            Drafts.packCalls(draft.calls)
        );
        _refuses(
            abi.encodeCall(IConclave.scheduleProposal, (p, _signatures(draft, _usual(draft)))),
            abi.encodeWithSelector(Proposals.TermsMalformed.selector)
        );
    }

    function _notNext(uint16 lane, uint256 next) private pure returns (bytes memory) {
        return abi.encodeWithSelector(E.LaneNotNext.selector, lane, next);
    }

    function _domain() private view returns (bytes32) {
        bytes32 type_ = keccak256(
            "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
        );
        return
            keccak256(
                abi.encode(type_, keccak256("Conclave"), keccak256("1"), block.chainid, address(conclave))
            );
    }
}
