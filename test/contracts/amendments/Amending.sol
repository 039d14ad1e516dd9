// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {Call} from "../support/Drafts.sol";
import {Rotating} from "../keys/Rotating.sol";

/// @notice Calls that amend, and what they leave behind.
abstract contract Amending is Rotating {
    function _amends(bytes memory document) internal view returns (Call memory) {
        return _call(address(conclave), abi.encodeCall(IConclave.amendRoster, (keccak256(document))));
    }

    function _amendsBook(bytes memory document) internal view returns (Call memory) {
        return _call(address(conclave), abi.encodeCall(IConclave.amendRulebook, (keccak256(document))));
    }

    function _inStep(uint256 roster_, uint256 rulebook_, uint256 documents) internal view {
        _same(conclave.config().roster, roster_);
        _same(conclave.config().rulebook, rulebook_);
        _same(conclave.config().documents, documents);
    }

    function _failed(uint256 index, bytes memory reason) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(E.CallFailed.selector, index, reason);
    }

    function _mismatch(bytes memory expected, bytes memory actual) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(E.DocumentMismatch.selector, keccak256(expected), keccak256(actual));
    }
}
