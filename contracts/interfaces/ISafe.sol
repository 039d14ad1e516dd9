// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title What is asked of a Safe, 1.3.0 to 1.5.0
/// @notice The same in all three versions. `operation` is 0 for a call, 1 for a delegatecall.
interface ISafe {
    function nonce() external view returns (uint256);

    function getThreshold() external view returns (uint256);

    function isOwner(address owner) external view returns (bool);

    function getOwners() external view returns (address[] memory);

    /// @return Not zero if `owner` approved `hash` on-chain.
    function approvedHashes(address owner, bytes32 hash) external view returns (uint256);

    /// @return `length` words of storage from `offset` on.
    function getStorageAt(uint256 offset, uint256 length) external view returns (bytes memory);

    /// @dev 1.3.0 leaves out one module between two pages: ask for one page.
    function getModulesPaginated(
        address start,
        uint256 pageSize
    ) external view returns (address[] memory array, address next);

    // solhint-disable-next-line func-name-mixedcase
    function VERSION() external view returns (string memory);

    function domainSeparator() external view returns (bytes32);

    /// @notice Called by an enabled module.
    function execTransactionFromModuleReturnData(
        address to,
        uint256 value,
        bytes calldata data,
        uint8 operation
    ) external returns (bool success, bytes memory returnData);
}
