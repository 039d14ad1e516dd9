// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {Consent} from "./Consent.sol";
import {IConclave} from "../interfaces/IConclave.sol";
import {BoundedCall} from "../libraries/BoundedCall.sol";
import {Calls} from "../libraries/Calls.sol";
import {Hash} from "../libraries/Hash.sol";
import {Packed} from "../libraries/Packed.sol";
import {Proposals} from "../libraries/Proposals.sol";
import {Config} from "../types/Config.sol";
import {Stamp} from "../types/Stamp.sol";
import {Terms} from "../types/Terms.sol";
import {Word} from "../types/Word.sol";

/// @dev Recognises an operation that is handed back, and runs its calls.
abstract contract Execution is Consent {
    /// @dev What the CALL itself may cost beside the gas it forwards: a cold new account and value.
    uint256 internal constant CALL_OVERHEAD = 40_000;
    uint256 internal constant CONDITION_GAS = 1_000_000;

    /// @dev The pending word of the proposal's lane, if it commits to exactly this operation.
    function _requireOperation(bytes calldata p, uint16 lane, Stamp stamp) internal view returns (Word word) {
        word = _lanes[lane];
        if (!word.isPending()) revert LaneNotPending(lane);
        bytes32 link = _scheduledLink(p, stamp);
        if ((uint256(link) ^ uint256(Word.unwrap(word))) >> 33 != 0) revert OperationUnknown(lane, word);
    }

    /// @dev Hash of the link that scheduling makes (docs/formats.md, 7). With the chain id in it what is pending dies on a fork.
    function _scheduledLink(bytes calldata p, Stamp stamp) internal view returns (bytes32) {
        return
            Hash.words(
                Scheduled.selector,
                Proposals.prev(p),
                stamp.scheduledAt(),
                block.chainid,
                Packed.hash(p, 0, p.length),
                Stamp.unwrap(stamp)
            );
    }

    /// @dev Whether nothing has changed since scheduling that consent could depend on.
    function _isFresh(Terms terms, Stamp stamp, Config current) internal pure returns (bool) {
        return (current.epoch() ^ terms.epoch()) | (current.generations() ^ stamp.generations()) == 0;
    }

    /// @dev Runs the calls in order. A self-call that names a document gets the next of `documents` appended.
    /// @return cursor Where the post-conditions begin.
    function _perform(
        bytes calldata p,
        Terms terms,
        bytes[] calldata documents
    ) internal returns (uint256 cursor) {
        cursor = Proposals.body(terms);
        uint256 count = terms.callCount();
        uint256 used;
        for (uint256 i; i < count;) {
            (address target, uint256 value, uint256 minGas, uint256 start, uint256 end) = Calls.next(
                p,
                cursor
            );
            cursor = end;
            if (target.code.length == 0) {
                if (end != start) revert TargetHasNoCode(i, target);
            }
            bool named;
            if (target == address(this)) named = _namesDocument(Packed.slice(p, start, end));
            bytes memory data;
            if (named) {
                if (used == documents.length) revert DocumentMissing(i);
                data = bytes.concat(Packed.slice(p, start, end), documents[used++]);
            } else {
                // Behind the free memory pointer, since it is needed no longer than the call lasts. Nothing is allocated until then.
                assembly ("memory-safe") {
                    calldatacopy(mload(0x40), add(p.offset, start), sub(end, start))
                }
            }
            // Only now, since the copy itself may cost much.
            if (minGas != 0) {
                if ((gasleft() * 63) / 64 < minGas + CALL_OVERHEAD) revert InsufficientGas(i, minGas);
            }
            bool succeeded;
            if (named) {
                succeeded = LowLevelCall.callNoReturn(target, value, data);
            } else {
                // From where it was copied to above.
                assembly ("memory-safe") {
                    succeeded := call(gas(), target, value, mload(0x40), sub(end, start), 0x00, 0x00)
                }
            }
            if (!succeeded) revert CallFailed(i, LowLevelCall.returnData());
            // Below a count of one byte.
            unchecked {
                ++i;
            }
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

    /// @dev All post-conditions, which lie from `cursor` on, hold. A read that fails, or answers less than a word, does not hold.
    function _requireConditions(bytes calldata p, uint256 cursor) internal view {
        for (uint256 i; cursor < p.length; ++i) {
            (address target, uint8 comparison, bytes32 expected, uint256 start, uint256 end) = Calls
                .nextCondition(p, cursor);
            cursor = end;
            (bool answered, , uint256 actual) = BoundedCall.read(
                target,
                Packed.slice(p, start, end),
                CONDITION_GAS,
                32
            );
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
