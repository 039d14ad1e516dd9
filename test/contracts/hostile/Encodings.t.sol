// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {Stamp} from "../../../contracts/types/Stamp.sol";
import {Call, Condition, Draft, Drafts} from "../support/Drafts.sol";
import {Operation, Signers} from "../support/Flow.sol";
import {Governed} from "../support/Governed.sol";
import {ANA, BEN, CLEO, EVE, NONE, ROUTINE} from "../support/People.sol";
import {vm} from "../support/Vm.sol";

/// @dev Calldata that no encoder writes: what counts is what the bytes say, wherever they lie, and they say it in one way only.
contract EncodingsTest is Governed {
    /// @dev Offsets as the attacker likes: both strings may lie anywhere, in any order, one inside the other.
    function test_where_proposal_and_signatures_lie_does_not_matter() public {
        Draft memory draft = _setting(ROUTINE, 1);
        bytes memory p = Drafts.pack(draft);
        bytes memory s = _signatures(draft, _usual(draft));
        bytes32 usual = _wordAfter(draft.lane, abi.encodeCall(IConclave.scheduleProposal, (p, s)));
        bytes4 name = IConclave.scheduleProposal.selector;
        // The signatures first; and not aligned to words, with bytes between.
        bytes memory swapped = abi.encodePacked(
            name,
            uint256(96 + s.length),
            uint256(64),
            s.length,
            s,
            p.length,
            p
        );
        _same(_wordAfter(draft.lane, swapped), usual);
        bytes memory apart = abi.encodePacked(
            name,
            uint256(64 + 5),
            uint256(96 + 5 + p.length),
            hex"80ff80ff80",
            p.length
        );
        _same(_wordAfter(draft.lane, abi.encodePacked(apart, p, s.length, s)), usual);
        // One string in place of both: a proposal is no signature.
        bytes memory shared = abi.encodePacked(name, uint256(64), uint256(64), p.length, p);
        (bool succeeded, ) = _sendFrom(OUTSIDER, shared);
        _isTrue(!succeeded, "refused");
        // Signatures inside the proposal, which then says something else.
        bytes memory nested = abi.encodePacked(
            name,
            uint256(64),
            uint256(96 + p.length),
            p.length + 32 + s.length,
            p
        );
        (succeeded, ) = _sendFrom(OUTSIDER, abi.encodePacked(nested, s.length, s));
        _isTrue(!succeeded, "refused");
    }

    function test_strings_outside_of_calldata_are_refused() public {
        Draft memory draft = _setting(ROUTINE, 1);
        bytes memory p = Drafts.pack(draft);
        bytes memory s = _signatures(draft, _usual(draft));
        uint256[6] memory odd = [
            type(uint256).max,
            type(uint256).max - 35,
            1 << 255,
            type(uint64).max,
            uint256(type(uint32).max),
            96 + p.length + s.length + 32
        ];
        for (uint256 i; i < odd.length; ++i) {
            _fails(_packed(odd[i], 96 + p.length, p.length, p, s.length, s));
            _fails(_packed(64, odd[i], p.length, p, s.length, s));
            _fails(_packed(64, 96 + p.length, odd[i], p, s.length, s));
            _fails(_packed(64, 96 + p.length, p.length, p, odd[i], s));
        }
        // As a check of the above: the true numbers pass.
        _accepts(_packed(64, 96 + p.length, p.length, p, s.length, s));
    }

    /// @dev Two calls and a condition: a count, a length, a flag or a field that differs says something else or nothing at all.
    function testFuzz_a_changed_byte_of_a_proposal_is_never_scheduled(uint256 place, uint256 change) public {
        Draft memory draft = _setting(ROUTINE, 1);
        draft.calls = new Call[](2);
        (draft.calls[0], draft.calls[1]) = (_sets(1), _sets(2));
        draft.conditions = new Condition[](1);
        draft.conditions[0] = Condition(
            address(target),
            abi.encodeCall(target.value, ()),
            0,
            bytes32(uint256(2))
        );
        bytes memory p = Drafts.pack(draft);
        bytes memory signatures = _signatures(draft, _usual(draft));
        // Half of the time among the terms: there are the flag and the counts.
        place %= change & (1 << 255) == 0 ? 18 : p.length;
        p[place] ^= bytes1(uint8(1 + (change % 255)));
        _fails(abi.encodeCall(IConclave.scheduleProposal, (p, signatures)));
    }

    /// @dev Those who sign do not sign the flag; whoever executes must hand back what was scheduled all the same.
    function test_a_report_is_neither_taken_away_nor_put_in_before_execution() public {
        Operation memory plain = _schedule(_setting(ROUTINE, 1), _signers(ANA, NONE, BEN));
        Draft memory draft = _draft(_lane(ROUTINE, 1), _sets(2));
        Operation memory tested = _schedule(draft, _signers(ANA, EVE, BEN));
        vm.warp(tested.stamp.ready());
        bytes memory without = Drafts.pack(draft);
        bytes memory unknown = abi.encodeWithSelector(E.OperationUnknown.selector, tested.lane, tested.word);
        _refuses(abi.encodeCall(IConclave.execute, (without, tested.stamp)), unknown);
        _refuses(abi.encodeCall(IConclave.clear, (without, tested.stamp)), unknown);
        bytes memory with = bytes.concat(_head(plain.p), REPORT, _from(plain.p, Drafts.BODY));
        with[0] |= 0x80;
        unknown = abi.encodeWithSelector(E.OperationUnknown.selector, plain.lane, plain.word);
        _refuses(abi.encodeCall(IConclave.execute, (with, plain.stamp)), unknown);
        _execute(plain);
        _execute(tested);
    }

    function test_no_bit_of_the_stamp_is_free() public {
        Operation memory operation = _schedule(_setting(ROUTINE, 1));
        _warpToReady(operation);
        bytes memory unknown = abi.encodeWithSelector(
            E.OperationUnknown.selector,
            operation.lane,
            operation.word
        );
        for (uint256 bit; bit < 256; ++bit) {
            Stamp other = Stamp.wrap(Stamp.unwrap(operation.stamp) ^ bytes32(1 << bit));
            _refuses(abi.encodeCall(IConclave.execute, (operation.p, other)), unknown);
        }
    }

    /// @dev Whatever gas the sender gives, the same is scheduled or nothing is: no signature counts for want of gas.
    function test_no_amount_of_gas_schedules_anything_else() public {
        Draft memory draft = _setting(0, 1);
        Signers memory good = _signers(ANA, EVE, BEN, CLEO);
        bytes memory p = Drafts.pack(draft, REPORT);
        bytes memory plain = bytes.concat(
            _plain(ANA, _proposes(ANA, draft)),
            _plain(EVE, _tests(EVE, draft)),
            _plain(BEN, _approves(BEN, draft))
        );
        bytes memory right = abi.encodeCall(
            IConclave.scheduleProposal,
            (p, bytes.concat(plain, _plain(CLEO, _approves(CLEO, draft))))
        );
        bytes memory wrong = abi.encodeCall(
            IConclave.scheduleProposal,
            (p, bytes.concat(plain, _plain(CLEO, _approves(BEN, draft))))
        );
        bytes32 expected = _wordAfter(draft.lane, _scheduling(draft, good));
        bytes32 before = _wordOf(draft.lane);
        bytes memory invalid = abi.encodeWithSelector(E.InvalidSignature.selector, CLEO);
        uint256 scheduled;
        uint256 start = vm.snapshotState();
        for (uint256 gas_ = 20_000; gas_ < 120_000; gas_ += 211) {
            (bool succeeded, bytes memory reason) = address(conclave).call{gas: gas_}(right);
            _same(_wordOf(draft.lane), succeeded ? expected : before);
            _isTrue(succeeded || reason.length == 0, "a right signature is never called wrong");
            if (succeeded) {
                ++scheduled;
                vm.revertToState(start);
            }
            (succeeded, reason) = address(conclave).call{gas: gas_}(wrong);
            _isTrue(!succeeded && (reason.length == 0 || keccak256(reason) == keccak256(invalid)), "wrong");
        }
        _isTrue(scheduled > 20, "enough gas was tried too");
    }

    /// @dev From the long form of an entry: a byte of 128 + 64 · parity + index, r, s.
    function _plain(uint8 key, bytes memory entry) private pure returns (bytes memory packed) {
        packed = new bytes(65);
        for (uint256 i; i < 64; ++i) packed[1 + i] = entry[3 + i];
        packed[0] = bytes1(128 + 64 * (uint8(entry[67]) - 27) + key);
    }

    /// @dev The lane's word after scheduling, which is then undone.
    function _wordAfter(uint16 lane, bytes memory data) private returns (bytes32 word) {
        uint256 start = vm.snapshotState();
        _accepts(data);
        word = _wordOf(lane);
        vm.revertToState(start);
    }

    function _fails(bytes memory data) private {
        (bool succeeded, ) = _sendFrom(OUTSIDER, data);
        _isTrue(!succeeded, "refused");
    }

    function _packed(
        uint256 a,
        uint256 b,
        uint256 length,
        bytes memory p,
        uint256 size,
        bytes memory s
    ) private pure returns (bytes memory) {
        return abi.encodePacked(IConclave.scheduleProposal.selector, a, b, length, p, size, s);
    }

    function _head(bytes memory p) private pure returns (bytes memory head) {
        head = new bytes(Drafts.BODY);
        for (uint256 i; i < head.length; ++i) head[i] = p[i];
    }

    function _from(bytes memory p, uint256 start) private pure returns (bytes memory rest) {
        rest = new bytes(p.length - start);
        for (uint256 i; i < rest.length; ++i) rest[i] = p[start + i];
    }
}
