// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {vm} from "../support/Vm.sol";

/// @notice How often each function was called, and how that ended. A deep run leaves the counts of each run in a file for scripts/deep.ts.
abstract contract Tally {
    string private constant FOLDER = "cache/campaign/";

    struct Count {
        string name;
        bytes4 refusal;
        uint256 times;
    }

    Count[] private _counts;
    mapping(bytes32 nameAndRefusal => uint256 place) private _places;

    /// @param refusal Zero if it succeeded.
    function _tally(string memory name, bytes4 refusal) internal {
        bytes32 id = keccak256(abi.encode(name, refusal));
        if (_places[id] == 0) {
            _counts.push(Count(name, refusal, 0));
            _places[id] = _counts.length;
        }
        ++_counts[_places[id] - 1].times;
    }

    /// @dev The selector of what was wrong in the end: that of the reason inside a `CallFailed`.
    function _refusalOf(bytes memory reason) internal pure returns (bytes4 selector) {
        selector = reason.length < 4 ? bytes4(0xffffffff) : bytes4(reason);
        if (selector != IConclaveErrors.CallFailed.selector) return selector;
        (, bytes memory inner) = _callFailed(reason);
        return _refusalOf(inner);
    }

    function _callFailed(bytes memory reason) internal pure returns (uint256 call, bytes memory inner) {
        bytes memory arguments = new bytes(reason.length - 4);
        for (uint256 i; i < arguments.length; ++i) arguments[i] = reason[i + 4];
        return abi.decode(arguments, (uint256, bytes));
    }

    /// @dev One line for each count. Runs that did the same have the same name, and so count once.
    function _leaveCounts() internal {
        if (bytes(vm.envOr("CONCLAVE_DEEP", string(""))).length == 0) return;
        bytes memory text;
        for (uint256 i; i < _counts.length; ++i) {
            Count memory count = _counts[i];
            string memory refusal = vm.toString(abi.encodePacked(count.refusal));
            text = bytes.concat(text, bytes(count.name), " ", bytes(refusal), " ");
            text = bytes.concat(text, bytes(vm.toString(count.times)), "\n");
        }
        string memory name = vm.toString(abi.encodePacked(_fingerprint()));
        vm.writeFile(string.concat(FOLDER, name, ".txt"), string(text));
    }

    /// @dev What tells one run from another.
    function _fingerprint() internal view virtual returns (bytes32);
}
