// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {IERC7913SignatureVerifier} from "@openzeppelin/contracts/interfaces/IERC7913.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {Entry, KIND_EOA, KIND_ERC1271} from "../types/Entry.sol";
import {BoundedCall} from "./BoundedCall.sol";
import {Document} from "./Documents.sol";
import {Packed} from "./Packed.sol";
import {Roster} from "./Roster.sol";

/// @notice Verifies one signature by one roster key, and reads packed signatures (docs/formats.md, 5).
library Signers {
    error SignaturesMalformed(uint256 offset);

    /// @dev Enough for OpenZeppelin's P-256 and WebAuthn verifiers without the precompile (~245,000), and for a large wallet.
    uint256 internal constant VERIFICATION_GAS = 500_000;

    /// @notice The signature at `place` in calldata, and where the next one begins. A plain one is returned as the 65 bytes r, s, v.
    /// @param start Where the signatures begin, `limit` where they end.
    function next(
        uint256 start,
        uint256 place,
        uint256 limit
    ) internal pure returns (uint256 key, bytes memory signature, uint256 end) {
        uint256 head = Packed.byteAt(place);
        bool plain = head > 127;
        // The plain form leaves six bits to the index.
        key = plain ? head & 63 : head;
        // Places in calldata that never pass `limit`, and lengths of 16 bits.
        unchecked {
            uint256 first = plain ? place + 1 : place + 3;
            end = first + (plain ? 64 : (Packed.byteAt(place + 1) << 8) | Packed.byteAt(place + 2));
            // If the head itself is cut off, `end` lies past the signatures all the same.
            if (end > limit) revert SignaturesMalformed(place - start);
            signature = Packed.copy(first, end);
        }
        if (plain) signature = abi.encodePacked(signature, uint8(27 + ((head >> 6) & 1)));
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
        bytes memory signature
    ) internal view returns (bool) {
        if (entry.kind() == KIND_EOA) {
            (uint8 v, bytes32 r, bytes32 s) = ECDSA.parse(signature);
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
