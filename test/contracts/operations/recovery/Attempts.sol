// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Draft} from "../../support/Drafts.sol";
import {Operation} from "../../support/Flow.sol";
import {Governed} from "../../support/Governed.sol";
import {ANA_RECOVERY, CLEO_RECOVERY, LAST_RESORT, NONE, TOM_RECOVERY} from "../../support/People.sol";

/// @dev For the tests of stopping: attempts of a recovery.
abstract contract Attempts is Governed {
    /// @return The one lane of the recovery tier.
    function _only() internal pure returns (uint16) {
        return _lane(LAST_RESORT, 0);
    }

    /// @return The next attempt, scheduled.
    function _attempt() internal returns (Operation memory) {
        Draft memory draft = _rosterDraft(_nextRoster());
        draft.lane = _only();
        draft.prev = _wordOf(draft.lane);
        return _schedule(draft, _signers(ANA_RECOVERY, NONE, CLEO_RECOVERY, TOM_RECOVERY));
    }
}
