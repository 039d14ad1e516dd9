// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Packed} from "../../../contracts/libraries/Packed.sol";
import {Proposals} from "../../../contracts/libraries/Proposals.sol";
import {TypedData} from "../../../contracts/libraries/TypedData.sol";
import {Terms} from "../../../contracts/types/Terms.sol";

/// @notice What a Conclave reads from calldata. Bytes lie before and behind what is read.
contract Harness {
    function proposal(bytes calldata, bytes calldata p, bytes calldata) external pure returns (bytes32) {
        return TypedData.proposal(p, Proposals.terms(p));
    }

    function head(
        bytes calldata,
        bytes calldata p,
        bytes calldata
    ) external pure returns (Terms terms, bytes32 prev, bytes32 note, bytes32 report) {
        terms = Proposals.terms(p);
        (prev, note) = (Proposals.prev(p), Proposals.note(p));
        if (terms.isTested()) report = Proposals.report(p);
    }

    function wordAt(bytes calldata data, uint256 offset) external pure returns (uint256) {
        return Packed.wordAt(data, offset);
    }

    function byteAt(bytes calldata data, uint256 offset) external pure returns (uint256) {
        return Packed.byteAt(Packed.start(data) + offset);
    }

    /// @return taken By `slice`, and `copied` by place.
    function between(
        bytes calldata data,
        uint256 start,
        uint256 end
    ) external pure returns (bytes memory taken, bytes memory copied, bytes32 hash, bytes4 selector) {
        (uint256 from, uint256 to) = (Packed.start(data), Packed.end(data));
        assert(to - from == data.length);
        taken = Packed.slice(data, start, end);
        hash = Packed.hash(data, start, end);
        copied = Packed.copy(from + start, from + end);
        selector = Packed.selectorAt(data, start, end);
    }
}
