// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Calls} from "./Calls.sol";
import {Document, Documents} from "./Documents.sol";
import {Packed} from "./Packed.sol";
import {Proposals} from "./Proposals.sol";
import {Rulebook} from "./Rulebook.sol";
import {IConclave} from "../interfaces/IConclave.sol";
import {IConclaveErrors} from "../interfaces/IConclaveErrors.sol";
import {Terms} from "../types/Terms.sol";
import {Tier} from "../types/Tier.sol";

/// @notice Which calls a tier may make.
library Rules {
    /// @notice Reverts unless the tier may make all calls of a proposal.
    /// @param p The packed proposal, and `terms` its terms.
    /// @param terms Of another tier than 0, which may make any.
    /// @param generation The conclave's rulebook, zero if there is none. Recovery needs none.
    /// @return alone Whether one person may do it.
    function judge(
        bytes calldata p,
        Terms terms,
        Tier tier,
        address conclave,
        uint16 generation
    ) internal view returns (bool alone) {
        if (tier.isRecovery()) {
            if (_isOnly(p, terms, conclave, IConclave.amendRoster.selector)) return false;
            revert IConclaveErrors.SelfCallRefused(0);
        }
        if (generation == 0) revert IConclaveErrors.RulebookMissing();
        Document book = Documents.load(Documents.addressOf(conclave, generation));
        if (tier.isEmergency()) return _judgeExact(p, terms, conclave, book);
        uint256 count = terms.callCount();
        uint256 cursor = Proposals.body(terms);
        for (uint256 i; i < count;) {
            (address target, uint256 value, , uint256 start, uint256 end) = Calls.next(p, cursor);
            if (target == conclave) revert IConclaveErrors.SelfCallRefused(i);
            bytes4 selector = Packed.selectorAt(p, start, end);
            (uint256 tiers, uint256 limit) = Rulebook.rule(book, target, selector);
            // What is shorter than a selector calls no function.
            if (start + 4 > end || (tiers >> terms.tier()) & 1 == 0)
                revert IConclaveErrors.CallNotAllowed(i, target, selector, terms.tier());
            if (value > limit) revert IConclaveErrors.ValueAboveRule(i, value, limit);
            cursor = end;
            // Below a count of one byte.
            unchecked {
                ++i;
            }
        }
    }

    /// @dev A tier without delay makes only calls that the rulebook lists to the last byte of calldata.
    /// @return alone Whether all of them are marked so.
    function _judgeExact(
        bytes calldata p,
        Terms terms,
        address conclave,
        Document book
    ) private pure returns (bool alone) {
        alone = true;
        uint256 cursor = Proposals.body(terms);
        for (uint256 i; i < terms.callCount(); ++i) {
            (address target, uint256 value, , uint256 start, uint256 end) = Calls.next(p, cursor);
            if (target == conclave) revert IConclaveErrors.SelfCallRefused(i);
            (uint16 tiers, bool single) = Rulebook.exactRule(book, target, Packed.hash(p, start, end));
            if (start + 4 > end || (tiers >> terms.tier()) & 1 == 0) {
                revert IConclaveErrors.CallNotAllowed(
                    i,
                    target,
                    Packed.selectorAt(p, start, end),
                    terms.tier()
                );
            }
            if (value > 0) revert IConclaveErrors.ValueAboveRule(i, value, 0);
            alone = alone && single;
            cursor = end;
        }
    }

    /// @notice Whether a proposal of tier 0 renews expiries and does nothing else.
    function isRenewal(bytes calldata p, Terms terms, address conclave) internal pure returns (bool) {
        // Most proposals are about others.
        if (Packed.wordAt(p, Proposals.body(terms)) >> 96 != uint160(conclave)) return false;
        return _isOnly(p, terms, conclave, IConclave.renew.selector);
    }

    /// @dev Whether the calls are one self-call of `selector` with one word, without value.
    function _isOnly(
        bytes calldata p,
        Terms terms,
        address conclave,
        bytes4 selector
    ) private pure returns (bool) {
        uint256 cursor = Proposals.body(terms);
        (address target, uint256 value, , uint256 start, uint256 end) = Calls.next(p, cursor);
        return
            target == conclave &&
            terms.callCount() == 1 &&
            value == 0 &&
            end - start == 36 &&
            Packed.selectorAt(p, start, end) == selector;
    }
}
