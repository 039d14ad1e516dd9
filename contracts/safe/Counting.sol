// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors} from "../interfaces/IConclaveErrors.sol";
import {ISafe} from "../interfaces/ISafe.sol";
import {Roster} from "../libraries/Roster.sol";
import {Signers} from "../libraries/Signers.sol";
import {Entry, KIND_EOA, KIND_ERC1271, KIND_ERC7913} from "../types/Entry.sol";
import {KeyState} from "../types/State.sol";
import {Announcement} from "./Announcement.sol";
import {GuardState, Scene} from "./GuardState.sol";
import {Means, OwnerSignatures} from "./OwnerSignatures.sol";

/// @dev Owners' signatures, counted in holders.
abstract contract Counting is GuardState {
    /// @param preimage The 66 bytes whose hash the owners sign.
    /// @param executor Who calls the Safe; zero for a message.
    /// @param holders Bitmap of those who count no more: proposer, tester, and whoever was counted.
    /// @param needed Holders needed.
    /// @param counted Holders counted, `persons` of them with a key that is no contract wallet.
    /// @param approvers Bitmap of the keys they were counted by.
    struct Count {
        address safe;
        bytes preimage;
        bytes32 hash;
        address executor;
        Announcement announcement;
        Scene scene;
        uint256 holders;
        uint256 needed;
        uint256 counted;
        uint256 persons;
        uint64 approvers;
    }

    /// @dev Reads the first `least` signatures, and then as many more as it takes.
    /// @param given How many of them somebody else has verified.
    function _consent(
        Count memory c,
        bytes calldata signatures,
        uint256 least,
        uint256 given
    ) internal view returns (uint64 approvers) {
        // Behind the signatures lies what those of contracts point to.
        uint256 end = signatures.length;
        address last;
        for (uint256 i; i < least || !_isEnough(c); ++i) {
            if (end < OwnerSignatures.SIZE * (i + 1)) {
                if (i < least) revert SignaturesTooShort(signatures.length, least);
                break;
            }
            (address owner, Means means, uint256 pointer) = OwnerSignatures.read(signatures, i, c.hash);
            if (means == Means.Contract && pointer < end) end = pointer;
            if (i >= given) _requireSurplus(c, signatures, i, owner, last, means, pointer);
            last = owner;
            _look(c, owner, means, i < least);
        }
        if (c.counted < c.needed) revert IConclaveErrors.ApprovalsMissing(c.counted, c.needed);
        if (!_isEnough(c)) revert PersonMissing(c.counted);
        return c.approvers;
    }

    /// @dev Contract wallets fill at most all but one of the approvals.
    function _isEnough(Count memory c) private pure returns (bool) {
        return c.counted >= c.needed && (c.persons != 0 || c.needed == 0);
    }

    /// @dev What the Safe would ask, had it a higher threshold.
    function _requireSurplus(
        Count memory c,
        bytes calldata signatures,
        uint256 index,
        address owner,
        address last,
        Means means,
        uint256 pointer
    ) private view {
        bool inPlace = owner > last;
        if (means == Means.Contract && pointer < OwnerSignatures.SIZE * (index + 1)) inPlace = false;
        if (
            !inPlace ||
            !OwnerSignatures.isGiven(signatures, c.safe, c.preimage, c.executor, owner, means, pointer)
        ) revert SurplusSignatureInvalid(index, owner);
    }

    /// @dev Counts the owner, if it is a key that counts.
    /// @param strict Whether a key that is out of use makes all of it refused, since the Safe counts it.
    function _look(Count memory c, address owner, Means means, bool strict) private view {
        (bool found, uint8 key, Entry entry) = _keyOf(c, owner);
        if (!found) {
            if (strict && conclave.tombstoned(owner)) revert OwnerTombstoned(owner);
            return;
        }
        uint8 holder = entry.holder();
        bool counts = _isUsable(c, key, entry, strict);
        if (!counts || entry.roles() & _countedRoles(c) == 0 || (c.holders >> holder) & 1 == 1) return;
        if (_hadIncident(c.scene, c.announcement, holder) || !_isBy(c, entry, means)) return;
        c.holders |= 1 << holder;
        ++c.counted;
        if (entry.kind() == KIND_EOA) ++c.persons;
        c.approvers |= uint64(1 << key);
    }

    function _keyOf(Count memory c, address owner) private pure returns (bool found, uint8 key, Entry entry) {
        uint256 count = Roster.keyCount(c.scene.roster);
        for (; key < count; ++key) {
            entry = Roster.entry(c.scene.roster, key);
            if (entry.account() == owner && entry.kind() != KIND_ERC7913 && !entry.isVacant())
                return (true, key, entry);
        }
    }

    /// @dev A key that was never activated, or is Retiring, does not count; one that is out of use for cause is refused where that is strict.
    function _isUsable(
        Count memory c,
        uint8 key,
        Entry entry,
        bool strict
    ) private view returns (bool usable) {
        usable = true;
        if (_isMarked(c.scene, key)) {
            KeyState state = _stateOf(key, entry.account());
            usable = state == KeyState.Active;
            if (strict && (state == KeyState.Retired || state == KeyState.Compromised))
                revert IConclaveErrors.KeyNotActive(key, state);
            uint40 until = conclave.holderRecord(entry.holder()).suspendedUntil;
            if (block.timestamp < until) {
                if (strict) revert IConclaveErrors.HolderIsSuspended(entry.holder(), until);
                usable = false;
            }
        }
        if (entry.isExpired(block.timestamp)) {
            if (strict) revert IConclaveErrors.KeyExpired(key, entry.expiresAt());
            usable = false;
        }
    }

    /// @dev Whether the key itself has consented, by the kind it has in the roster: an EOA by its secret, though code lies at its address
    /// (EIP-7702) that others may drive; a wallet as a contract.
    function _isBy(Count memory c, Entry entry, Means means) private view returns (bool) {
        if (means == Means.Recovered) return entry.kind() == KIND_EOA;
        if (entry.kind() == KIND_ERC1271) return true;
        if (means == Means.Contract) return false;
        if (Signers.isCaller(entry, c.executor)) return true;
        address owner = entry.account();
        return owner.code.length == 0 && ISafe(c.safe).approvedHashes(owner, c.hash) != 0;
    }

    function _countedRoles(Count memory c) private pure returns (uint8) {
        return Roster.tier(c.scene.roster, c.announcement.tier()).countedRoles();
    }
}
