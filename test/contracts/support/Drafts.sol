// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

struct Call {
    address target;
    uint256 value;
    bytes data;
    uint256 minGas;
}

/// @param comparison 0 EQ, 1 GE, 2 LE.
struct Condition {
    address target;
    bytes data;
    uint8 comparison;
    bytes32 expected;
}

/// @notice A proposal as people read it.
struct Draft {
    uint16 lane;
    bytes32 prev;
    uint32 epoch;
    uint40 created;
    uint40 deadline;
    uint8 approvals;
    Call[] calls;
    Condition[] conditions;
    bytes32 note;
}

/// @notice Packs and hashes proposals, written from docs/formats.md, 3 and 4, not from the contracts.
library Drafts {
    string internal constant CALL = "Call(address target,uint256 value,bytes data,uint256 minGas)";
    string internal constant CONDITION =
        "Condition(address target,bytes data,uint8 comparison,bytes32 expected)";
    string internal constant PROPOSAL =
        "Proposal(uint16 lane,bytes32 prev,uint32 epoch,uint40 created,uint40 deadline,uint8 approvals,Call[] calls,Condition[] conditions,bytes32 note)";

    function pack(Draft memory draft) internal pure returns (bytes memory) {
        bytes memory head = abi.encodePacked(
            uint8(draft.calls.length),
            draft.deadline,
            draft.created,
            draft.epoch,
            draft.approvals,
            draft.lane,
            draft.prev,
            draft.note
        );
        return bytes.concat(head, packCalls(draft.calls), packConditions(draft.conditions));
    }

    function packCalls(Call[] memory calls) internal pure returns (bytes memory packed) {
        for (uint256 i; i < calls.length; ++i) {
            Call memory call = calls[i];
            bytes memory head = abi.encodePacked(call.target, uint96(call.value), uint32(call.minGas));
            packed = bytes.concat(packed, head, bytes4(uint32(call.data.length)), call.data);
        }
    }

    function packConditions(Condition[] memory conditions) internal pure returns (bytes memory packed) {
        for (uint256 i; i < conditions.length; ++i) {
            Condition memory condition = conditions[i];
            packed = bytes.concat(
                packed,
                abi.encodePacked(condition.target, condition.comparison, condition.expected),
                bytes4(uint32(condition.data.length)),
                condition.data
            );
        }
    }

    /// @notice `hashStruct(Proposal)`.
    function hash(Draft memory draft) internal pure returns (bytes32) {
        bytes memory head = abi.encode(
            keccak256(bytes(string.concat(PROPOSAL, CALL, CONDITION))),
            draft.lane,
            draft.prev,
            draft.epoch,
            draft.created,
            draft.deadline,
            draft.approvals
        );
        return
            keccak256(
                bytes.concat(head, _hashCalls(draft.calls), _hashConditions(draft.conditions), draft.note)
            );
    }

    function _hashCalls(Call[] memory calls) private pure returns (bytes32) {
        bytes memory hashes;
        for (uint256 i; i < calls.length; ++i) {
            Call memory call = calls[i];
            bytes32 data = keccak256(call.data);
            bytes32 type_ = keccak256(bytes(CALL));
            hashes = bytes.concat(
                hashes,
                keccak256(abi.encode(type_, call.target, call.value, data, call.minGas))
            );
        }
        return keccak256(hashes);
    }

    function _hashConditions(Condition[] memory conditions) private pure returns (bytes32) {
        bytes memory hashes;
        for (uint256 i; i < conditions.length; ++i) {
            Condition memory c = conditions[i];
            bytes32 data = keccak256(c.data);
            bytes32 type_ = keccak256(bytes(CONDITION));
            hashes = bytes.concat(
                hashes,
                keccak256(abi.encode(type_, c.target, data, c.comparison, c.expected))
            );
        }
        return keccak256(hashes);
    }
}
