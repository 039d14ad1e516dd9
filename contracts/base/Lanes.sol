// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Execution} from "./Execution.sol";
import {Document} from "../libraries/Documents.sol";
import {Hash} from "../libraries/Hash.sol";
import {Proposals} from "../libraries/Proposals.sol";
import {Roster} from "../libraries/Roster.sol";
import {Rules} from "../libraries/Rules.sol";
import {Config} from "../types/Config.sol";
import {Tally} from "../types/Tally.sol";
import {Terms} from "../types/Terms.sol";
import {Stamp, under, timed} from "../types/Stamp.sol";
import {Fate} from "../types/State.sol";
import {Tier} from "../types/Tier.sol";
import {Word, idle, pending} from "../types/Word.sol";

/// @dev Scheduling, execution, emergencies: the life of a lane's word.
abstract contract Lanes is Execution {
    /// @dev Only looks at the lock: what scheduling calls (wallets, verifiers) it calls statically. An emergency's calls set it.
    function scheduleProposal(bytes calldata p, bytes calldata signatures) external nonReentrantView {
        Tally memory t = _admit(p, signatures);
        (bytes32 id, uint256 signers) = _count(p, Proposals.report(p, t.terms), t);
        Stamp stamp = _stamp(t, signers);
        Word word = pending(
            _scheduledLink(p, t.terms, block.timestamp, id, stamp),
            t.terms.approvals() >= t.tier.overrideCount(),
            stamp.ready() + t.tier.grace()
        );
        uint16 lane = t.terms.lane();
        _lanes[lane] = word;
        emit Scheduled(lane, id, word, p, stamp);
        if (t.tier.isEmergency()) _runLocked(p, t.terms, id, word);
    }

    function execute(bytes calldata p, Stamp stamp) external nonReentrant {
        _execute(p, stamp, _noDocuments());
    }

    function amend(bytes calldata p, Stamp stamp, bytes[] calldata documents) external nonReentrant {
        _execute(p, stamp, documents);
    }

    function clear(bytes calldata p, Stamp stamp) external nonReentrant {
        _open();
        Terms terms = Proposals.terms(p);
        uint16 lane = terms.lane();
        (Word word, bytes32 id) = _requireOperation(p, terms, stamp);
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

    function _execute(bytes calldata p, Stamp stamp, bytes[] calldata documents) private {
        Config current = _open();
        Terms terms = Proposals.terms(p);
        uint16 lane = terms.lane();
        (Word word, bytes32 id) = _requireOperation(p, terms, stamp);
        if (word.hasExpired()) revert OperationExpired(lane);
        uint256 readyAt = stamp.ready();
        if (!_isFresh(terms, stamp, current)) {
            Fate fate;
            (fate, , readyAt) = lens.fate(this, p, stamp);
            if (fate != Fate.Stands) revert OperationDead(lane, fate);
        }
        if (block.timestamp < readyAt) revert OperationNotReady(lane, readyAt, block.timestamp);
        if (block.timestamp < stamp.reservedUntil() && !lens.isExecutor(this, msg.sender)) {
            revert ReservedForExecutor(lane, stamp.reservedUntil());
        }
        if (current.attempts() != 0 && _resetsAttempts(current, terms.tier()))
            _config = current.withAttempts(0);

        _run(p, terms, id, word, documents);
    }

    function _runLocked(bytes calldata p, Terms terms, bytes32 id, Word word) private nonReentrant {
        _run(p, terms, id, word, _noDocuments());
    }

    function _noDocuments() private pure returns (bytes[] calldata none) {
        // Calldata arrays have no literal.
        assembly ("memory-safe") {
            none.offset := 0
            none.length := 0
        }
    }

    /// @dev The link comes before the calls, whose own links follow it; what fails undoes it with everything else.
    function _run(bytes calldata p, Terms terms, bytes32 id, Word word, bytes[] calldata documents) private {
        uint16 lane = terms.lane();
        Word next = idle(
            Hash.words(
                Executed.selector,
                uint256(Word.unwrap(word)),
                block.timestamp,
                id,
                uint256(uint160(msg.sender))
            )
        );
        _lanes[lane] = next;
        emit Executed(lane, id, next, msg.sender);
        _requireConditions(p, _perform(p, terms, documents));
    }

    /// @dev Everything that must hold of a proposal, apart from consent, before it is scheduled or, without delay, run.
    function _admit(bytes calldata p, bytes calldata signatures) private returns (Tally memory) {
        Config current = _open();
        if (!current.opened()) revert SchedulingNotOpen();
        Terms terms = Proposals.terms(p);
        _requireWindow(terms.created(), terms.deadline());
        Document roster_ = _loadRoster(current);
        if (terms.tier() >= Roster.tierCount(roster_)) revert UnknownTier(terms.tier());
        Tally memory t = _tally(current, terms, roster_, signatures);
        // Recovery ignores incidents, but a future epoch would later pass for a current one.
        if (t.tier.isRecovery() ? terms.epoch() > current.epoch() : terms.epoch() != current.epoch())
            revert StaleEpoch(terms.epoch(), current.epoch());
        _requireLane(terms, Proposals.prev(p), t.tier);

        (bool renewal, bool alone) = Rules.judge(p, terms, t.tier, address(this), _rulebookOf(current));
        if (renewal) _admitExpired(t);
        if (terms.approvals() < t.tier.quorum() && !alone)
            revert TooFewDemanded(terms.approvals(), t.tier.quorum());
        return t;
    }

    function _stamp(Tally memory t, uint256 signers) private view returns (Stamp) {
        unchecked {
            uint256 readyAt = block.timestamp + t.tier.delay();
            uint256 reserved = t.tier.executorFirst() ? readyAt + t.tier.grace() / 2 : 0;
            return
                Stamp.wrap(
                    bytes32(
                        signers |
                            under(t.config.roster(), t.config.rulebook(), Roster.serial(t.roster)) |
                            timed(block.timestamp, readyAt, reserved)
                    )
                );
        }
    }

    function _requireWindow(uint256 created, uint256 deadline) private view {
        // Sums of 40-bit times.
        unchecked {
            if (created > block.timestamp || block.timestamp > deadline || deadline > created + signingWindow)
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
    function _resetsAttempts(Config current, uint8 index) private view returns (bool) {
        if (index == 0) return true;
        Document roster_ = _loadRoster(current);
        return index < Roster.tierCount(roster_) && Roster.tier(roster_, index).isRecovery();
    }
}
