// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Empty before retired (docs/invariants.md, 8)
/// @notice Stateless and called by STATICCALL.
interface IRetirementGate {
    /// @notice Reads every watched item of `rulebook` for `account`.
    /// @dev A read that fails, answers in the wrong length or burns its gas cap is unknown, and unknown is not clear. For an id of an
    /// NFT the owner is compared; for a balance, the dust floor.
    /// @param rulebook The document, validated.
    /// @return items Ids (`keccak256` of the item's 53 bytes) of the items that are not clear.
    function notClear(
        bytes calldata rulebook,
        address account
    ) external view returns (bytes32[] memory items);
}
