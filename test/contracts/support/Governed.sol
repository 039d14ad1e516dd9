// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Base} from "./Base.t.sol";
import {ExactSpec, ItemSpec, RuleSpec, RulebookSpec} from "./Charters.sol";
import {Call, Draft} from "./Drafts.sol";
import {Target} from "./Target.sol";

/// @notice A Conclave that governs a `Target`. Tiers 1 and 4 may `set` it, with up to an ether; tier 2 may `set(9)`, and one person alone
/// may `pause`.
abstract contract Governed is Base {
    uint96 internal constant LIMIT = 1 ether;

    Target internal target;

    function setUp() public virtual override {
        super.setUp();
        target = new Target();
        _setRulebook(_book());
    }

    function _book() internal view virtual returns (RulebookSpec memory book) {
        book.serial = 1;
        book.rules = new RuleSpec[](1);
        book.rules[0] = RuleSpec(address(target), Target.set.selector, 0x12, LIMIT);
        book.exactRules = new ExactSpec[](2);
        book.exactRules[0] = ExactSpec(address(target), keccak256(_pauses().data), 0x04, true);
        book.exactRules[1] = ExactSpec(address(target), keccak256(_sets(9).data), 0x04, false);
        book.items = new ItemSpec[](0);
    }

    function _sets(uint256 value) internal view returns (Call memory) {
        return _call(address(target), abi.encodeCall(Target.set, (value)));
    }

    function _pauses() internal view returns (Call memory) {
        return _call(address(target), abi.encodeCall(Target.pause, ()));
    }

    /// @dev `set(value)` by the first lane of the tier.
    function _setting(uint8 tier, uint256 value) internal view returns (Draft memory) {
        return _draft(_lane(tier, 0), _sets(value));
    }
}
