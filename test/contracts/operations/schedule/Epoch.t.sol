// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors as E} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {Draft} from "../../support/Drafts.sol";
import {Governed} from "../../support/Governed.sol";
import {DAN, GUS, TOM} from "../../support/People.sol";

contract ScheduleEpochTest is Governed {
    function test_signatures_from_before_a_suspension_no_longer_count() public {
        _isStaleAfter(_suspending(DAN, GUS));
    }

    function test_signatures_from_before_a_void_no_longer_count() public {
        _isStaleAfter(_voiding(GUS, GUS));
    }

    function test_signatures_from_before_a_compromise_no_longer_count() public {
        _isStaleAfter(_compromisingOwn(TOM));
    }

    function test_a_future_epoch_is_refused() public {
        Draft memory draft = _setting(0, 7);
        draft.epoch = 1;
        _refusesSchedule(draft, abi.encodeWithSelector(E.StaleEpoch.selector, 1, 0));
        _accepts(_voiding(GUS, GUS));
        _schedule(draft);
    }

    function _isStaleAfter(bytes memory act) private {
        Draft memory draft = _setting(0, 7);
        bytes memory scheduling = _scheduling(draft, _usual(draft));
        _accepts(act);
        _refuses(scheduling, abi.encodeWithSelector(E.StaleEpoch.selector, 0, 1));
        draft.epoch = 1;
        _schedule(draft);
    }
}
