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

    function _outside(Draft memory draft) private view returns (bytes memory) {
        return abi.encodeWithSelector(E.OutsideWindow.selector, draft.created, draft.deadline, _now());
    }
}
