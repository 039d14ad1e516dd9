// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Calls and post-conditions as packed bytes (docs/formats.md, 3), hashed as the EIP-712 structs a wallet shows.
library Calls {
    error CallsMalformed(uint256 offset);
    error ConditionsMalformed(uint256 offset);

    bytes32 internal constant CALL_TYPEHASH = keccak256(
        "Call(address target,uint256 value,bytes data,uint256 minGas)"
    );
    bytes32 internal constant CONDITION_TYPEHASH = keccak256(
        "Condition(address target,bytes data,uint8 comparison,bytes32 expected)"
    );

    uint256 internal constant CALL_HEAD = 40;
    uint256 internal constant CONDITION_HEAD = 57;

    /// @notice The call at `cursor` of `calls`, and where the next one begins.
    function next(
        bytes calldata calls,
        uint256 cursor
    )
        internal
        pure
        returns (address target, uint256 value, uint256 minGas, bytes calldata data, uint256 end)
    {
        if (cursor + CALL_HEAD > calls.length) revert CallsMalformed(cursor);
        uint256 first = uint256(bytes32(calls[cursor:cursor + 32]));
        uint256 second = uint64(bytes8(calls[cursor + 32:cursor + CALL_HEAD]));
        target = address(uint160(first >> 96));
        value = uint96(first);
        minGas = second >> 32;
        end = cursor + CALL_HEAD + uint32(second);
        if (end > calls.length) revert CallsMalformed(cursor);
        data = calls[cursor + CALL_HEAD:end];
    }

    /// @notice The condition at `cursor` of `conditions`, and where the next one begins.
    function nextCondition(
        bytes calldata conditions,
        uint256 cursor
    )
        internal
        pure
        returns (address target, uint8 comparison, bytes32 expected, bytes calldata data, uint256 end)
    {
        if (cursor + CONDITION_HEAD > conditions.length) revert ConditionsMalformed(cursor);
        target = address(bytes20(conditions[cursor:cursor + 20]));
        comparison = uint8(conditions[cursor + 20]);
        expected = bytes32(conditions[cursor + 21:cursor + 53]);
        end = cursor + CONDITION_HEAD + uint32(bytes4(conditions[cursor + 53:cursor + CONDITION_HEAD]));
        if (end > conditions.length || comparison > 2) revert ConditionsMalformed(cursor);
        data = conditions[cursor + CONDITION_HEAD:end];
    }

    /// @notice EIP-712 hash of `Call[]`. Reverts on an empty or malformed list.
    function hash(bytes calldata calls) internal pure returns (bytes32) {
        if (calls.length == 0) revert CallsMalformed(0);
        bytes32[] memory hashes = new bytes32[](count(calls));
        uint256 cursor;
        for (uint256 i; i < hashes.length; ++i) {
            (address target, uint256 value, uint256 minGas, bytes calldata data, uint256 end) = next(
                calls,
                cursor
            );
            hashes[i] = keccak256(abi.encode(CALL_TYPEHASH, target, value, keccak256(data), minGas));
            cursor = end;
        }
        return keccak256(abi.encodePacked(hashes));
    }

    function count(bytes calldata calls) internal pure returns (uint256 total) {
        for (uint256 cursor; cursor < calls.length; ++total) (, , , , cursor) = next(calls, cursor);
    }

    /// @notice EIP-712 hash of `Condition[]`.
    function hashConditions(bytes calldata conditions) internal pure returns (bytes32) {
        uint256 total;
        for (uint256 cursor; cursor < conditions.length; ++total)
            (, , , , cursor) = nextCondition(conditions, cursor);
        bytes32[] memory hashes = new bytes32[](total);
        uint256 start;
        for (uint256 i; i < total; ++i) {
            (
                address target,
                uint8 comparison,
                bytes32 expected,
                bytes calldata data,
                uint256 end
            ) = nextCondition(conditions, start);
            hashes[i] = keccak256(
                abi.encode(CONDITION_TYPEHASH, target, keccak256(data), comparison, expected)
            );
            start = end;
        }
        return keccak256(abi.encodePacked(hashes));
    }
}
