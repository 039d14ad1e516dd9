// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Document, Documents} from "../../../contracts/libraries/Documents.sol";

/// @notice Creates documents as a Conclave does.
contract Writer {
    error Reverted();

    function write(bytes calldata data, uint256 generation) external returns (address) {
        return Documents.write(data, generation);
    }

    function writeAndRevert(bytes calldata data, uint256 generation) external {
        Documents.write(data, generation);
        revert Reverted();
    }
}

/// @notice Reads a document back.
contract Reader {
    function load(address carrier) external view returns (bytes memory) {
        Document document = Documents.load(carrier);
        return document.slice(0, document.size());
    }
}
