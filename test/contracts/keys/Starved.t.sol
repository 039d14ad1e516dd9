// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {EXECUTOR} from "../../../contracts/types/Entry.sol";
import {KeyState} from "../../../contracts/types/State.sol";
import {Base} from "../support/Base.t.sol";
import {KeySpec, RosterSpec} from "../support/Charters.sol";
import {ANA, BEN, DAN, EVE, People} from "../support/People.sol";
import {vm} from "../support/Vm.sol";

/// @dev Whoever starves the check of gas gets a revert, not a key activated without opening. The roster is full, so that the sixty-fourth
/// that a caller keeps would be enough to finish.
contract StarvedActivationTest is Base {
    function setUp() public override {
        vm.warp(START);
        _foundWith(_charter());
        _activate(DAN);
        _activate(ANA);
        _activate(BEN);
    }

    function _charter() internal override returns (RosterSpec memory spec) {
        spec = super._charter();
        KeySpec[] memory keys = new KeySpec[](64);
        for (uint8 i; i < 64; ++i) {
            bool there = i < spec.keys.length;
            keys[i] = there ? spec.keys[i] : People.eoa(i, i, EXECUTOR, spec.keys[0].expiry);
        }
        spec.keys = keys;
    }

    function test_a_starved_activation_does_not_leave_scheduling_shut() public {
        bytes memory last = abi.encodeCall(IConclave.activate, (EVE, _soon(), _activation(EVE, _soon())));
        uint256 start = vm.snapshotState();
        bool refused;
        bool passed;
        for (uint256 gas_ = 100_000; gas_ < 2_000_000; gas_ += 15_013) {
            (bool succeeded, ) = address(conclave).call{gas: gas_}(last);
            bool active = conclave.keyRecord(EVE).state == KeyState.Active;
            _isTrue(succeeded == active && active == conclave.config().opened, "active without opening");
            refused = refused || !succeeded;
            passed = passed || succeeded;
            if (succeeded) vm.revertToState(start);
        }
        _isTrue(refused && passed, "too little gas and enough were both tried");
    }
}
