// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveGuard} from "./IConclaveGuard.sol";

/// @title ConclaveFallback: what a guarded Safe signs off-chain
/// @notice A Safe's fallback handler. In place of Safe's own, which takes the owners' threshold for the Safe's signature at once, it honours
/// only messages that were announced with the guard (`announceMessage`). Empty signatures (SignMessageLib) never count.
/// @dev `msg.sender` is the Safe. Of CompatibilityFallbackHandler's functions it has those that tools ask for; not `simulate`, for which
/// `simulateAndRevert` of the Safe itself serves.
interface IConclaveFallback {
    function guard() external view returns (IConclaveGuard);

    /// @notice ERC-1271.
    /// @return magic 0x1626ba7e; reverts with what is missing otherwise.
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4 magic);

    /// @notice As asked for by Safes below 1.5.0 and other contracts of before ERC-1271's last draft.
    /// @return magic 0x20c13b0b; reverts with what is missing otherwise.
    function isValidSignature(
        bytes calldata data,
        bytes calldata signature
    ) external view returns (bytes4 magic);

    function getMessageHash(bytes calldata message) external view returns (bytes32);

    function getMessageHashForSafe(address safe, bytes calldata message) external view returns (bytes32);

    function encodeMessageDataForSafe(
        address safe,
        bytes calldata message
    ) external view returns (bytes memory);

    /// @return The first ten modules.
    function getModules() external view returns (address[] memory);
}
