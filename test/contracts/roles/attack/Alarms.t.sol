// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRoleManager} from "../../../../contracts/interfaces/IRoleManager.sol";
import {Decision} from "../../../../contracts/roles/Terms.sol";
import {BEN, EVE} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";
import {PAUSER} from "../support/Managed.sol";
import {Reviewed} from "../support/Reviewed.sol";

/// @notice Anybody may raise an alarm. That must not undo what reviewers or the Conclave are about to decide.
contract AlarmsTest is Reviewed {
    address private constant ANYBODY = address(0xa11);

    function setUp() public override {
        super.setUp();
        _grant(PAUSER, BEN);
        vm.warp(_grantOf(PAUSER, BEN).due());
    }

    function test_an_alarm_does_not_stop_the_conclave_from_dropping() public {
        bytes memory dropping = _reviewing(PAUSER, BEN, false);
        _takes(ANYBODY, abi.encodeCall(IRoleManager.raiseAlarm, (PAUSER, _at(BEN))));
        _takes(address(conclave), dropping);
        _isTrue(!_has(PAUSER, BEN), "still has it");
    }

    function test_an_alarm_does_not_make_a_signature_void() public {
        Decision[] memory decisions = _decisions(PAUSER, BEN, true);
        bytes memory submitting = _signed(PAUSER, decisions, EVE, uint40(_now() + 1 days));
        _takes(ANYBODY, abi.encodeCall(IRoleManager.raiseAlarm, (PAUSER, _at(BEN))));
        _takes(ANYBODY, submitting);
        _isTrue(_grantOf(PAUSER, BEN).due() > _now(), "reviewed");
    }
}
