// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {ConclaveState} from "./ConclaveState.sol";
import {Document} from "../libraries/Documents.sol";
import {Hash} from "../libraries/Hash.sol";
import {PlainSignatures} from "../libraries/PlainSignatures.sol";
import {Proposals} from "../libraries/Proposals.sol";
import {Roster} from "../libraries/Roster.sol";
import {Signers} from "../libraries/Signers.sol";
import {TypedData} from "../libraries/TypedData.sol";
import {Config} from "../types/Config.sol";
import {Entry, KIND_ERC1271, TESTER} from "../types/Entry.sol";
import {NO_KEY} from "../types/Stamp.sol";
import {Tally} from "../types/Tally.sol";

/// @dev Who consents, counted in holders. What becomes of that consent later: `ConclaveLens.fate`.
abstract contract Consent is ConclaveState {
    /// @dev For how long an expired key may still sign a renewal.
    uint256 internal constant RENEWAL_WINDOW = 90 days;

    /// @dev Bitmap of the key indices that have to be looked into (`Tally.barred`).
    function _barred(Config current, Document roster_) internal pure returns (uint64) {
        return current.unusable() | uint64(type(uint256).max << Roster.keyCount(roster_));
    }

    /// @dev An entry shifted left by 192 bits begins with its expiry in minutes: it has expired if it is less than this.
    function _expiry(bool renewal) internal view returns (uint256) {
        // Times far above ninety days and far below 2^32 minutes.
        unchecked {
            uint256 time = block.timestamp;
            if (renewal) time -= RENEWAL_WINDOW;
            return (time / 60 + 1) << 224;
        }
    }

    /// @dev Counts the demanded consent, or reverts with what is wrong about the first signature that does not count.
    /// @return id The proposal's id.
    /// @return signers The signers' part of the stamp.
    function _count(bytes calldata p, Tally memory t) internal view returns (bytes32 id, uint256 signers) {
        bytes32 separator = _domainSeparatorV4();
        bytes32 proposal = TypedData.proposal(p, t.terms);
        id = MessageHashUtils.toTypedDataHash(separator, proposal);

        bytes32 act = Hash.words(TypedData.PROPOSE_TYPEHASH, proposal);
        signers = _one(t, MessageHashUtils.toTypedDataHash(separator, act)) << 64;
        uint256 tester = NO_KEY;
        if (t.terms.isTested()) {
            act = Hash.words(TypedData.TEST_TYPEHASH, proposal, Proposals.report(p));
            t.roles = TESTER;
            tester = _one(t, MessageHashUtils.toTypedDataHash(separator, act));
        } else if (t.tier.needsTester()) {
            revert TesterNeeded(t.terms.tier());
        }
        act = Hash.words(TypedData.APPROVE_TYPEHASH, proposal);
        _approvals(t, MessageHashUtils.toTypedDataHash(separator, act), id);
        signers |= (tester << 72) | (uint64(t.counted) & ~t.barred);
    }

    /// @dev The proposer or the tester: consent of a type of its own, by signature or as the caller.
    /// @return key Index of the key.
    function _one(Tally memory t, bytes32 digest) private view returns (uint256 key) {
        uint256 place = t.place;
        if (PlainSignatures.count(t, digest, 1) == 0) return PlainSignatures.keyAt(place);
        Entry entry;
        bytes memory signature;
        (key, entry, signature) = _next(t);
        bool given =
            signature.length == 0
                ? Signers.isCaller(entry, msg.sender)
                : Signers.isValid(t.roster, entry, digest, signature);
        _add(t, entry, key, given);
    }

    /// @param id The proposal whose pre-approval stands for a signature of no length.
    function _approvals(Tally memory t, bytes32 digest, bytes32 id) private view {
        t.roles = t.tier.countedRoles();
        t.counted = ((t.counted >> 64) << 64) | t.barred;
        uint256 demanded = t.terms.approvals();
        uint256 wallets;
        uint256 left = demanded;
        while (true) {
            left = PlainSignatures.count(t, digest, left);
            if (left == 0) return;
            if (t.place == t.limit) revert ApprovalsMissing(demanded - left, demanded);
            (uint256 key, Entry entry, bytes memory signature) = _next(t);
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
    function _next(Tally memory t) private view returns (uint256 key, Entry entry, bytes memory signature) {
        (key, signature, t.place) = Signers.next(t.start, t.place, t.limit);
        entry = _usableKey(
            t.roster,
            t.config.unusable(),
            uint8(key),
            uint8(t.roles),
            ((t.expiry >> 224) - 1) * 60,
            t.tier.isRecovery()
        );
    }

    function _add(Tally memory t, Entry entry, uint256 key, bool given) private pure {
        if (!given) revert InvalidSignature(uint8(key));
        uint256 bit = 1 << (64 + entry.holder());
        if (t.counted & bit != 0) revert HolderCountedTwice(entry.holder(), uint8(key));
        t.counted |= bit | (1 << key);
        t.barred &= ~(1 << key);
    }
}
