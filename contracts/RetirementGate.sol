// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessControl} from "@openzeppelin/contracts/access/IAccessControl.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IRetirementGate} from "./interfaces/IRetirementGate.sol";
import {BoundedCall} from "./libraries/BoundedCall.sol";
import {Document, Documents} from "./libraries/Documents.sol";
import {Rulebook} from "./libraries/Rulebook.sol";

/// @title RetirementGate
contract RetirementGate is IRetirementGate {
    /// @dev Per read. Far above what a balance or a role costs, and few enough that a hostile token cannot stall the rest.
    uint256 internal constant READ_GAS = 200_000;

    uint8 internal constant NATIVE = 1;
    uint8 internal constant ERC20 = 2;
    uint8 internal constant ERC721_BALANCE = 3;
    uint8 internal constant ERC721_ID = 4;
    uint8 internal constant ERC1155_ID = 5;
    uint8 internal constant OWNABLE = 6;
    uint8 internal constant OWNABLE_2STEP = 7;
    uint8 internal constant ACCESS_CONTROL = 8;
    uint8 internal constant ACCESS_MANAGER = 9;

    /// @inheritdoc IRetirementGate
    function notClear(
        bytes calldata rulebook,
        address account
    ) external view returns (bytes32[] memory items) {
        Document book = Documents.from(rulebook);
        uint256 count = Rulebook.itemCount(book);
        uint256 offset = Rulebook.itemOffset(book);
        bytes32[] memory found = new bytes32[](count);
        uint256 total;
        for (uint256 i; i < count; ++i) {
            if (!_isClear(book, offset, account))
                found[total++] = keccak256(book.slice(offset, Rulebook.ITEM));
            offset += Rulebook.ITEM;
        }
        items = new bytes32[](total);
        for (uint256 i; i < total; ++i) items[i] = found[i];
    }

    function _isClear(Document book, uint256 offset, address account) private view returns (bool) {
        uint256 head = book.wordAt(offset);
        uint8 kind = uint8(head >> 248);
        address target = address(uint160(head >> 88));
        uint256 parameter = book.wordAt(offset + 21);
        if (kind == NATIVE) return account.balance <= parameter;
        if (kind == ERC20) return _atMost(target, abi.encodeCall(IERC20.balanceOf, (account)), parameter);
        if (kind == ERC721_BALANCE) return _atMost(target, abi.encodeCall(IERC721.balanceOf, (account)), 0);
        if (kind == ERC721_ID)
            return _isSomebodyElse(target, abi.encodeCall(IERC721.ownerOf, (parameter)), account);
        if (kind == ERC1155_ID)
            return _atMost(target, abi.encodeCall(IERC1155.balanceOf, (account, parameter)), 0);
        if (kind == ACCESS_CONTROL) {
            return
                _isFalse(target, abi.encodeCall(IAccessControl.hasRole, (bytes32(parameter), account)), 32);
        }
        if (kind == ACCESS_MANAGER) {
            // `getAccess` rather than `hasRole`: a grant that begins later is a power left too. Its first word is since when.
            return
                _isFalse(target, abi.encodeCall(IAccessManager.getAccess, (uint64(parameter), account)), 128);
        }
        bool owned = !_isSomebodyElse(target, abi.encodeCall(Ownable.owner, ()), account);
        if (kind == OWNABLE) return !owned;
        return !owned && _isSomebodyElse(target, abi.encodeCall(Ownable2Step.pendingOwner, ()), account);
    }

    function _atMost(address target, bytes memory question, uint256 limit) private view returns (bool) {
        (bool known, uint256 answer) = _ask(target, question, 32);
        return known && answer <= limit;
    }

    function _isSomebodyElse(
        address target,
        bytes memory question,
        address account
    ) private view returns (bool) {
        (bool known, uint256 answer) = _ask(target, question, 32);
        return known && answer <= type(uint160).max && address(uint160(answer)) != account;
    }

    function _isFalse(address target, bytes memory question, uint256 length) private view returns (bool) {
        (bool known, uint256 answer) = _ask(target, question, length);
        return known && answer == 0;
    }

    /// @dev Known only if the contract answered in exactly the length its interface has.
    function _ask(
        address target,
        bytes memory question,
        uint256 length
    ) private view returns (bool known, uint256 answer) {
        uint256 size;
        (known, size, answer) = BoundedCall.read(target, question, READ_GAS, length);
        known = known && size == length;
    }
}
