// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeTx} from "../../../../contracts/safe/SafeTx.sol";
import {BEN, CLEO, ROUTINE, ZERO_TIER} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";
import {IWholeSafe} from "../support/IWholeSafe.sol";
import {Guarded} from "../support/Guarded.sol";
import {Safe150} from "../support/SafeKit.sol";

/// @notice What the guard costs at most: bounds a little above what is measured, so that a change that makes it dearer shows. Without the
/// 21,000 of the transaction and its calldata; the Safe, guard and Conclave cold, as in a transaction of their own.
contract GuardGasTest is Guarded, Safe150 {
    error GasAboveBound(uint256 used, uint256 limit);

    function test_announcing_and_passing_stay_within_their_bounds() public {
        target.set(1);
        uint256 zero = _announceGas(_toTarget(7), ZERO_TIER);
        vm.warp(_now() + 2 days);
        uint256 passZero = _passGas(_toTarget(7));
        uint256 routine = _announceGas(_toTarget(8), ROUTINE);
        vm.warp(_now() + 1 days);
        uint256 passRoutine = _passGas(_toTarget(8));
        vm.prank(address(safe));
        safe.setGuard(address(0));
        uint256 bare = _passGas(_toTarget(9));
        _atMost(zero, 72_000);
        _atMost(routine, 66_000);
        _atMost(passZero - bare, 51_000);
        _atMost(passRoutine - bare, 48_000);
    }

    function _atMost(uint256 used, uint256 limit) private pure {
        if (used > limit) revert GasAboveBound(used, limit);
    }

    function _announceGas(SafeTx memory t, uint8 tier) private returns (uint256 used) {
        bytes memory data = _announcing(t, tier);
        _cool();
        used = gasleft();
        (bool succeeded, ) = address(guard).call(data);
        used -= gasleft();
        _isTrue(succeeded, "announced");
    }

    function _passGas(SafeTx memory t) private returns (uint256 used) {
        bytes memory data = _executing(t, _bundle(t, _voices(BEN, CLEO)));
        _cool();
        used = gasleft();
        (bool succeeded, ) = address(safe).call(data);
        used -= gasleft();
        _isTrue(succeeded, "passed");
    }

    function _cool() private {
        Cooling(address(vm)).cool(address(guard));
        Cooling(address(vm)).cool(address(safe));
        Cooling(address(vm)).cool(address(conclave));
        Cooling(address(vm)).cool(address(target));
    }
}

interface Cooling {
    function cool(address account) external;
}
