// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {vm} from "../../support/Vm.sol";

enum How {
    Signs,
    SignsPrefixed,
    Approves,
    AsContract
}

/// @param secret Of who signs, where a secret signs.
/// @param data The contract's signature.
struct Voice {
    address owner;
    How how;
    uint256 secret;
    bytes data;
}

/// @notice Owners' signatures as Safe wants them: by ascending owners, contracts' data behind.
library Bundles {
    function pack(bytes32 hash, Voice[] memory voices) internal pure returns (bytes memory) {
        sort(voices);
        bytes memory fixed_;
        bytes memory tail;
        for (uint256 i; i < voices.length; ++i) {
            Voice memory voice = voices[i];
            uint256 pointer = 65 * voices.length + tail.length;
            fixed_ = bytes.concat(fixed_, _fixed(hash, voice, pointer));
            if (voice.how == How.AsContract)
                tail = bytes.concat(tail, abi.encodePacked(voice.data.length, voice.data));
        }
        return bytes.concat(fixed_, tail);
    }

    function sort(Voice[] memory voices) internal pure {
        for (uint256 i = 1; i < voices.length; ++i) {
            for (uint256 j = i; j > 0 && voices[j].owner < voices[j - 1].owner; --j) {
                (voices[j], voices[j - 1]) = (voices[j - 1], voices[j]);
            }
        }
    }

    function _fixed(bytes32 hash, Voice memory voice, uint256 pointer) private pure returns (bytes memory) {
        if (voice.how == How.AsContract) return abi.encodePacked(abi.encode(voice.owner, pointer), uint8(0));
        if (voice.how == How.Approves) return abi.encodePacked(abi.encode(voice.owner, uint256(0)), uint8(1));
        if (voice.how == How.Signs) {
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(voice.secret, hash);
            return abi.encodePacked(r, s, v);
        }
        bytes32 prefixed = keccak256(abi.encodePacked("\x19Ethereum Signed Message:\n32", hash));
        (uint8 w, bytes32 a, bytes32 b) = vm.sign(voice.secret, prefixed);
        return abi.encodePacked(a, b, w + 4);
    }
}
