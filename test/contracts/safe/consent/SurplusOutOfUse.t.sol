// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {SafeTx} from "../../../../contracts/safe/SafeTx.sol";
import {RosterSpec} from "../../support/Charters.sol";
import {BEN, CLEO, DAN, People, ZERO_TIER} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";
import {Bundles, Voice} from "../support/Bundles.sol";
import {Safe150} from "../support/SafeKit.sol";
import {Owned} from "./Owned.sol";

/// @notice The last of three owners, whose signature is surplus, has a key that expires sooner than the others'.
contract SurplusOutOfUseTest is Owned, Safe150 {
    function _charter() internal override returns (RosterSpec memory spec) {
        spec = super._charter();
        spec.keys[_last()].expiry -= 60 * 24 * 30;
    }

    function test_surplus_by_an_expired_key_is_just_not_counted() public {
        SafeTx memory t = _toTarget(7);
        Voice[] memory voices = _voices(BEN, CLEO, DAN);
        Bundles.sort(voices);
        vm.warp(uint256(_rosterSpec().keys[_last()].expiry) * 60);
        _announceAndWait(t, ZERO_TIER);
        _setThreshold(1);
        _fails(
            t,
            _two(voices[0], voices[2]),
            abi.encodeWithSelector(IConclaveErrors.ApprovalsMissing.selector, 1, 2)
        );
        _passes(t, voices);
    }

    function test_surplus_by_a_compromised_key_is_just_not_counted() public {
        SafeTx memory t = _toTarget(7);
        Voice[] memory voices = _voices(BEN, CLEO, DAN);
        Bundles.sort(voices);
        _accepts(_compromisingOwn(_last()));
        _announceAndWait(t, ZERO_TIER);
        _setThreshold(1);
        _fails(
            t,
            _two(voices[0], voices[2]),
            abi.encodeWithSelector(IConclaveErrors.ApprovalsMissing.selector, 1, 2)
        );
        _passes(t, voices);
    }

    /// @dev Whose signature comes last.
    function _last() private pure returns (uint8 last) {
        last = BEN;
        if (People.accountOf(CLEO) > People.accountOf(last)) last = CLEO;
        if (People.accountOf(DAN) > People.accountOf(last)) last = DAN;
    }
}
