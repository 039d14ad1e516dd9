// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors as E} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {Draft} from "../../support/Drafts.sol";
import {Governed} from "../../support/Governed.sol";
import {WINDOW} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";

contract ScheduleWindowTest is Governed {
    function test_a_proposal_dated_in_the_future_is_refused() public {
        Draft memory draft = _setting(0, 7);
        draft.created = uint40(_now() + 1);
        _refusesSchedule(draft, _outside(draft));
        vm.warp(_now() + 1);
        _schedule(draft);
    }

    function test_a_proposal_may_be_scheduled_until_its_deadline_and_no_second_later() public {
        Draft memory draft = _setting(0, 7);
        vm.warp(draft.deadline + 1);
        _refusesSchedule(draft, _outside(draft));
        vm.warp(draft.deadline);
        _schedule(draft);
    }

    function test_a_deadline_beyond_the_signing_window_is_refused() public {
        Draft memory draft = _setting(0, 7);
        draft.deadline = uint40(draft.created + WINDOW + 1);
        _refusesSchedule(draft, _outside(draft));
        draft.deadline = uint40(draft.created + WINDOW);
        _schedule(draft);
    }

    function test_a_deadline_before_creation_is_refused() public {
        Draft memory draft = _setting(0, 7);
        draft.deadline = draft.created - 1;
        _refusesSchedule(draft, _outside(draft));
    }

    /// @dev The contract compares distances, which wrap round: at every pair of corners it says what the plain comparison says.
    function test_no_dates_wrap_round_into_the_window() public {
        uint256 now_ = _now();
        uint256[8] memory corners = [
            0,
            now_ - WINDOW - 1,
            now_ - WINDOW,
            now_ - 1,
            now_,
            now_ + 1,
            now_ + WINDOW,
            type(uint40).max
        ];
        for (uint256 i; i < 8; ++i) {
            for (uint256 j; j < 8; ++j) _isJudged(corners[i], corners[j]);
        }
    }

    function _isJudged(uint256 created, uint256 deadline) private {
        Draft memory draft = _setting(0, 7);
        (draft.created, draft.deadline) = (uint40(created), uint40(deadline));
        if (created > _now() || _now() > deadline || deadline > created + WINDOW) {
            _refusesSchedule(draft, _outside(draft));
        } else {
            uint256 start = vm.snapshotState();
            _schedule(draft);
            vm.revertToState(start);
        }
    }

    function _outside(Draft memory draft) private view returns (bytes memory) {
        return abi.encodeWithSelector(E.OutsideWindow.selector, draft.created, draft.deadline, _now());
    }
}
