// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Draft, Drafts} from "./Drafts.sol";

/// @notice `hashStruct` of everything a key may sign, written from docs/formats.md, 4, not from the contracts.
library Acts {
    function propose(Draft memory draft) internal pure returns (bytes32) {
        return keccak256(abi.encode(_about("Propose(Proposal proposal)"), Drafts.hash(draft)));
    }

    function approve(Draft memory draft) internal pure returns (bytes32) {
        return keccak256(abi.encode(_about("Approve(Proposal proposal)"), Drafts.hash(draft)));
    }

    function test(Draft memory draft, bytes32 report) internal pure returns (bytes32) {
        bytes32 type_ = _about("Test(Proposal proposal,bytes32 report)");
        return keccak256(abi.encode(type_, Drafts.hash(draft), report));
    }

    function activate(
        uint8 key,
        bytes32 keyHash,
        uint16 since,
        uint40 deadline
    ) internal pure returns (bytes32) {
        bytes32 type_ = keccak256("Activate(uint8 key,bytes32 keyHash,uint16 since,uint40 deadline)");
        return keccak256(abi.encode(type_, key, keyHash, since, deadline));
    }

    function compromise(
        uint8 key,
        bytes32 keyHash,
        uint32 change,
        uint40 deadline
    ) internal pure returns (bytes32) {
        bytes32 type_ = keccak256("Compromise(uint8 key,bytes32 keyHash,uint32 change,uint40 deadline)");
        return keccak256(abi.encode(type_, key, keyHash, change, deadline));
    }

    function suspend(
        uint8 holder,
        uint32 change,
        uint8 guardian,
        uint40 deadline
    ) internal pure returns (bytes32) {
        bytes32 type_ = keccak256("Suspend(uint8 holder,uint32 change,uint8 guardian,uint40 deadline)");
        return keccak256(abi.encode(type_, holder, change, guardian, deadline));
    }

    function lift(
        uint8 holder,
        uint32 change,
        uint8 guardian,
        uint40 deadline
    ) internal pure returns (bytes32) {
        bytes32 type_ = keccak256("Lift(uint8 holder,uint32 change,uint8 guardian,uint40 deadline)");
        return keccak256(abi.encode(type_, holder, change, guardian, deadline));
    }

    function voidAll(uint32 act, uint8 guardian, uint40 deadline) internal pure returns (bytes32) {
        bytes32 type_ = keccak256("Void(uint32 act,uint8 guardian,uint40 deadline)");
        return keccak256(abi.encode(type_, act, guardian, deadline));
    }

    function cancel(
        uint16 lane,
        bytes32 word,
        uint8 guardian,
        uint40 deadline
    ) internal pure returns (bytes32) {
        bytes32 type_ = keccak256("Cancel(uint16 lane,bytes32 word,uint8 guardian,uint40 deadline)");
        return keccak256(abi.encode(type_, lane, word, guardian, deadline));
    }

    function stop(uint16 lane, bytes32 word) internal pure returns (bytes32) {
        return keccak256(abi.encode(keccak256("Stop(uint16 lane,bytes32 word)"), lane, word));
    }

    function attest(
        uint16 kind,
        bytes32 subject,
        bytes32 hash,
        uint8 witness,
        uint40 deadline
    ) internal pure returns (bytes32) {
        bytes32 type_ = keccak256(
            "Attest(uint16 kind,bytes32 subject,bytes32 hash,uint8 witness,uint40 deadline)"
        );
        return keccak256(abi.encode(type_, kind, subject, hash, witness, deadline));
    }

    /// @dev Type hash of an act about a proposal: the referenced structs follow in alphabetical order.
    function _about(string memory act) private pure returns (bytes32) {
        return keccak256(bytes(string.concat(act, Drafts.CALL, Drafts.CONDITION, Drafts.PROPOSAL)));
    }
}
