// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {KeyState} from "../../../contracts/types/State.sol";
import {Base} from "../support/Base.t.sol";
import {BEN_SECOND} from "../support/People.sol";

/// @dev Invariant 8: where nothing is watched yet nothing shows that a key is empty.
contract NoRulebookTest is Base {
    function test_no_key_is_retired_before_there_is_a_rulebook() public {
        _passSelfCall(abi.encodeCall(IConclave.beginRetirement, (BEN_SECOND)));
        _refuses(
            abi.encodeCall(IConclave.retire, (BEN_SECOND)),
            abi.encodeWithSelector(E.RulebookMissing.selector)
        );
        _same(uint8(conclave.keyRecord(BEN_SECOND).state), uint8(KeyState.Retiring));
    }
}
