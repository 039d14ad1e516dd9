// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveGuardErrors} from "../interfaces/IConclaveGuardErrors.sol";
import {Packed} from "../libraries/Packed.sol";

/// @notice Unpacks what MultiSend and MultiSendCallOnly (1.3.0 to 1.5.0) run, and nothing else: they take looser encodings too, and read on
/// behind the last item. What passes here they run exactly as unpacked here (test/contracts/safe/batches).
/// @dev An item is operation (1 byte), target (20), value (32), length of the data (32), data.
library Batches {
    bytes4 internal constant MULTI_SEND = bytes4(keccak256("multiSend(bytes)"));
    /// @dev Selector, offset and length of the one argument.
    uint256 internal constant HEAD = 68;
    uint256 internal constant ITEM_HEAD = 85;

    /// @notice The items of a call of `multiSend`: not none, encoded as Solidity encodes them.
    function open(bytes calldata data) internal pure returns (bytes calldata items) {
        if (data.length < HEAD || bytes4(data) != MULTI_SEND) revert IConclaveGuardErrors.BatchMalformed(0);
        if (Packed.wordAt(data, 4) != 32) revert IConclaveGuardErrors.BatchMalformed(4);
        uint256 length = Packed.wordAt(data, 36);
        uint256 room = data.length - HEAD;
        // Filled up to a whole word, and not further.
        if (length == 0 || length > room || room - length > 31 || room % 32 != 0)
            revert IConclaveGuardErrors.BatchMalformed(36);
        return data[HEAD:HEAD + length];
    }

    /// @notice The item at `cursor`, wholly inside; the next one begins at `end`.
    /// @param index The item's number, for errors.
    function next(
        bytes calldata items,
        uint256 cursor,
        uint256 index
    ) internal pure returns (address target, uint256 value, bytes calldata data, uint256 end) {
        uint256 left = items.length - cursor;
        if (left < ITEM_HEAD) revert IConclaveGuardErrors.BatchMalformed(cursor);
        uint256 head = Packed.wordAt(items, cursor);
        uint8 operation = uint8(head >> 248);
        if (operation != 0) revert IConclaveGuardErrors.NestedOperationRefused(index, operation);
        target = address(uint160(head >> 88));
        value = Packed.wordAt(items, cursor + 21);
        uint256 length = Packed.wordAt(items, cursor + 53);
        if (length > left - ITEM_HEAD) revert IConclaveGuardErrors.BatchMalformed(cursor);
        end = cursor + ITEM_HEAD + length;
        data = items[cursor + ITEM_HEAD:end];
    }
}
