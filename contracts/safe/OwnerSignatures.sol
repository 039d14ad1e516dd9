// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ISafe} from "../interfaces/ISafe.sol";
import {BoundedCall} from "../libraries/BoundedCall.sol";
import {Packed} from "../libraries/Packed.sol";

/// @notice How an owner consents.
enum Means {
    Recovered,
    Contract,
    Approved
}

/// @notice The owners' signatures as a Safe takes them: 65 bytes each, r, s, v, by ascending owners; behind them what contract signatures
/// point to.
library OwnerSignatures {
    uint256 internal constant SIZE = 65;
    uint256 internal constant VERIFICATION_GAS = 500_000;
    /// @dev `isValidSignature(bytes,bytes)`, selector and answer, which Safes below 1.5.0 ask their owners.
    bytes4 internal constant LEGACY = 0x20c13b0b;

    /// @notice The signature at `index`, read as a Safe reads it.
    /// @param hash What is signed.
    /// @return owner Zero where none is recovered.
    /// @return means How the owner consents.
    /// @return pointer Where a contract's signature begins.
    function read(
        bytes calldata signatures,
        uint256 index,
        bytes32 hash
    ) internal pure returns (address owner, Means means, uint256 pointer) {
        uint256 place = SIZE * index;
        bytes32 r = bytes32(Packed.wordAt(signatures, place));
        bytes32 s = bytes32(Packed.wordAt(signatures, place + 32));
        uint8 v = uint8(signatures[place + 64]);
        // Of an address in `r` the Safe takes the low 20 bytes.
        if (v == 0) return (address(uint160(uint256(r))), Means.Contract, uint256(s));
        if (v == 1) return (address(uint160(uint256(r))), Means.Approved, 0);
        if (v > 30) {
            bytes32 prefixed = keccak256(abi.encodePacked("\x19Ethereum Signed Message:\n32", hash));
            return (ecrecover(prefixed, v - 4, r, s), Means.Recovered, 0);
        }
        return (ecrecover(hash, v, r, s), Means.Recovered, 0);
    }

    /// @notice Whether an owner whom nobody has asked yet consents, by the means and in the words of a Safe.
    /// @param preimage The 66 bytes whose hash is signed.
    /// @param executor Who calls the Safe; zero for a message.
    function isGiven(
        bytes calldata signatures,
        address safe,
        bytes memory preimage,
        address executor,
        address owner,
        Means means,
        uint256 pointer
    ) internal view returns (bool) {
        if (!ISafe(safe).isOwner(owner)) return false;
        if (means == Means.Recovered) return true;
        if (means == Means.Approved)
            return owner == executor || ISafe(safe).approvedHashes(owner, keccak256(preimage)) != 0;
        if (pointer > signatures.length || signatures.length - pointer < 32) return false;
        uint256 length = Packed.wordAt(signatures, pointer);
        if (length > signatures.length - pointer - 32) return false;
        bytes memory signature = signatures[pointer + 32:pointer + 32 + length];
        // Safe 1.5.0 asks the one way, those before it the other: an owner's signature is good here if it is good for one of them.
        return
            _says(
                owner,
                abi.encodeCall(IERC1271.isValidSignature, (keccak256(preimage), signature)),
                IERC1271.isValidSignature.selector
            ) || _says(owner, abi.encodeWithSelector(LEGACY, preimage, signature), LEGACY);
    }

    function _says(address owner, bytes memory question, bytes4 magic) private view returns (bool) {
        (bool answered, , uint256 word) = BoundedCall.read(owner, question, VERIFICATION_GAS, 32);
        return answered && word == uint256(bytes32(magic));
    }
}
