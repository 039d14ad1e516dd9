// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Draft} from "../../support/Drafts.sol";
import {Operation} from "../../support/Flow.sol";
import {Governed} from "../../support/Governed.sol";
import {ROUTINE} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";

/// @dev Given a call that asks for no least gas, the margin kept for calls that do is not asked for either.
contract NoMinGasTest is Governed {
    function test_what_executing_used_once_is_enough_for_the_like() public {
        Operation memory first = _schedule(_setting(ROUTINE, 5));
        Draft memory like = _draft(_lane(ROUTINE, 1), _sets(6));
        Operation memory second = _schedule(like);
        _warpToReady(second);
        uint256 before = gasleft();
        _execute(first);
        uint256 used = before - gasleft();
        vm.prank(OUTSIDER);
        conclave.execute{gas: used}(second.p, second.stamp);
        _same(target.value(), 6);
    }
}
