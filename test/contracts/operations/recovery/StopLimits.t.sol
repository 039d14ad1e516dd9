// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors as E} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {Operation} from "../../support/Flow.sol";
import {BEN, CLEO} from "../../support/People.sol";
import {Attempts} from "./Attempts.sol";

/// @dev Where the counting of stopped recoveries ends, and who cannot stop one.
contract RecoveryStopLimitsTest is Attempts {
    uint8 private constant NOBODYS = 63;

    function test_an_index_without_a_key_stops_nothing() public {
        Operation memory attempt = _attempt();
        bytes memory data = abi.encodeCall(IConclave.stop, (_only(), attempt.word, _entry(NOBODYS, "")));
        _refuses(data, abi.encodeWithSelector(E.UnknownKey.selector, NOBODYS));
    }

    /// @dev The counter is a byte. Were it to run over, the next attempts would be refused or take one approver again.
    function test_attempts_beyond_the_255th_are_still_stopped_by_the_blocking_minority() public {
        uint8[] memory two = new uint8[](2);
        (two[0], two[1]) = (BEN, CLEO);
        for (uint256 i = 1; i <= 257; ++i) {
            Operation memory attempt = _attempt();
            _accepts(_stopping(_only(), attempt.word, two));
            _same(conclave.config().attempts, i < 255 ? i : 255);
        }
        _same(lens.neededToStop(conclave), 2);
    }
}
