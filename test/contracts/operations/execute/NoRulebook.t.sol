// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors as E} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {Base} from "../../support/Base.t.sol";
import {Charters, RosterSpec} from "../../support/Charters.sol";
import {Draft} from "../../support/Drafts.sol";
import {Operation} from "../../support/Flow.sol";
import {vm} from "../../support/Vm.sol";

/// @dev Roster and rulebook are compared at once: where there is no rulebook yet, the first two rosters have no bit in common.
contract ExecuteNoRulebookTest is Base {
    function test_a_longer_delay_holds_for_what_is_pending_without_rulebook_too() public {
        Operation memory operation = _schedule(_draft(_lane(0, 0), _call(OUTSIDER, "")));
        RosterSpec memory next = _nextRoster();
        next.tiers[0].delay += 1 days;
        next.cooldown += 10 days;
        Operation memory amendment = _schedule(_draftOf(next));
        _warpToReady(amendment);
        _execute(_withDocument(amendment, Charters.encode(next), ""));
        uint256 readyAt = uint256(operation.stamp.ready()) + 1 days;
        _refusesExecute(operation, abi.encodeWithSelector(E.OperationNotReady.selector, 0, readyAt, _now()));
        vm.warp(readyAt);
        _execute(operation);
    }

    function _draftOf(RosterSpec memory spec) private view returns (Draft memory draft) {
        draft = _rosterDraft(spec);
        draft.lane = _lane(0, 1);
        draft.prev = _wordOf(draft.lane);
    }
}
