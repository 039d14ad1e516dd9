// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Calls} from "../../libraries/Calls.sol";
import {Proposals} from "../../libraries/Proposals.sol";
import {TypedData} from "../../libraries/TypedData.sol";
import {Terms} from "../../types/Terms.sol";

/// @notice What the contracts read from a proposal as it is handed in. For tests that compare it with the TypeScript library.
contract ProposalReader {
    struct TermsFields {
        uint16 lane;
        uint8 tier;
        uint8 number;
        uint8 approvals;
        uint32 epoch;
        uint40 created;
        uint40 deadline;
    }

    struct CallFields {
        address target;
        uint256 value;
        bytes data;
        uint256 minGas;
    }

    struct ConditionFields {
        address target;
        bytes data;
        uint8 comparison;
        bytes32 expected;
    }

    struct Fields {
        TermsFields terms;
        bytes32 prev;
        bytes32 note;
        bytes32 report;
        CallFields[] calls;
        ConditionFields[] conditions;
        bytes32 hash;
    }

    /// @return fields All of it, and the EIP-712 struct hash, which all signatures are about.
    function read(bytes calldata p) external pure returns (Fields memory fields) {
        Terms terms = Proposals.terms(p);
        fields.terms = TermsFields(
            terms.lane(),
            terms.tier(),
            terms.number(),
            terms.approvals(),
            terms.epoch(),
            terms.created(),
            terms.deadline()
        );
        (fields.prev, fields.note) = (Proposals.prev(p), Proposals.note(p));
        if (terms.isTested()) fields.report = Proposals.report(p);
        fields.hash = TypedData.proposal(p, terms);
        uint256 cursor;
        (fields.calls, cursor) = _calls(p, Proposals.body(terms), terms.callCount());
        fields.conditions = _conditions(p, cursor);
    }

    function _calls(
        bytes calldata p,
        uint256 cursor,
        uint256 count
    ) private pure returns (CallFields[] memory calls, uint256 end) {
        calls = new CallFields[](count);
        end = cursor;
        for (uint256 i; i < count; ++i) {
            CallFields memory call = calls[i];
            uint256 start;
            (call.target, call.value, call.minGas, start, end) = Calls.next(p, end);
            call.data = p[start:end];
        }
    }

    function _conditions(
        bytes calldata p,
        uint256 cursor
    ) private pure returns (ConditionFields[] memory conditions) {
        uint256 count;
        for (uint256 place = cursor; place < p.length; ++count)
            (, , , , place) = Calls.nextCondition(p, place);
        conditions = new ConditionFields[](count);
        uint256 end = cursor;
        for (uint256 i; i < count; ++i) {
            ConditionFields memory c = conditions[i];
            uint256 start;
            (c.target, c.comparison, c.expected, start, end) = Calls.nextCondition(p, end);
            c.data = p[start:end];
        }
    }
}
