// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICharterValidator} from "../interfaces/ICharterValidator.sol";
import {Document} from "./Documents.sol";
import {Rulebook} from "./Rulebook.sol";

/// @notice What a rulebook must be. Sorted strictly, so that one content has one encoding and no rule hides another.
library RulebookForm {
    uint8 internal constant LAST_ITEM_KIND = 9;

    function check(Document book, uint16 expected) internal pure {
        uint256 size = book.size();
        if (size < Rulebook.HEADER) revert ICharterValidator.DocumentMalformed(size);
        if (book.wordAt(0) >> 248 != 1) revert ICharterValidator.DocumentMalformed(0);
        uint256 end = Rulebook.itemOffset(book) + Rulebook.ITEM * Rulebook.itemCount(book);
        if (size != end) revert ICharterValidator.DocumentMalformed(end < size ? end : size);
        if (Rulebook.serial(book) != expected)
            revert ICharterValidator.SerialWrong(Rulebook.serial(book), expected);
        _checkRules(book);
        _checkExact(book);
        _checkItems(book);
    }

    function _checkRules(Document book) private pure {
        uint256 last;
        uint256 offset = Rulebook.HEADER;
        for (uint256 i; i < Rulebook.ruleCount(book); ++i) {
            uint256 key = book.wordAt(offset) >> 64;
            if (i != 0 && key <= last) revert ICharterValidator.RulesUnsorted(i);
            if (book.wordAt(offset + 24) >> 240 == 0) revert ICharterValidator.TierMaskEmpty(i);
            last = key;
            offset += Rulebook.RULE;
        }
    }

    function _checkExact(Document book) private pure {
        uint256 lastTarget;
        uint256 lastHash;
        uint256 offset = Rulebook.exactOffset(book);
        for (uint256 i; i < Rulebook.exactCount(book); ++i) {
            uint256 target = book.wordAt(offset) >> 96;
            uint256 hash = book.wordAt(offset + 20);
            if (i != 0 && (target < lastTarget || (target == lastTarget && hash <= lastHash))) {
                revert ICharterValidator.RulesUnsorted(i);
            }
            uint256 tail = book.wordAt(offset + 52);
            if (tail >> 240 == 0) revert ICharterValidator.TierMaskEmpty(i);
            if (uint8(tail >> 232) > Rulebook.ALONE) revert ICharterValidator.DocumentMalformed(offset + 54);
            (lastTarget, lastHash) = (target, hash);
            offset += Rulebook.EXACT;
        }
    }

    function _checkItems(Document book) private pure {
        uint256 lastHead;
        uint256 lastParameter;
        uint256 offset = Rulebook.itemOffset(book);
        for (uint256 i; i < Rulebook.itemCount(book); ++i) {
            uint256 head = book.wordAt(offset) >> 88;
            uint256 parameter = book.wordAt(offset + 21);
            if (i != 0 && (head < lastHead || (head == lastHead && parameter <= lastParameter))) {
                revert ICharterValidator.RulesUnsorted(i);
            }
            uint256 kind = head >> 160;
            bool native = kind == 1;
            if (
                kind == 0 ||
                kind > LAST_ITEM_KIND ||
                native != (uint160(head) == 0) ||
                parameter > _limit(kind)
            ) {
                revert ICharterValidator.UnknownItem(i);
            }
            (lastHead, lastParameter) = (head, parameter);
            offset += Rulebook.ITEM;
        }
    }

    /// @dev The largest parameter of a kind: none for an ERC-721 balance and for owners, 64 bits for an AccessManager role.
    function _limit(uint256 kind) private pure returns (uint256) {
        if (kind == 3 || kind == 6 || kind == 7) return 0;
        return kind == 9 ? type(uint64).max : type(uint256).max;
    }
}
