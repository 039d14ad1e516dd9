// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice keccak256 of the helpers' runtime code, written by `npm run build`. A Conclave refuses helpers with other code.
/// @dev Constants, since `type(T).runtimeCode` of all three would push the constructor over the initcode limit (EIP-3860) before the
/// roster is added. A test compares them with `type(T).runtimeCode`.
library HelperCode {
    bytes32 internal constant VALIDATOR = 0xca4f9c3342d5686f67b60a31d01c87b65111d92dbd720f333095fd2c919fe96e;
    bytes32 internal constant GATE = 0x7bebf8af9702d8feb9b50f631c86184e582ca9dea7e88c84b93b044bca4f95a9;
    bytes32 internal constant LENS = 0x927cf9787158267bc0e60ebf3356fdd9a428b27ca3d39af0413c0c752d885a21;
}
