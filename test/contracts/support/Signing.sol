// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {People} from "./People.sol";
import {vm} from "./Vm.sol";

/// @notice Signs for key indices, with the secrets of `People` unless told otherwise.
abstract contract Signing {
    /// @dev How a key signs. A wallet's signature is its owner's.
    enum Style {
        Ecdsa,
        Compact,
        P256,
        WebAuthn
    }

    uint256 private constant P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551;

    mapping(uint8 key => Style) internal styles;
    mapping(uint8 key => uint256) private _secrets;

    function _secretOf(uint8 key) internal view returns (uint256) {
        return _secrets[key] == 0 ? People.secretOf(key) : _secrets[key];
    }

    /// @dev From now on the index signs with another secret: a successor's, or a stranger's.
    function _setSecret(uint8 key, uint256 secret) internal {
        _secrets[key] = secret;
    }

    /// @dev EIP-712 digest for a Conclave at `verifier` on chain `chain`.
    function _digest(bytes32 structHash, address verifier, uint256 chain) internal pure returns (bytes32) {
        bytes32 type_ = keccak256(
            "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
        );
        bytes32 domain = keccak256(abi.encode(type_, keccak256("Conclave"), keccak256("1"), chain, verifier));
        return keccak256(abi.encodePacked(bytes2(0x1901), domain, structHash));
    }

    function _signDigest(uint8 key, bytes32 digest) internal view returns (bytes memory) {
        uint256 secret = _secretOf(key);
        Style style = styles[key];
        if (style == Style.P256) return _p256(secret, digest);
        if (style == Style.WebAuthn) return _webAuthn(secret, digest);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(secret, digest);
        if (style == Style.Ecdsa) return abi.encodePacked(r, s, v);
        return abi.encodePacked(r, s | bytes32(uint256(v - 27) << 255));
    }

    /// @dev The 64 bytes an ERC-7913 key of this secret has.
    function _pointOf(uint256 secret) internal pure returns (bytes memory) {
        (uint256 x, uint256 y) = vm.publicKeyP256(secret);
        return abi.encode(x, y);
    }

    /// @dev r ‖ s with the lower s, which is the one OpenZeppelin's verifier takes.
    function _p256(uint256 secret, bytes32 digest) private pure returns (bytes memory) {
        (bytes32 r, bytes32 s) = vm.signP256(secret, digest);
        return abi.encode(r, uint256(s) > P256_ORDER / 2 ? P256_ORDER - uint256(s) : uint256(s));
    }

    function _webAuthn(uint256 secret, bytes32 digest) private pure returns (bytes memory) {
        string memory challenge = Base64.encodeURL(abi.encodePacked(digest));
        string memory head = '{"type":"webauthn.get","challenge":"';
        string memory json = string.concat(head, challenge, '","origin":"https://conclave.test"}');
        // Flags: user present and verified.
        bytes memory authenticator = abi.encodePacked(sha256("conclave.test"), uint8(5), uint32(1));
        bytes32 message = sha256(abi.encodePacked(authenticator, sha256(bytes(json))));
        (bytes32 r, bytes32 s) = abi.decode(_p256(secret, message), (bytes32, bytes32));
        bytes memory auth = abi.encode(r, s, uint256(23), uint256(1), authenticator, json);
        return auth;
    }
}
