// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {IERC777Recipient} from "@openzeppelin/contracts/interfaces/IERC777Recipient.sol";
import {IERC721Receiver} from "@openzeppelin/contracts/token/ERC721/IERC721Receiver.sol";
import {ERC1155Holder} from "@openzeppelin/contracts/token/ERC1155/utils/ERC1155Holder.sol";
import {ERC721Holder} from "@openzeppelin/contracts/token/ERC721/utils/ERC721Holder.sol";
import {IConclaveFallback} from "../interfaces/IConclaveFallback.sol";
import {IConclaveGuard} from "../interfaces/IConclaveGuard.sol";
import {ISafe} from "../interfaces/ISafe.sol";
import {SafeHashes} from "./SafeHashes.sol";

/// @title ConclaveFallback
contract ConclaveFallback is IConclaveFallback, IERC777Recipient, ERC721Holder, ERC1155Holder {
    bytes4 internal constant LEGACY_MAGIC = 0x20c13b0b;
    address internal constant FIRST_MODULE = address(1);

    IConclaveGuard public immutable guard;

    constructor(IConclaveGuard guard_) {
        guard = guard_;
    }

    /// @inheritdoc IConclaveFallback
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        guard.judgeMessage(msg.sender, abi.encode(hash), signature);
        return IERC1271.isValidSignature.selector;
    }

    /// @inheritdoc IConclaveFallback
    function isValidSignature(bytes calldata data, bytes calldata signature) external view returns (bytes4) {
        guard.judgeMessage(msg.sender, data, signature);
        return LEGACY_MAGIC;
    }

    /// @inheritdoc IERC777Recipient
    function tokensReceived(
        address,
        address,
        address,
        uint256,
        bytes calldata,
        bytes calldata
    ) external pure {}

    /// @inheritdoc IConclaveFallback
    function getModules() external view returns (address[] memory modules) {
        (modules, ) = ISafe(msg.sender).getModulesPaginated(FIRST_MODULE, 10);
    }

    /// @inheritdoc IConclaveFallback
    function getMessageHash(bytes calldata message) external view returns (bytes32) {
        return keccak256(SafeHashes.message(msg.sender, message));
    }

    /// @inheritdoc IConclaveFallback
    function getMessageHashForSafe(address safe, bytes calldata message) external view returns (bytes32) {
        return keccak256(SafeHashes.message(safe, message));
    }

    /// @inheritdoc IConclaveFallback
    function encodeMessageDataForSafe(
        address safe,
        bytes calldata message
    ) external view returns (bytes memory) {
        return SafeHashes.message(safe, message);
    }

    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return
            interfaceId == type(IERC721Receiver).interfaceId ||
            interfaceId == type(IERC1271).interfaceId ||
            super.supportsInterface(interfaceId);
    }
}
