// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {IERC7913SignatureVerifier} from "@openzeppelin/contracts/interfaces/IERC7913.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {Entry, KIND_EOA, KIND_ERC1271} from "../types/Entry.sol";
import {BoundedCall} from "./BoundedCall.sol";
import {Document} from "./Documents.sol";
import {Roster} from "./Roster.sol";

/// @notice Verifies one signature by one roster key, and reads packed signatures (docs/formats.md, 5).
library Signers {
    error SignaturesMalformed(uint256 offset);

    /// @dev Enough for OpenZeppelin's P-256 and WebAuthn verifiers without the precompile (~245,000), and for a large wallet.
    uint256 internal constant VERIFICATION_GAS = 500_000;

    /// @notice The entry at `cursor`, and where the next one begins.
    function next(
        bytes calldata signatures,
        uint256 cursor
    ) internal pure returns (uint8 key, bytes calldata signature, uint256 end) {
        if (cursor + 3 > signatures.length) revert SignaturesMalformed(cursor);
        uint256 head = uint24(bytes3(signatures[cursor:cursor + 3]));
        key = uint8(head >> 16);
        end = cursor + 3 + uint16(head);
        if (end > signatures.length) revert SignaturesMalformed(cursor);
        signature = signatures[cursor + 3:end];
    }

    /// @notice Whether `caller` speaks for the key by being its address. An EOA must have sent the transaction itself: what EIP-7702 put at
    /// its address may be driven by others.
    function isCaller(Entry entry, address caller) internal view returns (bool) {
        if (entry.account() != caller) return false;
        // solhint-disable-next-line avoid-tx-origin
        return entry.kind() == KIND_ERC1271 || (entry.kind() == KIND_EOA && caller == tx.origin);
    }

    /// @notice Whether `signature` is the key's consent to `digest`.
    /// @dev EOA: 65 bytes, or 64 (EIP-2098); high s and v outside 27, 28 are refused (EIP-2). Others: an ERC-1271 wallet or an
    /// ERC-7913 verifier is asked, with capped gas, and must answer one exact word.
    function isValid(
        Document roster,
        Entry entry,
        bytes32 digest,
        bytes calldata signature
    ) internal view returns (bool) {
        if (entry.kind() == KIND_EOA) {
            (uint8 v, bytes32 r, bytes32 s) = ECDSA.parseCalldata(signature);
            (address signer, ECDSA.RecoverError problem, ) = ECDSA.tryRecover(digest, v, r, s);
            return problem == ECDSA.RecoverError.NoError && signer == entry.account();
        }
        bytes4 magic;
        bytes memory question;
        if (entry.kind() == KIND_ERC1271) {
            magic = IERC1271.isValidSignature.selector;
            question = abi.encodeCall(IERC1271.isValidSignature, (digest, signature));
        } else {
            magic = IERC7913SignatureVerifier.verify.selector;
            question = abi.encodeCall(
                IERC7913SignatureVerifier.verify,
                (Roster.blob(roster, entry), digest, signature)
            );
        }
        (bool answered, , uint256 word) = BoundedCall.read(entry.account(), question, VERIFICATION_GAS, 32);
        return answered && word == uint256(bytes32(magic));
    }
}
