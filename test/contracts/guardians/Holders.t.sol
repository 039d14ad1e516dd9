// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {Charters, KeySpec, RosterSpec} from "../support/Charters.sol";
import {Governed} from "../support/Governed.sol";
import {ANA, ANA_RECOVERY, GUS, People} from "../support/People.sol";

/// @dev A vacant index reads as a key of holder 0. Where nobody has that number, nobody is suspended by it.
contract HoldersTest is Governed {
    uint8 private constant MOVED = 40;

    function _charter() internal view override returns (RosterSpec memory spec) {
        spec = People.roster(_now());
        spec.keys[ANA].holder = MOVED;
        spec.keys[ANA_RECOVERY].holder = MOVED;
        KeySpec memory vacant;
        Charters.add(spec, vacant);
    }

    function test_a_vacant_index_makes_nobody_a_holder() public {
        _refuses(_suspending(0, GUS), abi.encodeWithSelector(E.UnknownHolder.selector, 0));
        _accepts(_suspending(MOVED, GUS));
        _same(
            conclave.config().unusable & ((1 << ANA) | (1 << ANA_RECOVERY)),
            (1 << ANA) | (1 << ANA_RECOVERY)
        );
    }
}
