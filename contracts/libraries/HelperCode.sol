// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice keccak256 of the helpers' runtime code, written by `npm run build`. A Conclave refuses helpers with other code.
/// @dev Constants, since `type(T).runtimeCode` of all three would push the constructor over the initcode limit (EIP-3860) before the
/// roster is added. A test compares them with `type(T).runtimeCode`.
library HelperCode {
    bytes32 internal constant VALIDATOR = 0xdcde7ea04cf88e795160fb0b653fbb50a52480a7903baba6c624d9ea26ec74e6;
    bytes32 internal constant GATE = 0xbf57f9f584e6f8d211044441a9d73e3efa4a69c63f2de6740c1053d3caf784a1;
    bytes32 internal constant LENS = 0xb1c2778da45064c4091189eeae9306e03d2ca98d49e272a237b6dd6caee2144f;
}
