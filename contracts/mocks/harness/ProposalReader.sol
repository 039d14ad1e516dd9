// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Calls} from "../../libraries/Calls.sol";
import {TypedData} from "../../libraries/TypedData.sol";
import {Proposal} from "../../types/State.sol";

/// @notice What the contracts read from a proposal as it is handed in. For tests that compare it with the TypeScript library.
contract ProposalReader {
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

    /// @return calls Unpacked.
    /// @return conditions Unpacked.
    /// @return hash The EIP-712 struct hash, which all signatures are about.
    function read(
        Proposal calldata p
    ) external pure returns (CallFields[] memory calls, ConditionFields[] memory conditions, bytes32 hash) {
        return (_calls(p.calls), _conditions(p.conditions), TypedData.proposal(p));
    }

    function _calls(bytes calldata packed) private pure returns (CallFields[] memory calls) {
        calls = new CallFields[](Calls.count(packed));
        uint256 cursor;
        for (uint256 i; i < calls.length; ++i) {
            CallFields memory call = calls[i];
            (call.target, call.value, call.minGas, call.data, cursor) = Calls.next(packed, cursor);
        }
    }

    function _conditions(bytes calldata packed) private pure returns (ConditionFields[] memory conditions) {
        uint256 count;
        for (uint256 cursor; cursor < packed.length; ++count)
            (, , , , cursor) = Calls.nextCondition(packed, cursor);
        conditions = new ConditionFields[](count);
        uint256 start;
        for (uint256 i; i < count; ++i) {
            ConditionFields memory c = conditions[i];
            (c.target, c.comparison, c.expected, c.data, start) = Calls.nextCondition(packed, start);
        }
    }
}
