// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors as E} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {Base} from "../../support/Base.t.sol";
import {Draft} from "../../support/Drafts.sol";
import {ANA, BEN, CLEO, EVE, GUS} from "../../support/People.sol";
import {Target} from "../../support/Target.sol";
import {vm} from "../../support/Vm.sol";

/// @dev Invariant 7: scheduling opens once, when activated keys first make tier 0 able to act.
contract ScheduleOpeningTest is Base {
    Target private _target;

    function setUp() public override {
        vm.warp(START);
        _foundWith(_charter());
        _target = new Target();
    }

    function test_nothing_is_scheduled_before_enough_keys_are_activated() public {
        Draft memory draft = _draft(0, _call(address(_target), abi.encodeCall(Target.set, (1))));
        bytes memory shut = abi.encodeWithSelector(E.SchedulingNotOpen.selector);
        _refusesSchedule(draft, shut);
        _activate(ANA);
        _activate(EVE);
        _activate(BEN);
        _activate(GUS);
        _isTrue(!conclave.config().opened, "one approver is not enough");
        _refusesSchedule(draft, shut);
        _activate(CLEO);
        _isTrue(conclave.config().opened, "open");
        _schedule(draft);
    }

    function test_once_open_it_stays_open() public {
        _activate(ANA);
        _activate(EVE);
        _activate(BEN);
        _activate(CLEO);
        _accepts(_compromisingOwn(CLEO));
        _isTrue(conclave.config().opened, "open");
    }
}
