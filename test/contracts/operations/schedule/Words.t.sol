// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveEvents as Ev} from "../../../../contracts/interfaces/IConclaveEvents.sol";
import {Stamp} from "../../../../contracts/types/Stamp.sol";
import {Word} from "../../../../contracts/types/Word.sol";
import {Draft, Drafts} from "../../support/Drafts.sol";
import {Operation} from "../../support/Flow.sol";
import {Governed} from "../../support/Governed.sol";
import {ANA, BEN, CLEO, DAN, EVE, GUS, NONE, ROUTINE, EXECUTORS} from "../../support/People.sol";
import {Vm, vm} from "../../support/Vm.sol";

/// @dev Every link of a lane, computed here from docs/formats.md, 6 and 7.
contract ScheduleWordsTest is Governed {
    function test_the_stamp_says_who_consented_under_what_and_when() public {
        Draft memory draft = _setting(0, 7);
        draft.approvals = 3;
        Operation memory operation = _schedule(draft, _signers(ANA, EVE, DAN, BEN, CLEO));
        Stamp stamp = operation.stamp;
        _same(stamp.approvers(), (1 << BEN) | (1 << CLEO) | (1 << DAN));
        _same(stamp.proposer(), ANA);
        _same(stamp.tester(), EVE);
        _same(stamp.rosterOf(), 1);
        _same(stamp.rulebookOf(), 2);
        _same(stamp.serial(), 1);
        _same(stamp.scheduledAt(), _now());
        _same(stamp.ready(), _now() + 2 days);
        _same(stamp.reservedUntil(), 0);
        _same(operation.id, _id(draft));
        _isTrue(operation.word.isProtected(), "protected by the third approval");
        _same(Word.unwrap(conclave.laneWord(0)), Word.unwrap(operation.word));
    }

    function test_without_tester_the_stamp_says_so_and_executors_have_their_half_of_grace() public {
        Stamp stamp = _schedule(_setting(EXECUTORS, 7)).stamp;
        _same(stamp.tester(), NONE);
        _same(stamp.reservedUntil(), _now() + 1 days + 3.5 days);
    }

    function test_an_operation_below_the_override_count_is_not_protected() public {
        _isTrue(!_schedule(_setting(0, 7)).word.isProtected(), "two of three");
    }

    function test_the_scheduled_word_commits_the_operation() public {
        Draft memory draft = _setting(ROUTINE, 7);
        Operation memory operation = _schedule(draft);
        _same(operation.report, 0);
        _commits(operation, draft.prev, (_now() + 8 days) / 60);
    }

    function test_the_scheduled_word_commits_the_report() public {
        Draft memory draft = _setting(0, 7);
        Operation memory operation = _schedule(draft);
        _same(operation.report, REPORT);
        _same(keccak256(operation.p), keccak256(Drafts.pack(draft, REPORT)));
        _commits(operation, draft.prev, (_now() + 9 days) / 60);
    }

    /// @param expiry In minutes.
    function _commits(Operation memory operation, bytes32 prev, uint256 expiry) private view {
        bytes32 expected = keccak256(
            abi.encode(
                Ev.Scheduled.selector,
                prev,
                _now(),
                block.chainid,
                keccak256(operation.p),
                operation.stamp
            )
        );
        _same(Word.unwrap(operation.word), bytes32(uint256(_mask(expected)) | (expiry << 1) | 1));
    }

    function test_the_executed_word_follows_the_scheduled_one() public {
        Operation memory operation = _pass(_setting(ROUTINE, 7));
        _isNext(Ev.Executed.selector, operation, uint160(OUTSIDER));
    }

    function test_the_cancelled_word_follows_the_scheduled_one() public {
        Operation memory operation = _schedule(_setting(ROUTINE, 7));
        vm.recordLogs();
        _accepts(_cancelling(_lane(ROUTINE, 0), operation.word, GUS));
        _isNext(Ev.Cancelled.selector, operation, GUS);
    }

    function test_the_cleared_word_follows_the_scheduled_one() public {
        Operation memory operation = _schedule(_setting(ROUTINE, 7));
        _accepts(_voiding(GUS, GUS));
        vm.recordLogs();
        _accepts(_clearing(operation));
        _isNext(Ev.Cleared.selector, operation, uint160(OUTSIDER));
    }

    /// @dev The link that ended the operation, and the last event, which tells of it.
    function _isNext(bytes32 topic, Operation memory operation, uint256 by) private {
        bytes32 word = _mask(keccak256(abi.encode(topic, operation.word, _now(), by)));
        _same(_wordOf(operation.lane), word);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        Vm.Log memory last;
        for (uint256 i; i < logs.length; ++i) if (logs[i].emitter == address(conclave)) last = logs[i];
        _same(last.topics[0], topic);
        _same(last.topics[1], bytes32(uint256(operation.lane)));
        _same(keccak256(last.data), keccak256(abi.encode(word, by)));
    }

    function _mask(bytes32 hash) private pure returns (bytes32) {
        return bytes32(uint256(hash) & ~((uint256(1) << 33) - 1));
    }
}
