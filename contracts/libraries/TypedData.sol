// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Terms} from "../types/Terms.sol";
import {Calls} from "./Calls.sol";
import {Proposal} from "../types/State.sol";

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

    function proposal(Proposal calldata p) internal pure returns (bytes32) {
        Terms terms = p.terms;
        return
            keccak256(
                abi.encode(
                    PROPOSAL_TYPEHASH,
                    terms.lane(),
                    p.prev,
                    terms.epoch(),
                    terms.created(),
                    terms.deadline(),
                    terms.approvals(),
                    Calls.hash(p.calls),
                    Calls.hashConditions(p.conditions),
                    p.note
                )
            );
    }
}
