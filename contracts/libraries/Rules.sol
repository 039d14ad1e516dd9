// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Calls} from "./Calls.sol";
import {Document, Documents} from "./Documents.sol";
import {Rulebook} from "./Rulebook.sol";
import {IConclave} from "../interfaces/IConclave.sol";
import {IConclaveErrors} from "../interfaces/IConclaveErrors.sol";
import {Tier} from "../types/Tier.sol";

/// @notice Which calls a tier may make.
library Rules {
    /// @notice Judges all calls of a proposal.
    /// @param index The tier's index.
    /// @param carrier Carrier of the rulebook, zero if there is none.
    /// @return refusal ABI-encoded error, empty if the tier may make these calls.
    /// @return renewal Whether this is a renewal of expiries and nothing else.
    /// @return alone Whether one person may do it.
    function judge(
        bytes calldata calls,
        uint8 index,
        Tier tier,
        address conclave,
        address carrier
    ) internal view returns (bytes memory refusal, bool renewal, bool alone) {
        if (index == 0) return ("", _isOnly(calls, conclave, IConclave.renew.selector), false);
        if (tier.isRecovery()) {
            if (_isOnly(calls, conclave, IConclave.amendRoster.selector)) return ("", false, false);
            return (abi.encodeWithSelector(IConclaveErrors.SelfCallRefused.selector, 0), false, false);
        }
        if (carrier == address(0))
            return (abi.encodeWithSelector(IConclaveErrors.RulebookMissing.selector), false, false);
        Document book = Documents.load(carrier);
        alone = tier.isEmergency();
        uint256 cursor;
        for (uint256 i; cursor < calls.length; ++i) {
            bool single;
            (refusal, single, cursor) = _judgeCall(calls, cursor, i, index, tier, conclave, book);
            if (refusal.length != 0) return (refusal, false, false);
            alone = alone && single;
        }
    }

    function _judgeCall(
        bytes calldata calls,
        uint256 start,
        uint256 i,
        uint8 index,
        Tier tier,
        address conclave,
        Document book
    ) private pure returns (bytes memory refusal, bool alone, uint256 end) {
        address target;
        uint256 value;
        bytes calldata data;
        (target, value, , data, end) = Calls.next(calls, start);
        if (target == conclave)
            return (abi.encodeWithSelector(IConclaveErrors.SelfCallRefused.selector, i), false, end);
        bytes4 selector = bytes4(data);
        uint16 tiers;
        uint256 limit;
        if (data.length < 4) tiers = 0;
        else if (tier.isEmergency()) (tiers, alone) = Rulebook.exactRule(book, target, keccak256(data));
        else (tiers, limit) = Rulebook.rule(book, target, selector);
        if ((tiers >> index) & 1 == 0) {
            refusal = abi.encodeWithSelector(
                IConclaveErrors.CallNotAllowed.selector,
                i,
                target,
                selector,
                index
            );
        } else if (value > limit) {
            refusal = abi.encodeWithSelector(IConclaveErrors.ValueAboveRule.selector, i, value, limit);
        }
    }

    /// @dev Whether `calls` is one self-call of `selector` with one word, without value.
    function _isOnly(bytes calldata calls, address conclave, bytes4 selector) private pure returns (bool) {
        (address target, uint256 value, , bytes calldata data, uint256 end) = Calls.next(calls, 0);
        return
            end == calls.length &&
            target == conclave &&
            value == 0 &&
            data.length == 36 &&
            bytes4(data) == selector;
    }
}
