// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {SafeTx} from "../../../../contracts/safe/SafeTx.sol";
import {APPROVER, SEVERAL, TESTER} from "../../../../contracts/types/Entry.sol";
import {RosterSpec} from "../../support/Charters.sol";
import {BEN, CLEO, EVE, ZERO_TIER} from "../../support/People.sol";
import {Safe150} from "../support/SafeKit.sol";
import {Owned} from "./Owned.sol";

/// @notice Eve may approve as well as test, and does one of both.
contract TesterApprovesTest is Owned, Safe150 {
    function _charter() internal override returns (RosterSpec memory spec) {
        spec = super._charter();
        spec.keys[EVE].roles = TESTER | APPROVER | SEVERAL;
    }

    function test_whoever_tested_does_not_approve_besides() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ZERO_TIER);
        _fails(t, _voices(EVE, BEN), abi.encodeWithSelector(IConclaveErrors.ApprovalsMissing.selector, 1, 2));
        _passes(t, _voices(EVE, BEN, CLEO));
    }
}
