// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Draft} from "../../support/Drafts.sol";
import {Operation} from "../../support/Flow.sol";
import {Governed} from "../../support/Governed.sol";
import {ROUTINE} from "../../support/People.sol";

/// @dev Given a call that asks for no least gas, the margin kept for calls that do is not asked for either.
contract NoMinGasTest is Governed {
    function test_what_executing_used_once_is_enough_for_the_like() public {
        Operation memory first = _schedule(_setting(ROUTINE, 5));
        Draft memory like = _draft(_lane(ROUTINE, 1), _sets(6));
        Operation memory second = _schedule(like);
        _warpToReady(second);
        (bytes memory data, bytes memory other) = (_executing(first), _executing(second));
        target.set(1);
        uint256 before = gasleft();
        (bool ran, ) = address(conclave).call(data);
        // A little more: a call passes on all but a 64th of what is left.
        uint256 used = before - gasleft() + 2_000;
        (bool enough, ) = address(conclave).call{gas: used}(other);
        _isTrue(ran && enough, "both ran");
        _same(target.value(), 6);
    }
}
