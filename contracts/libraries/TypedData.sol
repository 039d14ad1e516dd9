// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "../types/Terms.sol";
import {Calls} from "./Calls.sol";
import {Proposals} from "./Proposals.sol";

/// @notice EIP-712 struct hashes. Every act has a type of its own, so that a signature for one never passes for another
/// (docs/formats.md, 4).
library TypedData {
    bytes32 internal constant PROPOSAL_TYPEHASH = keccak256(
        "Proposal(uint16 lane,bytes32 prev,uint32 epoch,uint40 created,uint40 deadline,uint8 approvals,Call[] calls,Condition[] conditions,bytes32 note)Call(address target,uint256 value,bytes data,uint256 minGas)Condition(address target,bytes data,uint8 comparison,bytes32 expected)"
    );
    bytes32 internal constant PROPOSE_TYPEHASH = keccak256(
        "Propose(Proposal proposal)Call(address target,uint256 value,bytes data,uint256 minGas)Condition(address target,bytes data,uint8 comparison,bytes32 expected)Proposal(uint16 lane,bytes32 prev,uint32 epoch,uint40 created,uint40 deadline,uint8 approvals,Call[] calls,Condition[] conditions,bytes32 note)"
    );
    bytes32 internal constant APPROVE_TYPEHASH = keccak256(
        "Approve(Proposal proposal)Call(address target,uint256 value,bytes data,uint256 minGas)Condition(address target,bytes data,uint8 comparison,bytes32 expected)Proposal(uint16 lane,bytes32 prev,uint32 epoch,uint40 created,uint40 deadline,uint8 approvals,Call[] calls,Condition[] conditions,bytes32 note)"
    );
    bytes32 internal constant TEST_TYPEHASH = keccak256(
        "Test(Proposal proposal,bytes32 report)Call(address target,uint256 value,bytes data,uint256 minGas)Condition(address target,bytes data,uint8 comparison,bytes32 expected)Proposal(uint16 lane,bytes32 prev,uint32 epoch,uint40 created,uint40 deadline,uint8 approvals,Call[] calls,Condition[] conditions,bytes32 note)"
    );
    bytes32 internal constant ACTIVATE_TYPEHASH = keccak256(
        "Activate(uint8 key,bytes32 keyHash,uint16 since,uint40 deadline)"
    );
    bytes32 internal constant COMPROMISE_TYPEHASH = keccak256(
        "Compromise(uint8 key,bytes32 keyHash,uint32 change,uint40 deadline)"
    );
    bytes32 internal constant SUSPEND_TYPEHASH = keccak256(
        "Suspend(uint8 holder,uint32 change,uint8 guardian,uint40 deadline)"
    );
    bytes32 internal constant LIFT_TYPEHASH = keccak256(
        "Lift(uint8 holder,uint32 change,uint8 guardian,uint40 deadline)"
    );
    bytes32 internal constant VOID_TYPEHASH = keccak256("Void(uint32 act,uint8 guardian,uint40 deadline)");
    bytes32 internal constant CANCEL_TYPEHASH = keccak256(
        "Cancel(uint16 lane,bytes32 word,uint8 guardian,uint40 deadline)"
    );
    bytes32 internal constant STOP_TYPEHASH = keccak256("Stop(uint16 lane,bytes32 word)");
    bytes32 internal constant ATTEST_TYPEHASH = keccak256(
        "Attest(uint16 kind,bytes32 subject,bytes32 hash,uint8 witness,uint40 deadline)"
    );

    /// @notice `hashStruct(Proposal)` of a packed proposal.
    /// @param terms The terms of `p`.
    function proposal(bytes calldata p, Terms terms) internal pure returns (bytes32 digest) {
        (bytes32 calls, uint256 end) = Calls.hash(p, Proposals.body(terms), terms.callCount());
        bytes32 conditions = Calls.hashConditions(p, end);
        bytes32 typehash = PROPOSAL_TYPEHASH;
        (bytes32 prev, bytes32 note) = (Proposals.prev(p), Proposals.note(p));
        // `keccak256(abi.encode(PROPOSAL_TYPEHASH, lane, prev, epoch, created, deadline, approvals, calls, conditions, note))` with
        // the fields taken from `terms` as `Terms` does: the encoder would allocate, and clean each field once more.
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, typehash)
            mstore(add(free, 0x20), and(terms, 0xffff))
            mstore(add(free, 0x40), prev)
            mstore(add(free, 0x60), and(shr(24, terms), 0xffffffff))
            mstore(add(free, 0x80), and(shr(56, terms), 0xffffffffff))
            mstore(add(free, 0xa0), and(shr(96, terms), 0xffffffffff))
            mstore(add(free, 0xc0), and(shr(16, terms), 0xff))
            mstore(add(free, 0xe0), calls)
            mstore(add(free, 0x100), conditions)
            mstore(add(free, 0x120), note)
            digest := keccak256(free, 0x140)
        }
    }
}
