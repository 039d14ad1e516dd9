// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {TESTER} from "../../../contracts/types/Entry.sol";
import {Charters, RosterSpec} from "../support/Charters.sol";
import {Operation} from "../support/Flow.sol";
import {DAN} from "../support/People.sol";
import {vm} from "../support/Vm.sol";
import {Amending} from "./Amending.sol";

/// @dev A validator cut short refuses: whatever gas execution is given, a bad roster never passes, a good one passes whole.
contract StarvedAmendmentTest is Amending {
    function test_no_amount_of_gas_passes_a_bad_roster() public {
        RosterSpec memory next = _nextRoster();
        next.keys[DAN].roles = TESTER;
        bytes memory document = Charters.encode(next);
        Operation memory operation = _schedule(_draft(0, _amends(document)));
        _warpToReady(operation);
        bytes memory data = _executing(_withDocument(operation, document, ""));
        for (uint256 gas_ = 60_000; gas_ < 1_600_000; gas_ += 24_989) {
            (bool succeeded, ) = address(conclave).call{gas: gas_}(data);
            _isTrue(!succeeded, "a starved validator let it pass");
        }
    }

    function test_a_good_roster_passes_whole_or_not_at_all() public {
        bytes memory document = Charters.encode(_nextRoster());
        Operation memory operation = _schedule(_draft(0, _amends(document)));
        _warpToReady(operation);
        bytes memory data = _executing(_withDocument(operation, document, ""));
        uint256 start = vm.snapshotState();
        bool passed;
        for (uint256 gas_ = 60_000; gas_ < 1_600_000; gas_ += 24_989) {
            (bool succeeded, ) = address(conclave).call{gas: gas_}(data);
            _inStep(succeeded ? 3 : 1, 2, succeeded ? 3 : 2);
            _isTrue(conclave.laneWord(0).isPending() != succeeded, "half executed");
            passed = passed || succeeded;
            if (succeeded) vm.revertToState(start);
        }
        _isTrue(passed, "enough gas was tried too");
    }
}
