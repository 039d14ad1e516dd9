// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Assertions that say what was there.
abstract contract Assertions {
    error NotEqual(bytes32 actual, bytes32 expected);
    error NotTrue(string what);
    error NotRefused(bytes expected);
    error RefusedOtherwise(bytes actual, bytes expected);

    function _same(uint256 actual, uint256 expected) internal pure {
        if (actual != expected) revert NotEqual(bytes32(actual), bytes32(expected));
    }

    function _same(bytes32 actual, bytes32 expected) internal pure {
        if (actual != expected) revert NotEqual(actual, expected);
    }

    function _same(address actual, address expected) internal pure {
        _same(uint160(actual), uint160(expected));
    }

    function _isTrue(bool condition, string memory what) internal pure {
        if (!condition) revert NotTrue(what);
    }

    /// @dev The call failed, with exactly this error and these arguments.
    function _failedWith(bool succeeded, bytes memory reason, bytes memory expected) internal pure {
        if (succeeded) revert NotRefused(expected);
        if (keccak256(reason) != keccak256(expected)) revert RefusedOtherwise(reason, expected);
    }
}
