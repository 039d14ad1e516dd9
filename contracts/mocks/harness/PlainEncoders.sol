// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Acts} from "../../../test/contracts/support/Acts.sol";
import {Charters, ItemSpec, RosterSpec, RulebookSpec} from "../../../test/contracts/support/Charters.sol";
import {Draft, Drafts} from "../../../test/contracts/support/Drafts.sol";

/// @notice The encoders that the Solidity tests use, written from docs/formats.md alone. For tests that compare them, and so the page,
/// with the TypeScript library.
contract PlainEncoders {
    function roster(RosterSpec calldata spec) external pure returns (bytes memory) {
        return Charters.encode(spec);
    }

    function rulebook(RulebookSpec calldata spec) external pure returns (bytes memory) {
        return Charters.encode(Charters.sort(spec));
    }

    function item(ItemSpec calldata spec) external pure returns (bytes memory) {
        return Charters.encode(spec);
    }

    /// @return encoded As an argument, whatever its type.
    function proposal(Draft calldata draft) external pure returns (bytes memory encoded) {
        return abi.encode(Drafts.pack(draft));
    }

    function hashOf(Draft calldata draft) external pure returns (bytes32) {
        return Drafts.hash(draft);
    }

    function propose(Draft calldata draft) external pure returns (bytes32) {
        return Acts.propose(draft);
    }

    function approve(Draft calldata draft) external pure returns (bytes32) {
        return Acts.approve(draft);
    }

    function test(Draft calldata draft, bytes32 report) external pure returns (bytes32) {
        return Acts.test(draft, report);
    }

    function activate(
        uint8 key,
        bytes32 hash,
        uint16 since,
        uint40 deadline
    ) external pure returns (bytes32) {
        return Acts.activate(key, hash, since, deadline);
    }

    function compromise(
        uint8 key,
        bytes32 hash,
        uint32 change,
        uint40 deadline
    ) external pure returns (bytes32) {
        return Acts.compromise(key, hash, change, deadline);
    }

    function suspend(
        uint8 holder,
        uint32 change,
        uint8 guardian,
        uint40 deadline
    ) external pure returns (bytes32) {
        return Acts.suspend(holder, change, guardian, deadline);
    }

    function lift(
        uint8 holder,
        uint32 change,
        uint8 guardian,
        uint40 deadline
    ) external pure returns (bytes32) {
        return Acts.lift(holder, change, guardian, deadline);
    }

    function voidAll(uint32 act, uint8 guardian, uint40 deadline) external pure returns (bytes32) {
        return Acts.voidAll(act, guardian, deadline);
    }

    function cancel(
        uint16 lane,
        bytes32 word,
        uint8 guardian,
        uint40 deadline
    ) external pure returns (bytes32) {
        return Acts.cancel(lane, word, guardian, deadline);
    }

    function stop(uint16 lane, bytes32 word) external pure returns (bytes32) {
        return Acts.stop(lane, word);
    }

    function attest(
        uint16 kind,
        bytes32 subject,
        bytes32 hash,
        uint8 witness,
        uint40 deadline
    ) external pure returns (bytes32) {
        return Acts.attest(kind, subject, hash, witness, deadline);
    }
}
