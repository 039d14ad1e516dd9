// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Batches} from "../../../../contracts/safe/Batches.sol";

struct Item {
    address target;
    uint256 value;
    bytes data;
}

/// @notice What the guard takes a batch for.
contract BatchReader {
    function read(bytes calldata data) external pure returns (Item[] memory items) {
        bytes calldata packed = Batches.open(data);
        uint256 count;
        for (uint256 place; place != packed.length; ++count)
            (, , , place) = Batches.next(packed, place, count);
        items = new Item[](count);
        uint256 cursor;
        for (uint256 i; i < count; ++i) {
            (items[i].target, items[i].value, items[i].data, cursor) = Batches.next(packed, cursor, i);
        }
    }
}

/// @notice Takes any call and tells of it.
contract Witness {
    event Called(address self, uint256 value, bytes data);

    receive() external payable {
        emit Called(address(this), msg.value, "");
    }

    fallback() external payable {
        emit Called(address(this), msg.value, msg.data);
    }
}

/// @notice Delegatecalls as a Safe does, and is a witness of what comes to itself.
contract Host {
    event Called(address self, uint256 value, bytes data);

    function run(address code, bytes calldata data) external returns (bool succeeded) {
        (succeeded, ) = code.delegatecall(data);
    }

    receive() external payable {
        emit Called(address(this), msg.value, "");
    }

    fallback() external payable {
        emit Called(address(this), msg.value, msg.data);
    }
}
