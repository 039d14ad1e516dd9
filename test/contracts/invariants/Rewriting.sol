// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {Charters, RosterSpec, RulebookSpec} from "../support/Charters.sol";
import {Call} from "../support/Drafts.sol";
import {LAST_RESORT, ZERO_TIER} from "../support/People.sol";
import {Deed} from "./Ghost.sol";
import {Rosters} from "./Rosters.sol";

/// @notice Actions: amendments of the roster and the rulebook, renewals and recoveries.
abstract contract Rewriting is Rosters {
    function amendRoster(uint256 seed) external played(seed) {
        _put(_amendment(ZERO_TIER));
    }

    function recover(uint256 seed) external played(seed) {
        // Its one lane is busy for weeks.
        if (_isBusy(_lane(LAST_RESORT, 0)) && _roll(4) != 0) return;
        _put(_recovery());
    }

    function _recovery() internal returns (Deed memory deed) {
        deed = _amendment(LAST_RESORT);
        deed.draft.lane = _lane(LAST_RESORT, 0);
        deed.draft.prev = _wordOf(deed.draft.lane);
        // Recovery signatures outlive epochs.
        if (deed.draft.epoch != 0 && _roll(2) == 0) deed.draft.epoch = uint32(_roll(deed.draft.epoch));
    }

    function amendRulebook(uint256 seed) external played(seed) {
        RulebookSpec memory next = book.length == 0 ? _firstBook() : _book();
        if (book.length != 0) ++next.serial;
        uint256 how = _roll(8);
        // Tier 1 loses the call and gets it back, or may send less; one person alone, or two; a wrong serial; out of order.
        if (how < 2) next.rules[0].tiers ^= 0x02;
        if (how == 2) next.rules[0].maxValue = uint96(_roll(LIMIT));
        if (how == 3) next.exactRules[0].alone = !next.exactRules[0].alone;
        if (how == 4) next.serial += 1;
        if (how == 5) (next.rules[0], next.rules[1]) = (next.rules[1], next.rules[0]);
        bytes memory document = Charters.encode(next);
        _put(_documented(ZERO_TIER, IConclave.amendRulebook.selector, document, "", abi.encode(next)));
    }

    function renew(uint256 seed) external played(seed) {
        RosterSpec memory next = _nextRoster();
        uint32 year = uint32((_now() + 360 days) / 60);
        for (uint256 i; i < next.keys.length; ++i) {
            if (next.keys[i].signer.length != 0 && year > next.keys[i].expiry && _roll(4) != 0) {
                next.keys[i].expiry = year;
            }
        }
        uint256 key = _roll(next.keys.length);
        uint256 how = next.keys[key].signer.length == 0 ? 9 : _roll(10);
        if (how == 0) next.keys[key].expiry += uint32(400 days / 60);
        if (how == 1) next.keys[key].expiry -= 1;
        if (how == 2) next.keys[key].roles ^= 4;
        bytes memory document = Charters.encode(next);
        _put(_documented(ZERO_TIER, IConclave.renew.selector, document, "", abi.encode(next)));
    }

    function _proposeBook() internal override returns (uint256 place) {
        RulebookSpec memory first = _firstBook();
        bytes memory document = Charters.encode(first);
        bytes4 selector = IConclave.amendRulebook.selector;
        bool succeeded;
        while (!succeeded) {
            (succeeded, place) = _propose(_documented(ZERO_TIER, selector, document, "", abi.encode(first)));
        }
    }

    function _amendment(uint8 tier) private returns (Deed memory deed) {
        (RosterSpec memory next, bytes memory activations, uint64 activating) = _changedRoster();
        bytes memory document = Charters.encode(next);
        deed = _documented(tier, IConclave.amendRoster.selector, document, activations, abi.encode(next));
        deed.activating = activating;
    }

    function _documented(
        uint8 tier,
        bytes4 selector,
        bytes memory document,
        bytes memory activations,
        bytes memory next
    ) private returns (Deed memory deed) {
        Call[] memory calls = new Call[](1);
        calls[0] = _call(address(conclave), abi.encodeWithSelector(selector, keccak256(document)));
        deed = _newDeed(tier, calls);
        deed.next = next;
        deed.operation.documents = new bytes[](1);
        deed.operation.documents[0] = abi.encode(document, activations);
    }
}
