// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors as E} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {ExactSpec, RulebookSpec} from "../../support/Charters.sol";
import {Call, Draft} from "../../support/Drafts.sol";
import {Governed} from "../../support/Governed.sol";
import {EMERGENCY} from "../../support/People.sol";

/// @dev Given a rulebook that lists calldata too short to call a function: nothing, and three bytes.
contract ShortCalldataTest is Governed {
    bytes private constant THREE = hex"8456cb";

    function _book() internal view override returns (RulebookSpec memory book) {
        book = super._book();
        book.exactRules = new ExactSpec[](2);
        book.exactRules[0] = ExactSpec(address(target), keccak256(""), 0x04, true);
        book.exactRules[1] = ExactSpec(address(target), keccak256(THREE), 0x04, true);
    }

    function test_calldata_shorter_than_a_selector_is_refused_though_a_rule_lists_it() public {
        _isNotAllowed("", bytes4(0));
        _isNotAllowed(THREE, bytes4(THREE));
    }

    function _isNotAllowed(bytes memory data, bytes4 selector) private {
        Call memory call = _call(address(target), data);
        Draft memory draft = _draft(_lane(EMERGENCY, 0), call);
        _refusesSchedule(
            draft,
            abi.encodeWithSelector(E.CallNotAllowed.selector, 0, address(target), selector, EMERGENCY)
        );
    }
}
