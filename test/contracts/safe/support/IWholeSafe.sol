// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISafe} from "../../../../contracts/interfaces/ISafe.sol";

/// @notice What tests call of a Safe, in all three versions.
interface IWholeSafe is ISafe {
    function setup(
        address[] calldata owners,
        uint256 threshold,
        address to,
        bytes calldata data,
        address fallbackHandler,
        address paymentToken,
        uint256 payment,
        address payable paymentReceiver
    ) external;

    function execTransaction(
        address to,
        uint256 value,
        bytes calldata data,
        uint8 operation,
        uint256 safeTxGas,
        uint256 baseGas,
        uint256 gasPrice,
        address gasToken,
        address payable refundReceiver,
        bytes calldata signatures
    ) external payable returns (bool success);

    function execTransactionFromModule(
        address to,
        uint256 value,
        bytes calldata data,
        uint8 operation
    ) external returns (bool success);

    function getTransactionHash(
        address to,
        uint256 value,
        bytes calldata data,
        uint8 operation,
        uint256 safeTxGas,
        uint256 baseGas,
        uint256 gasPrice,
        address gasToken,
        address refundReceiver,
        uint256 nonce
    ) external view returns (bytes32);

    function setGuard(address guard) external;
    function setModuleGuard(address guard) external;
    function setFallbackHandler(address handler) external;
    function enableModule(address module) external;
    function disableModule(address prev, address module) external;
    function isModuleEnabled(address module) external view returns (bool);
    function addOwnerWithThreshold(address owner, uint256 threshold) external;
    function removeOwner(address prev, address owner, uint256 threshold) external;
    function swapOwner(address prev, address old, address owner) external;
    function changeThreshold(uint256 threshold) external;
    function approveHash(bytes32 hash) external;
    function signMessage(bytes calldata data) external;
    function multiSend(bytes calldata transactions) external payable;
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4);
    function isValidSignature(bytes calldata data, bytes calldata signature) external view returns (bytes4);
    function getMessageHash(bytes calldata message) external view returns (bytes32);
}
