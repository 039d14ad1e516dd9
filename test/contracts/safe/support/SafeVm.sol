// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice The cheat codes that only tests with Safes use.
interface SafeVm {
    function readFile(string calldata path) external view returns (string memory);
    function parseJsonBytes(string calldata json, string calldata key) external pure returns (bytes memory);
    function pauseGasMetering() external;
    function resumeGasMetering() external;
}

SafeVm constant safeVm = SafeVm(address(uint160(uint256(keccak256("hevm cheat code")))));
