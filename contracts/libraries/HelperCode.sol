// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice keccak256 of the helpers' runtime code, written by `npm run build`. A Conclave refuses helpers with other code.
/// @dev Constants, since `type(T).runtimeCode` of all three would push the constructor over the initcode limit (EIP-3860) before the
/// roster is added. A test compares them with `type(T).runtimeCode`.
library HelperCode {
    bytes32 internal constant VALIDATOR = 0xbd668d5df8d8a4be44c7efed798c63a330a6ae2d7ac6b7916906b17ff08425e7;
    bytes32 internal constant GATE = 0xbf57f9f584e6f8d211044441a9d73e3efa4a69c63f2de6740c1053d3caf784a1;
    bytes32 internal constant LENS = 0x12270c45824ac8653e9d88a347dd312ef2fd1c5ea2254601f0ecf2803d7388a9;
}
