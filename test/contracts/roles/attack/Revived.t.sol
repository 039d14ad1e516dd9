// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {BEN} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";
import {ADDER, Managed} from "../support/Managed.sol";
import {Restricted} from "../support/Restricted.sol";

/// @notice What a member had scheduled fails with the grant. Whoever grants again cancels it first (docs/roles.md).
contract RevivedTest is Managed {
    uint32 private constant DELAY = 2 days;
    bytes private _data = abi.encodeCall(Restricted.add, (7));

    function setUp() public override {
        super.setUp();
        _grantWithDelay();
        _takes(_at(BEN), abi.encodeCall(IAccessManager.schedule, (address(asset), _data, 0)));
    }

    function test_what_was_scheduled_fails_once_revoked() public {
        _rules(_revoking(ADDER, BEN));
        vm.warp(_now() + DELAY);
        _isTrue(!_executes() && !_adding(), "revoked");
    }

    function test_granted_again_it_runs_unless_it_was_cancelled() public {
        _rules(_revoking(ADDER, BEN));
        vm.warp(_now() + DELAY);
        _grantWithDelay();
        uint256 before = vm.snapshotState();
        _isTrue(_executes(), "as under an AccessManager");
        vm.revertToState(before);
        _rules(abi.encodeCall(IAccessManager.cancel, (_at(BEN), address(asset), _data)));
        _isTrue(!_executes() && !_adding(), "cancelled");
    }

    function _executes() private returns (bool succeeded) {
        (succeeded, ) = _toManager(_at(BEN), abi.encodeCall(IAccessManager.execute, (address(asset), _data)));
    }

    function _adding() private returns (bool succeeded) {
        vm.prank(_at(BEN), _at(BEN));
        (succeeded, ) = address(asset).call(_data);
    }

    function _grantWithDelay() private {
        _rules(abi.encodeCall(IAccessManager.grantRole, (ADDER, _at(BEN), DELAY)));
    }
}
