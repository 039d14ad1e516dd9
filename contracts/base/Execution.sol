// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {Consent} from "./Consent.sol";
import {IConclave} from "../interfaces/IConclave.sol";
import {BoundedCall} from "../libraries/BoundedCall.sol";
import {Calls} from "../libraries/Calls.sol";
import {TypedData} from "../libraries/TypedData.sol";
import {Stamp} from "../types/Stamp.sol";
import {Config, Proposal} from "../types/State.sol";
import {Word} from "../types/Word.sol";

/// @dev Recognises an operation that is handed back, and runs its calls.
abstract contract Execution is Consent {
    /// @dev What the CALL itself may cost beside the gas it forwards: a cold new account and value.
    uint256 internal constant CALL_OVERHEAD = 40_000;
    uint256 internal constant CONDITION_GAS = 1_000_000;

    /// @dev The pending word of the proposal's lane, if it commits to exactly this operation.
    function _requireOperation(
        Proposal calldata p,
        Stamp stamp,
        bytes32 report
    ) internal view returns (Word word, bytes32 id) {
        uint16 lane = p.terms.lane();
        word = _lanes[lane];
        if (!word.isPending()) revert LaneNotPending(lane);
        id = _hashTypedDataV4(TypedData.proposal(p));
        uint256 time = stamp.scheduledAt();
        bytes32 link = keccak256(abi.encode(Scheduled.selector, p.prev, time, id, stamp, report));
        if ((uint256(link) ^ uint256(Word.unwrap(word))) >> 33 != 0) revert OperationUnknown(lane, word);
    }

    /// @dev Whether nothing has changed since scheduling that consent could depend on.
    function _isFresh(Proposal calldata p, Stamp stamp, Config memory current) internal pure returns (bool) {
        return
            current.epoch == p.terms.epoch() &&
            current.roster == stamp.rosterOf() &&
            current.rulebook == stamp.rulebookOf();
    }

    /// @dev Runs the calls in order. A self-call that names a document gets the next of `documents` appended.
    function _perform(bytes calldata calls, bytes[] memory documents) internal {
        uint256 used;
        uint256 cursor;
        for (uint256 i; cursor < calls.length; ++i) {
            address target;
            uint256 value;
            uint256 minGas;
            bytes calldata data;
            (target, value, minGas, data, cursor) = Calls.next(calls, cursor);
            bytes memory payload = data;
            if (target == address(this) && _namesDocument(data)) {
                if (used == documents.length) revert DocumentMissing(i);
                payload = bytes.concat(data, documents[used++]);
            }
            if (data.length != 0 && target.code.length == 0) revert TargetHasNoCode(i, target);
            if (minGas != 0 && (gasleft() * 63) / 64 < minGas + CALL_OVERHEAD)
                revert InsufficientGas(i, minGas);
            if (!LowLevelCall.callNoReturn(target, value, payload))
                revert CallFailed(i, LowLevelCall.returnData());
        }
    }

    function _namesDocument(bytes calldata data) private pure returns (bool) {
        bytes4 selector = bytes4(data);
        return
            data.length == 36 &&
            (selector == IConclave.amendRoster.selector ||
                selector == IConclave.amendRulebook.selector ||
                selector == IConclave.renew.selector);
    }

    /// @dev All post-conditions hold. A read that fails, or answers less than a word, does not hold.
    function _requireConditions(bytes calldata conditions) internal view {
        uint256 cursor;
        for (uint256 i; cursor < conditions.length; ++i) {
            address target;
            uint8 comparison;
            bytes32 expected;
            bytes calldata data;
            (target, comparison, expected, data, cursor) = Calls.nextCondition(conditions, cursor);
            (bool answered, , uint256 actual) = BoundedCall.read(target, data, CONDITION_GAS, 32);
            if (!answered) revert ConditionUnreadable(i);
            uint256 wanted = uint256(expected);
            bool holds =
                comparison == 0
                    ? actual == wanted
                    : comparison == 1
                        ? actual >= wanted
                        : actual <= wanted;
            if (!holds) revert ConditionFailed(i, bytes32(actual), expected);
        }
    }
}
