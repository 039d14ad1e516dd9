// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {KeyRegister} from "./KeyRegister.sol";
import {Documents} from "../libraries/Documents.sol";
import {Roster} from "../libraries/Roster.sol";
import {Rulebook} from "../libraries/Rulebook.sol";
import {Config} from "../types/Config.sol";
import {Word} from "../types/Word.sol";

/// @dev Roster and rulebook, replaced whole. What is approved is a hash; the bytes follow at execution (docs/formats.md, 8).
abstract contract Amendments is KeyRegister {
    function amendRoster(bytes32 hash) external onlySelf {
        _open();
        (bytes memory document, bytes calldata activations) = _supplied(hash);
        lens.checkAmendment(this, document, _activatedBy(activations));
        _adoptRoster(document, hash, RosterAmended.selector);
        uint256 cursor;
        while (cursor < activations.length) {
            (uint8 key, uint40 deadline, bytes calldata signature, uint256 end) = _nextActivation(
                activations,
                cursor
            );
            _activate(Documents.from(document), key, deadline, signature);
            cursor = end;
        }
    }

    function renew(bytes32 hash) external onlySelf {
        _open();
        (bytes memory document, ) = _supplied(hash);
        lens.checkRenewal(this, document);
        _adoptRoster(document, hash, RosterRenewed.selector);
    }

    function amendRulebook(bytes32 hash) external onlySelf {
        _open();
        (bytes memory document, ) = _supplied(hash);
        lens.checkRulebook(this, document);
        uint16 generation = _create(document);
        uint16 serial = Rulebook.serial(Documents.from(document));
        _config = _config.withRulebook(generation);
        emit RulebookAmended(
            _append(RulebookAmended.selector, abi.encode(generation, serial, hash)),
            generation,
            serial,
            hash
        );
    }

    /// @dev Takes a validated roster into use and records it, as amended or as renewed.
    function _adoptRoster(bytes memory document, bytes32 hash, bytes32 topic) internal {
        uint16 generation = _create(document);
        uint16 serial = Roster.serial(Documents.from(document));
        _config = _config.withRoster(generation);
        Word word = _append(topic, abi.encode(generation, serial, hash));
        if (topic == RosterAmended.selector) emit RosterAmended(word, generation, serial, hash);
        else emit RosterRenewed(word, generation, serial, hash);
    }

    /// @dev Counts creations itself: the account's nonce cannot be read, and a reverted creation takes back both.
    function _create(bytes memory document) private returns (uint16 generation) {
        Config next = _config.withNextDocument();
        _config = next;
        generation = next.documents();
        Documents.write(document, generation);
    }

    /// @dev What `execute` appended to this self-call.
    function _supplied(
        bytes32 hash
    ) private pure returns (bytes memory document, bytes calldata activations) {
        bytes calldata tail = msg.data[36:];
        (document, ) = abi.decode(tail, (bytes, bytes));
        if (keccak256(document) != hash) revert DocumentMismatch(hash, keccak256(document));
        uint256 offset = uint256(bytes32(tail[32:64]));
        uint256 length = uint256(bytes32(tail[offset:offset + 32]));
        activations = tail[offset + 32:offset + 32 + length];
    }

    function _nextActivation(
        bytes calldata activations,
        uint256 cursor
    ) private pure returns (uint8 key, uint40 deadline, bytes calldata signature, uint256 end) {
        uint256 head = uint64(bytes8(activations[cursor:cursor + 8]));
        end = cursor + 8 + uint16(head);
        return (uint8(head >> 56), uint40(head >> 16), activations[cursor + 8:end], end);
    }

    function _activatedBy(bytes calldata activations) private pure returns (uint64 keys) {
        for (uint256 cursor; cursor < activations.length;) {
            uint8 key;
            (key, , , cursor) = _nextActivation(activations, cursor);
            keys |= uint64(1 << key);
        }
    }
}
