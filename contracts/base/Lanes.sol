// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {Execution} from "./Execution.sol";
import {Document} from "../libraries/Documents.sol";
import {Roster} from "../libraries/Roster.sol";
import {Rules} from "../libraries/Rules.sol";
import {Terms} from "../types/Terms.sol";
import {Stamp, under, timed} from "../types/Stamp.sol";
import {Config, Fate, Proposal} from "../types/State.sol";
import {Tier} from "../types/Tier.sol";
import {Word, idle, pending} from "../types/Word.sol";

/// @dev Scheduling, execution, emergencies: the life of a lane's word.
abstract contract Lanes is Execution {
    function schedule(Proposal calldata p, bytes32 report, bytes calldata signatures) external nonReentrant {
        (Tier tier, bytes32 id, uint256 signed) = _admit(p, report, signatures);
        uint256 readyAt = block.timestamp + tier.delay();
        uint256 reserved = tier.executorFirst() ? readyAt + tier.grace() / 2 : 0;
        Stamp stamp = Stamp.wrap(signed | timed(block.timestamp, readyAt, reserved));
        Word word = pending(
            keccak256(abi.encode(Scheduled.selector, p.prev, block.timestamp, id, stamp, report)),
            p.terms.approvals() >= tier.overrideCount(),
            readyAt + tier.grace()
        );
        _lanes[p.terms.lane()] = word;
        emit Scheduled(p.terms.lane(), id, word, p, stamp, report);
        if (tier.isEmergency()) _run(p, id, word, new bytes[](0));
    }

    function execute(
        Proposal calldata p,
        Stamp stamp,
        bytes32 report,
        bytes[] calldata documents
    ) external nonReentrant {
        Config memory current = _open();
        uint16 lane = p.terms.lane();
        (Word word, bytes32 id) = _requireOperation(p, stamp, report);
        if (word.hasExpired()) revert OperationExpired(lane);
        uint256 readyAt = stamp.ready();
        if (!_isFresh(p, stamp, current)) {
            Fate fate;
            (fate, , readyAt) = lens.fate(this, p, stamp);
            if (fate != Fate.Stands) revert OperationDead(lane, fate);
        }
        if (block.timestamp < readyAt) revert OperationNotReady(lane, readyAt, block.timestamp);
        if (block.timestamp < stamp.reservedUntil() && !lens.isExecutor(this, msg.sender)) {
            revert ReservedForExecutor(lane, stamp.reservedUntil());
        }
        if (current.attempts != 0 && _resetsAttempts(current, p.terms.tier())) _config.attempts = 0;

        _run(p, id, word, documents);
    }

    function clear(Proposal calldata p, Stamp stamp, bytes32 report) external nonReentrant {
        _open();
        uint16 lane = p.terms.lane();
        (Word word, bytes32 id) = _requireOperation(p, stamp, report);
        (Fate fate, , ) = lens.fate(this, p, stamp);
        if (fate == Fate.Stands) revert OperationStands(lane);
        word = idle(keccak256(abi.encode(Cleared.selector, word, block.timestamp, id, msg.sender)));
        _lanes[lane] = word;
        emit Cleared(lane, id, word, msg.sender);
    }

    function laneWord(uint16 lane) external view returns (Word word) {
        word = lane == REGISTER ? _register : _lanes[lane];
        if (!word.isSet()) word = _firstWord(lane);
    }

    function laneCount(uint8 tier) public view returns (uint256) {
        return uint16(_laneCounts >> (16 * uint256(tier)));
    }

    /// @dev The link comes before the calls, whose own links follow it; what fails undoes it with everything else.
    function _run(Proposal calldata p, bytes32 id, Word word, bytes[] memory documents) private {
        uint16 lane = p.terms.lane();
        Word next = idle(keccak256(abi.encode(Executed.selector, word, block.timestamp, id, msg.sender)));
        _lanes[lane] = next;
        emit Executed(lane, id, next, msg.sender);
        _perform(p.calls, documents);
        _requireConditions(p.conditions);
    }

    /// @dev Everything that must hold of a proposal before it is scheduled or, without delay, run.
    function _admit(
        Proposal calldata p,
        bytes32 report,
        bytes calldata signatures
    ) private returns (Tier tier, bytes32 id, uint256 signed) {
        Config memory current = _open();
        if (!current.opened) revert SchedulingNotOpen();
        Terms terms = p.terms;
        if (!terms.wellFormed()) revert TermsMalformed();
        _requireWindow(terms.created(), terms.deadline());
        Document roster_ = _loadRoster(current);
        uint8 index = terms.tier();
        if (index >= Roster.tierCount(roster_)) revert UnknownTier(index);
        tier = Roster.tier(roster_, index);
        // Recovery ignores incidents, but a future epoch would later pass for a current one.
        if (tier.isRecovery() ? terms.epoch() > current.epoch : terms.epoch() != current.epoch)
            revert StaleEpoch(terms.epoch(), current.epoch);
        _requireLane(terms, p.prev, tier);

        (bytes memory refusal, bool renewal, bool alone) = Rules.judge(
            p.calls,
            index,
            tier,
            address(this),
            rulebook()
        );
        if (refusal.length != 0) LowLevelCall.bubbleRevert(refusal);
        if (terms.approvals() < tier.quorum() && !alone)
            revert TooFewDemanded(terms.approvals(), tier.quorum());
        (id, signed) = _count(p, report, signatures, roster_, tier, current, renewal);
        signed |= under(current.roster, current.rulebook, Roster.serial(roster_));
    }

    function _requireWindow(uint256 created, uint256 deadline) private view {
        if (created > block.timestamp || block.timestamp > deadline || deadline > created + signingWindow) {
            revert OutsideWindow(uint40(created), uint40(deadline), block.timestamp);
        }
    }

    /// @dev The lane is free and its word is the one people signed. The next lane of a tier opens here.
    function _requireLane(Terms terms, bytes32 prev, Tier tier) private {
        uint16 lane = terms.lane();
        // Checked each time: the tier may have had more lanes before it became the recovery tier.
        if (tier.isRecovery() && terms.number() != 0) revert LaneNotNext(lane, 0);
        Word word = _lanes[lane];
        if (!word.isSet()) {
            uint256 next = laneCount(terms.tier());
            if (terms.number() != next) revert LaneNotNext(lane, next);
            _laneCounts += 1 << (16 * uint256(terms.tier()));
            word = _firstWord(lane);
        }
        if (word.isPending() && !word.hasExpired()) revert LaneBusy(lane, word);
        if (Word.unwrap(word) != prev) revert LaneMoved(lane, word, prev);
    }

    /// @dev Whether an executed operation of this tier ends a series of stopped recoveries.
    function _resetsAttempts(Config memory current, uint8 index) private view returns (bool) {
        if (index == 0) return true;
        Document roster_ = _loadRoster(current);
        return index < Roster.tierCount(roster_) && Roster.tier(roster_, index).isRecovery();
    }
}
