// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {ConclaveState} from "./ConclaveState.sol";
import {Document} from "../libraries/Documents.sol";
import {Hash} from "../libraries/Hash.sol";
import {Packed} from "../libraries/Packed.sol";
import {PlainSignatures} from "../libraries/PlainSignatures.sol";
import {Roster} from "../libraries/Roster.sol";
import {Signers} from "../libraries/Signers.sol";
import {TypedData} from "../libraries/TypedData.sol";
import {Config} from "../types/Config.sol";
import {Entry, KIND_ERC1271, TESTER} from "../types/Entry.sol";
import {NO_KEY} from "../types/Stamp.sol";
import {Tally} from "../types/Tally.sol";
import {Terms} from "../types/Terms.sol";

/// @dev Who consents, counted in holders. What becomes of that consent later: `ConclaveLens.fate`.
abstract contract Consent is ConclaveState {
    /// @dev For how long an expired key may still sign a renewal.
    uint256 internal constant RENEWAL_WINDOW = 90 days;

    /// @dev The tally of a proposal before anybody has consented.
    function _tally(
        Config current,
        Terms terms,
        Document roster_,
        bytes calldata signatures
    ) internal view returns (Tally memory) {
        (uint256 start, uint256 limit) = Packed.bounds(signatures);
        return
            Tally({
                entries: Roster.entriesAt(roster_),
                barred: current.unusable() | uint64(type(uint256).max << Roster.keyCount(roster_)),
                expiry: _expiry(block.timestamp),
                roles: 0,
                place: start,
                limit: limit,
                counted: 0,
                start: start,
                time: block.timestamp,
                roster: roster_,
                config: current,
                terms: terms,
                tier: Roster.tier(roster_, terms.tier())
            });
    }

    /// @dev Lets keys vote that expired for less than the renewal window.
    function _admitExpired(Tally memory t) internal view {
        t.time = block.timestamp - RENEWAL_WINDOW;
        t.expiry = _expiry(t.time);
    }

    /// @dev An entry shifted left by 192 bits begins with its expiry in minutes.
    function _expiry(uint256 time) private pure returns (uint256) {
        unchecked {
            return (time / 60 + 1) << 224;
        }
    }

    /// @dev Counts the demanded consent, or reverts with what is wrong about the first signature that does not count.
    /// @return id The proposal's id.
    /// @return signers The signers' part of the stamp.
    function _count(
        bytes calldata p,
        bytes32 report,
        Tally memory t
    ) internal view returns (bytes32 id, uint256 signers) {
        bytes32 separator = _domainSeparatorV4();
        bytes32 proposal = TypedData.proposal(p, t.terms);
        id = MessageHashUtils.toTypedDataHash(separator, proposal);

        bytes32 act = Hash.words(TypedData.PROPOSE_TYPEHASH, proposal);
        signers = _one(t, t.tier.proposerRoles(), MessageHashUtils.toTypedDataHash(separator, act)) << 64;
        uint256 tester = NO_KEY;
        if (report != 0) {
            act = Hash.words(TypedData.TEST_TYPEHASH, proposal, report);
            tester = _one(t, TESTER, MessageHashUtils.toTypedDataHash(separator, act));
        } else if (t.tier.needsTester()) {
            revert TesterNeeded(t.terms.tier());
        }
        act = Hash.words(TypedData.APPROVE_TYPEHASH, proposal);
        _approvals(t, MessageHashUtils.toTypedDataHash(separator, act), id);
        signers |= (tester << 72) | uint64(t.counted);
    }

    /// @dev The proposer or the tester: consent of a type of its own, by signature or as the caller.
    /// @return key Index of the key.
    function _one(Tally memory t, uint8 roles, bytes32 digest) private view returns (uint256 key) {
        t.roles = roles;
        key = Signers.keyAt(t.place);
        if (PlainSignatures.count(t, digest, 1) == 0) return key;
        (Entry entry, bytes memory signature) = _next(t);
        bool given =
            signature.length == 0
                ? Signers.isCaller(entry, msg.sender)
                : Signers.isValid(t.roster, entry, digest, signature);
        _add(t, entry, key, given);
    }

    /// @param id The proposal whose pre-approval stands for a signature of no length.
    function _approvals(Tally memory t, bytes32 digest, bytes32 id) private view {
        t.roles = t.tier.countedRoles();
        t.counted &= ~uint256(type(uint64).max);
        uint256 demanded = t.terms.approvals();
        uint256 wallets;
        uint256 left = demanded;
        while (true) {
            left = PlainSignatures.count(t, digest, left);
            if (left == 0) return;
            if (t.place == t.limit) revert ApprovalsMissing(demanded - left, demanded);
            uint256 key = Signers.keyAt(t.place);
            (Entry entry, bytes memory signature) = _next(t);
            bool given =
                signature.length == 0
                    ? _preApprovals[id][Roster.identity(t.roster, entry)]
                    : Signers.isValid(t.roster, entry, digest, signature);
            _add(t, entry, key, given);
            if (entry.kind() == KIND_ERC1271 && ++wallets == demanded) revert WalletsFillQuorum(uint8(key));
            --left;
        }
    }

    /// @dev The next signature, and the entry of its key, which is usable.
    function _next(Tally memory t) private view returns (Entry entry, bytes memory signature) {
        uint256 key;
        (key, signature, t.place) = Signers.next(t.start, t.place, t.limit);
        entry = _usableKey(
            t.roster,
            t.config.unusable(),
            uint8(key),
            uint8(t.roles),
            t.time,
            t.tier.isRecovery()
        );
    }

    function _add(Tally memory t, Entry entry, uint256 key, bool given) private pure {
        if (!given) revert InvalidSignature(uint8(key));
        uint256 bit = 1 << (64 + entry.holder());
        if (t.counted & bit != 0) revert HolderCountedTwice(entry.holder(), uint8(key));
        t.counted |= bit | (1 << key);
    }
}
