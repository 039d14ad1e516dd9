// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {IConclaveEvents} from "../../../contracts/interfaces/IConclaveEvents.sol";
import {Stamp} from "../../../contracts/types/Stamp.sol";
import {Word} from "../../../contracts/types/Word.sol";
import {Acts} from "./Acts.sol";
import {Call, Condition, Draft, Drafts} from "./Drafts.sol";
import {Founding} from "./Founding.sol";
import {ANA, BEN, CLEO, EVE, NONE, WINDOW} from "./People.sol";
import {Vm, vm} from "./Vm.sol";

/// @param tester Key index, or NONE.
struct Signers {
    uint8 proposer;
    uint8 tester;
    uint8[] approvers;
}

/// @notice What `Scheduled` logged, as `execute` wants it handed back.
/// @param p The packed proposal, with its report if it has one.
/// @param report As it stands in `p`: to be read, not to be changed.
struct Operation {
    bytes p;
    Stamp stamp;
    bytes32 report;
    uint16 lane;
    Word word;
    bytes32 id;
    bytes[] documents;
}

/// @notice The way of a proposal: draft, consent, schedule, execute.
abstract contract Flow is Founding {
    error NothingScheduled();

    /// @dev What testers vouch for.
    bytes32 internal constant REPORT = keccak256("report");

    /// @dev A proposal for the lane as it stands now, with the tier's own number of approvals.
    function _draft(uint16 lane, Call memory call) internal view returns (Draft memory draft) {
        draft.lane = lane;
        draft.prev = _wordOf(lane);
        draft.epoch = conclave.config().epoch;
        draft.created = uint40(vm.getBlockTimestamp());
        draft.deadline = uint40(vm.getBlockTimestamp() + WINDOW);
        draft.approvals = _rosterSpec().tiers[lane >> 8].approvals;
        draft.calls = new Call[](1);
        draft.calls[0] = call;
        draft.note = keccak256("note");
    }

    function _lane(uint8 tier, uint8 number) internal pure returns (uint16) {
        return uint16(tier) * 256 + number;
    }

    function _call(address target, bytes memory data) internal pure returns (Call memory) {
        return Call(target, 0, data, 0);
    }

    function _wordOf(uint16 lane) internal view returns (bytes32) {
        return Word.unwrap(conclave.laneWord(lane));
    }

    function _id(Draft memory draft) internal view returns (bytes32) {
        return _digest(Drafts.hash(draft), address(conclave), block.chainid);
    }

    /// @dev Ana proposes, Eve tests in tier 0, Ben and Cleo approve, as many as are demanded of up to two.
    function _usual(Draft memory draft) internal pure returns (Signers memory) {
        uint8 tester = draft.lane < 256 ? EVE : NONE;
        return draft.approvals == 1 ? _signers(ANA, tester, BEN) : _signers(ANA, tester, BEN, CLEO);
    }

    function _signers(uint8 proposer, uint8 tester, uint8 a) internal pure returns (Signers memory) {
        uint8[] memory approvers = new uint8[](1);
        approvers[0] = a;
        return Signers(proposer, tester, approvers);
    }

    function _signers(uint8 proposer, uint8 tester, uint8 a, uint8 b) internal pure returns (Signers memory) {
        uint8[] memory approvers = new uint8[](2);
        (approvers[0], approvers[1]) = (a, b);
        return Signers(proposer, tester, approvers);
    }

    function _signers(
        uint8 proposer,
        uint8 tester,
        uint8 a,
        uint8 b,
        uint8 c
    ) internal pure returns (Signers memory) {
        uint8[] memory approvers = new uint8[](3);
        (approvers[0], approvers[1], approvers[2]) = (a, b, c);
        return Signers(proposer, tester, approvers);
    }

    /// @dev One packed signature; empty means consent on-chain.
    function _entry(uint8 key, bytes memory signature) internal pure returns (bytes memory) {
        return abi.encodePacked(key, uint16(signature.length), signature);
    }

    function _proposes(uint8 key, Draft memory draft) internal view returns (bytes memory) {
        return _entry(key, _sign(key, Acts.propose(draft)));
    }

    function _tests(uint8 key, Draft memory draft) internal view returns (bytes memory) {
        return _entry(key, _sign(key, Acts.test(draft, REPORT)));
    }

    function _approves(uint8 key, Draft memory draft) internal view returns (bytes memory) {
        return _entry(key, _sign(key, Acts.approve(draft)));
    }

    function _signatures(
        Draft memory draft,
        Signers memory signers
    ) internal view returns (bytes memory packed) {
        packed = _proposes(signers.proposer, draft);
        if (signers.tester != NONE) packed = bytes.concat(packed, _tests(signers.tester, draft));
        for (uint256 i; i < signers.approvers.length; ++i) {
            packed = bytes.concat(packed, _approves(signers.approvers[i], draft));
        }
    }

    function _reportOf(Signers memory signers) internal pure returns (bytes32) {
        return signers.tester == NONE ? bytes32(0) : REPORT;
    }

    /// @dev Calldata of `scheduleProposal`, for whoever expects it to fail.
    function _scheduling(Draft memory draft, Signers memory signers) internal view returns (bytes memory) {
        return _scheduling(draft, _reportOf(signers), _signatures(draft, signers));
    }

    function _scheduling(
        Draft memory draft,
        bytes32 report,
        bytes memory signatures
    ) internal pure returns (bytes memory) {
        return abi.encodeCall(IConclave.scheduleProposal, (Drafts.pack(draft, report), signatures));
    }

    function _schedule(Draft memory draft) internal returns (Operation memory) {
        return _schedule(draft, _usual(draft));
    }

    function _schedule(Draft memory draft, Signers memory signers) internal returns (Operation memory) {
        return _schedule(draft, _reportOf(signers), _signatures(draft, signers), OUTSIDER);
    }

    function _schedule(
        Draft memory draft,
        bytes32 report,
        bytes memory signatures,
        address from
    ) internal returns (Operation memory operation) {
        bytes memory p = Drafts.pack(draft, report);
        vm.recordLogs();
        vm.prank(from, from);
        conclave.scheduleProposal(p, signatures);
        return _scheduled();
    }

    /// @dev The operation that the logs recorded so far tell of.
    function _scheduled() internal returns (Operation memory operation) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].topics[0] == IConclaveEvents.Scheduled.selector) return _operationIn(logs[i]);
        }
        revert NothingScheduled();
    }

    /// @dev What a `Scheduled` tells.
    function _operationIn(Vm.Log memory log) internal pure returns (Operation memory operation) {
        (operation.word, operation.p, operation.stamp) = abi.decode(log.data, (Word, bytes, Stamp));
        operation.report = _reportIn(operation.p);
        operation.lane = _laneIn(operation.p);
        operation.id = log.topics[1];
    }

    /// @dev Lane of a packed proposal: the end of its terms.
    function _laneIn(bytes memory p) internal pure returns (uint16) {
        return uint16(bytes2(abi.encodePacked(p[16], p[17])));
    }

    /// @dev Hash of the report in a packed proposal, zero if it has none.
    function _reportIn(bytes memory p) internal pure returns (bytes32 report) {
        if (uint8(p[0]) < 128) return 0;
        for (uint256 i; i < 32; ++i) report |= bytes32(p[Drafts.BODY + i]) >> (8 * i);
    }

    function _executing(Operation memory operation) internal pure returns (bytes memory) {
        if (operation.documents.length == 0)
            return abi.encodeCall(IConclave.execute, (operation.p, operation.stamp));
        return abi.encodeCall(IConclave.amend, (operation.p, operation.stamp, operation.documents));
    }

    function _execute(Operation memory operation) internal {
        vm.prank(OUTSIDER);
        if (operation.documents.length == 0) conclave.execute(operation.p, operation.stamp);
        else conclave.amend(operation.p, operation.stamp, operation.documents);
    }

    function _warpToReady(Operation memory operation) internal {
        vm.warp(operation.stamp.ready());
    }

    /// @dev Schedules with the usual people, waits out the delay and executes.
    function _pass(Draft memory draft) internal returns (Operation memory operation) {
        operation = _schedule(draft);
        _warpToReady(operation);
        _execute(operation);
    }

    /// @dev Lets tier 0 make one call of the Conclave to itself.
    function _passSelfCall(bytes memory data) internal returns (Operation memory) {
        return _pass(_draft(0, _call(address(conclave), data)));
    }
}
