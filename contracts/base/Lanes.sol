// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Execution} from "./Execution.sol";
import {Document} from "../libraries/Documents.sol";
import {Hash} from "../libraries/Hash.sol";
import {Packed} from "../libraries/Packed.sol";
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
        (Config current, Terms terms, Document roster_, Tier tier) = _admit(p);
        bool renewal = _requireRules(p, current, terms, tier);
        uint64 barred = _barred(current, roster_);
        Tally memory t = Tally({
            entries: Roster.entriesAt(roster_),
            expiry: _expiry(renewal),
            roles: tier.proposerRoles(),
            place: Packed.start(signatures),
            limit: Packed.end(signatures),
            counted: barred,
            barred: barred,
            start: Packed.start(signatures),
            roster: roster_,
            config: current,
            terms: terms,
            tier: tier,
            stamp: Stamp.wrap(0)
        });
        (bytes32 id, uint256 signers) = _count(p, t);
        _stamp(t, signers);
        Word word = _pending(t, _scheduledLink(p, t.stamp));
        _lanes[t.terms.lane()] = word;
        emit Scheduled(id, word, p, t.stamp);
        if (t.tier.isEmergency()) _runLocked(p, t.terms, word);
    }

    function execute(bytes calldata p, Stamp stamp) external nonReentrant {
        _execute(p, stamp, _noDocuments());
    }

    function amend(bytes calldata p, Stamp stamp, bytes[] calldata documents) external nonReentrant {
        _execute(p, stamp, documents);
    }

    function clear(bytes calldata p, Stamp stamp) external nonReentrant {
        _open();
        uint16 lane = Proposals.terms(p).lane();
        Word word = _requireOperation(p, lane, stamp);
        (Fate fate, , ) = lens.fate(this, p, stamp);
        if (fate == Fate.Stands) revert OperationStands(lane);
        word = idle(keccak256(abi.encode(Cleared.selector, word, block.timestamp, msg.sender)));
        _lanes[lane] = word;
        emit Cleared(lane, word, msg.sender);
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
        Word word = _requireOperation(p, lane, stamp);
        if (word.hasExpired()) revert OperationExpired(lane);
        uint256 readyAt = stamp.ready();
        if (!_isFresh(terms, stamp, current)) {
            Fate fate;
            (fate, , readyAt) = lens.fate(this, p, stamp);
            if (fate != Fate.Stands) revert OperationDead(lane, fate);
        }
        if (block.timestamp < readyAt) revert OperationNotReady(lane, readyAt, block.timestamp);
        if (block.timestamp < stamp.reservedUntil()) {
            if (!lens.isExecutor(this, msg.sender)) revert ReservedForExecutor(lane, stamp.reservedUntil());
        }
        if (current.attempts() != 0) {
            if (_resetsAttempts(current, terms.tier())) _config = current.withAttempts(0);
        }

        _run(p, terms, word, documents);
    }

    function _runLocked(bytes calldata p, Terms terms, Word word) private nonReentrant {
        _run(p, terms, word, _noDocuments());
    }

    function _noDocuments() private pure returns (bytes[] calldata none) {
        // Calldata arrays have no literal.
        assembly ("memory-safe") {
            none.offset := 0
            none.length := 0
        }
    }

    /// @dev The link comes before the calls, whose own links follow it; what fails undoes it with everything else.
    function _run(bytes calldata p, Terms terms, Word word, bytes[] calldata documents) private {
        uint16 lane = terms.lane();
        Word next = idle(
            Hash.words(Executed.selector, Word.unwrap(word), block.timestamp, uint256(uint160(msg.sender)))
        );
        _lanes[lane] = next;
        emit Executed(lane, next, msg.sender);
        _requireConditions(p, _perform(p, terms, documents));
    }

    /// @dev What must hold of a proposal whatever it does and whoever consents.
    function _admit(
        bytes calldata p
    ) private returns (Config current, Terms terms, Document roster_, Tier tier) {
        current = _config;
        if (!current.takesProposals()) {
            if (current.closed()) revert ConclaveClosed();
            revert SchedulingNotOpen();
        }
        terms = Proposals.terms(p);
        _requireWindow(terms.created(), terms.deadline());
        roster_ = _loadRoster(current);
        if (terms.tier() >= Roster.tierCount(roster_)) revert UnknownTier(terms.tier());
        tier = Roster.tier(roster_, terms.tier());
        // Recovery ignores incidents, but a future epoch would later pass for a current one.
        if (terms.epoch() != current.epoch()) {
            if (!tier.isRecovery() || terms.epoch() > current.epoch())
                revert StaleEpoch(terms.epoch(), current.epoch());
        }
        _requireLane(terms, Proposals.prev(p), tier);
    }

    /// @return renewal Whether the proposal renews expiries and nothing else.
    function _requireRules(
        bytes calldata p,
        Config current,
        Terms terms,
        Tier tier
    ) private view returns (bool renewal) {
        bool alone;
        if (terms.tier() == 0) renewal = Rules.isRenewal(p, terms, address(this));
        else alone = Rules.judge(p, terms, tier, address(this), current.rulebook());
        if (terms.approvals() < tier.quorum()) {
            if (!alone) revert TooFewDemanded(terms.approvals(), tier.quorum());
        }
    }

    function _stamp(Tally memory t, uint256 signers) private view {
        // Sums of 40-bit times and 32-bit spans.
        unchecked {
            uint256 readyAt = block.timestamp + t.tier.delay();
            uint256 reserved;
            if (t.tier.executorFirst()) reserved = readyAt + t.tier.grace() / 2;
            uint256 stamp = signers | timed(block.timestamp, readyAt, reserved);
            t.stamp = Stamp.wrap(bytes32(stamp | under(t.config.generations(), Roster.serial(t.roster))));
        }
    }

    function _pending(Tally memory t, bytes32 link) private view returns (Word) {
        // As in `_stamp`.
        unchecked {
            uint256 expiry = block.timestamp + t.tier.delay() + t.tier.grace();
            return pending(link, t.terms.approvals() >= t.tier.overrideCount(), expiry);
        }
    }

    function _requireWindow(uint256 created, uint256 deadline) private view {
        // created ≤ now ≤ deadline ≤ created + W, as distances from `created`: what lies before it wraps round and is too far.
        unchecked {
            uint256 span = deadline - created;
            bool outside = span > signingWindow;
            if (block.timestamp - created > span) outside = true;
            if (outside) revert OutsideWindow(uint40(created), uint40(deadline), block.timestamp);
        }
    }

    /// @dev The lane is free and its word is the one people signed. The next lane of a tier opens here.
    function _requireLane(Terms terms, bytes32 prev, Tier tier) private {
        uint16 lane = terms.lane();
        // Checked each time: the tier may have had more lanes before it became the recovery tier.
        if (terms.number() != 0) {
            if (tier.isRecovery()) revert LaneNotNext(lane, 0);
        }
        Word word = _lanes[lane];
        if (!word.isSet()) {
            uint256 next = laneCount(terms.tier());
            if (terms.number() != next) revert LaneNotNext(lane, next);
            _laneCounts += 1 << (16 * uint256(terms.tier()));
            word = _firstWord(lane);
        }
        if (word.isPending()) {
            if (!word.hasExpired()) revert LaneBusy(lane, word);
        }
        if (Word.unwrap(word) != prev) revert LaneMoved(lane, word, prev);
    }

    /// @dev Whether an executed operation of this tier ends a series of stopped recoveries.
    function _resetsAttempts(Config current, uint8 index) private view returns (bool) {
        if (index == 0) return true;
        // An operation whose tier is gone is dead and does not come here.
        return Roster.tier(_loadRoster(current), index).isRecovery();
    }
}
