// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice keccak256 of the helpers' runtime code, written by `npm run build`. A Conclave refuses helpers with other code.
/// @dev Constants, since `type(T).runtimeCode` of all three would push the constructor over the initcode limit (EIP-3860) before the
/// roster is added. A test compares them with `type(T).runtimeCode`.
library HelperCode {
    bytes32 internal constant VALIDATOR = 0xbd668d5df8d8a4be44c7efed798c63a330a6ae2d7ac6b7916906b17ff08425e7;
    bytes32 internal constant GATE = 0x9307a8e0aaed7615267191d6f84d72f2852f92285de1f3486cc7b11e788c67e0;
    bytes32 internal constant LENS = 0xad37b0ad586cb5636c083839b20a2c07da14a015834a88dd8c19bcd89df2e294;
}
