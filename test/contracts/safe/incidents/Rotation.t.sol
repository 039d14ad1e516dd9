// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {IConclaveGuardErrors} from "../../../../contracts/interfaces/IConclaveGuardErrors.sol";
import {SafeTx} from "../../../../contracts/safe/SafeTx.sol";
import {KeyState} from "../../../../contracts/types/State.sol";
import {KeySpec, RosterSpec} from "../../support/Charters.sol";
import {ANA, BEN, BEN_SECOND, CLEO, DAN, NONE, People, TOM, ZERO_TIER} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";
import {Safe150} from "../support/SafeKit.sol";
import {Owned} from "../consent/Owned.sol";

/// @notice Owners whose keys come and go.
contract SafeRotationTest is Owned, Safe150 {
    uint8 private constant NEW = 14;

    function test_a_retiring_key_is_neither_counted_nor_refused_and_its_successor_counts_once_it_is_active()
        public
    {
        RosterSpec memory spec = _nextRoster();
        KeySpec memory dan = spec.keys[DAN];
        KeySpec[] memory keys = new KeySpec[](NEW + 1);
        for (uint256 i; i < NEW; ++i) keys[i] = spec.keys[i];
        bytes memory signer = abi.encodePacked(People.accountOf(NEW));
        keys[NEW] = KeySpec(0, signer, dan.holder, dan.roles, DAN, dan.expiry, spec.serial);
        spec.keys = keys;
        _amendRoster(spec);
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ZERO_TIER);
        _swapIn(People.accountOf(NEW));
        // Pending: not counted.
        _fails(t, _voices(NEW, BEN), _missing(1, 2));
        _activate(NEW);
        _same(uint8(conclave.keyRecord(DAN).state), uint8(KeyState.Retiring));
        _fails(t, _voices(DAN, BEN), _missing(1, 2));
        uint256 before = vm.snapshotState();
        _passes(t, _voices(DAN, BEN, CLEO));
        vm.revertToState(before);
        _passes(t, _voices(NEW, BEN));
    }

    function test_signed_by_a_key_that_the_roster_has_left_out_as_compromised_it_is_refused() public {
        _accepts(_compromisingOwn(BEN_SECOND));
        vm.warp(_now() + 45 days);
        RosterSpec memory spec = _nextRoster();
        spec.keys[BEN_SECOND] = KeySpec(0, "", 0, 0, NONE, 0, 0);
        _amendRoster(spec);
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ZERO_TIER);
        address gone = People.accountOf(BEN_SECOND);
        _fails(
            t,
            _voices(BEN_SECOND, CLEO),
            abi.encodeWithSelector(IConclaveGuardErrors.OwnerTombstoned.selector, gone)
        );
        _passes(t, _voices(BEN, CLEO));
    }

    function test_signed_by_a_retired_key_it_is_refused() public {
        _passSelfCall(abi.encodeCall(IConclave.beginRetirement, (BEN_SECOND)));
        _accepts(abi.encodeCall(IConclave.retire, (BEN_SECOND)));
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ZERO_TIER);
        _fails(
            t,
            _voices(BEN_SECOND, CLEO),
            abi.encodeWithSelector(IConclaveErrors.KeyNotActive.selector, BEN_SECOND, KeyState.Retired)
        );
        _passes(t, _voices(BEN, CLEO));
    }

    /// @dev The record at the index is still the other key's, whose end is not this one's.
    function test_a_new_key_at_the_index_of_a_compromised_one_is_passed_over_until_it_is_active() public {
        _accepts(_compromisingOwn(BEN_SECOND));
        vm.warp(_now() + 45 days);
        RosterSpec memory spec = _nextRoster();
        KeySpec memory ben = spec.keys[BEN];
        bytes memory signer = abi.encodePacked(People.accountOf(NEW));
        spec.keys[BEN_SECOND] = KeySpec(0, signer, ben.holder, ben.roles, NONE, ben.expiry, spec.serial);
        _amendRoster(spec);
        _setSecret(BEN_SECOND, People.secretOf(NEW));
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ZERO_TIER);
        _swapIn(People.accountOf(NEW));
        _same(uint8(conclave.keyRecord(BEN_SECOND).state), uint8(KeyState.Compromised));
        _fails(t, _voices(BEN_SECOND, CLEO), _missing(1, 2));
        _activate(BEN_SECOND);
        _passes(t, _voices(BEN_SECOND, CLEO));
    }

    /// @dev In place of the stranger, behind the guard's back.
    function _swapIn(address owner) private {
        address[] memory owners = safe.getOwners();
        address before = address(1);
        for (uint256 i; owners[i] != stranger; ++i) before = owners[i];
        vm.prank(address(safe));
        safe.swapOwner(before, stranger, owner);
    }

    function _missing(uint256 counted, uint256 needed) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IConclaveErrors.ApprovalsMissing.selector, counted, needed);
    }

    function test_a_proposer_whose_key_is_for_something_else_now_is_dropped() public {
        SafeTx memory t = _toTarget(7);
        RosterSpec memory spec = _nextRoster();
        // One takes the other's part, so that there are as many proposers and testers as before.
        (spec.keys[ANA].roles, spec.keys[TOM].roles) = (spec.keys[TOM].roles, spec.keys[ANA].roles);
        _announce(t, ZERO_TIER);
        _amendRoster(spec);
        _fails(
            t,
            _voices(BEN, CLEO),
            abi.encodeWithSelector(IConclaveGuardErrors.ProposerDropped.selector, ANA)
        );
    }
}
