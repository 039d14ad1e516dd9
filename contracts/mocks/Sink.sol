// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Takes any calldata and does nothing with it: what a payload costs on its way.
contract Sink {
    // Not `receive`: it takes calldata, and no value.
    // solhint-disable-next-line payable-fallback
    fallback() external {}
}
