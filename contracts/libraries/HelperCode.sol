// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice keccak256 of the helpers' runtime code, written by `npm run build`. A Conclave refuses helpers with other code.
/// @dev Constants, since `type(T).runtimeCode` of all three would push the constructor over the initcode limit (EIP-3860) before the
/// roster is added. A test compares them with `type(T).runtimeCode`.
library HelperCode {
    bytes32 internal constant VALIDATOR = 0xe598ca9813d075f0f132eb9307e87797a770f29a31a6649c9c70fc4fe889c587;
    bytes32 internal constant GATE = 0x7c4fb0bd13de29ac8a7441dddde0e64b0d928f9bacde6f1a2f441a6afc0d76f2;
    bytes32 internal constant LENS = 0x9cbc3542cf4ced32ed513dd3911b2ef76ed59c897fdb47164c14c09a37d913af;
}
