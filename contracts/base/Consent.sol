// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ConclaveState} from "./ConclaveState.sol";
import {Document} from "../libraries/Documents.sol";
import {Roster} from "../libraries/Roster.sol";
import {Signers} from "../libraries/Signers.sol";
import {TypedData} from "../libraries/TypedData.sol";
import {Entry, KIND_ERC1271, TESTER} from "../types/Entry.sol";
import {NO_KEY, signedBy} from "../types/Stamp.sol";
import {Config, Proposal} from "../types/State.sol";
import {Tier} from "../types/Tier.sol";

/// @dev Who consents, counted in holders. What becomes of that consent later: `ConclaveLens.fate`.
abstract contract Consent is ConclaveState {
    /// @dev For how long an expired key may still sign a renewal.
    uint256 internal constant RENEWAL_WINDOW = 90 days;

    /// @dev Counts the demanded consent, or reverts with what is wrong about the first signature that does not count.
    /// @return id The proposal's id.
    /// @return signers The signers' part of the stamp.
    function _count(
        Proposal calldata p,
        bytes32 report,
        bytes calldata signatures,
        Document roster_,
        Tier tier,
        Config memory current,
        bool renewal
    ) internal view returns (bytes32 id, uint256 signers) {
        bytes32 hash = TypedData.proposal(p);
        id = _hashTypedDataV4(hash);
        uint256 late = renewal ? RENEWAL_WINDOW : 0;
        uint256 holders;
        uint8 tester = NO_KEY;
        (uint8 key, bytes calldata signature, uint256 cursor) = Signers.next(signatures, 0);
        uint8 proposer = key;
        {
            Entry entry = _usableKey(roster_, current, key, tier.proposerRoles(), late, tier.isRecovery());
            _requireConsent(
                roster_,
                entry,
                key,
                keccak256(abi.encode(TypedData.PROPOSE_TYPEHASH, hash)),
                signature
            );
            holders = 1 << entry.holder();
        }
        if (report != 0) {
            (key, signature, cursor) = Signers.next(signatures, cursor);
            tester = key;
            Entry entry = _usableKey(roster_, current, key, TESTER, late, tier.isRecovery());
            _requireConsent(
                roster_,
                entry,
                key,
                keccak256(abi.encode(TypedData.TEST_TYPEHASH, hash, report)),
                signature
            );
            holders = _addHolder(holders, entry, key);
        } else if (tier.needsTester()) {
            revert TesterNeeded(p.terms.tier());
        }
        uint64 approvers;
        uint256 wallets;
        uint256 demanded = p.terms.approvals();
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(TypedData.APPROVE_TYPEHASH, hash)));
        for (uint256 counted; counted < demanded; ++counted) {
            if (cursor >= signatures.length) revert ApprovalsMissing(counted, demanded);
            (key, signature, cursor) = Signers.next(signatures, cursor);
            Entry entry = _usableKey(roster_, current, key, tier.countedRoles(), late, tier.isRecovery());
            bool given =
                signature.length == 0
                    ? _preApprovals[id][Roster.identity(roster_, entry)]
                    : Signers.isValid(roster_, entry, digest, signature);
            if (!given) revert InvalidSignature(key);
            holders = _addHolder(holders, entry, key);
            if (entry.kind() == KIND_ERC1271 && ++wallets == demanded) revert WalletsFillQuorum(key);
            approvers |= uint64(1 << key);
        }
        return (id, signedBy(approvers, proposer, tester));
    }

    function _addHolder(uint256 holders, Entry entry, uint8 key) private pure returns (uint256) {
        uint256 bit = 1 << entry.holder();
        if (holders & bit != 0) revert HolderCountedTwice(entry.holder(), key);
        return holders | bit;
    }
}
