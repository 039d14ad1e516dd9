// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {IConclaveEvents} from "../../../contracts/interfaces/IConclaveEvents.sol";
import {APPROVER} from "../../../contracts/types/Entry.sol";
import {Fate, KeyState} from "../../../contracts/types/State.sol";
import {Acts} from "../support/Acts.sol";
import {Charters} from "../support/Charters.sol";
import {Draft} from "../support/Drafts.sol";
import {Operation} from "../support/Flow.sol";
import {ANA, BEN, BEN_SECOND, CLEO, DAN, EVE, GUS, NONE, ROUTINE} from "../support/People.sol";
import {Vm, vm} from "../support/Vm.sol";
import {Rotating} from "./Rotating.sol";

/// @dev Invariant 2: only the key itself or tier 0 declares it compromised. There is no way back.
contract CompromiseTest is Rotating {
    function test_a_key_declares_itself_compromised() public {
        address identity = Charters.identity(_rosterSpec().keys[BEN]);
        vm.recordLogs();
        _accepts(_compromisingOwn(BEN));
        _is(BEN, KeyState.Compromised);
        _isTrue(conclave.tombstoned(identity), "tombstone");
        _same(conclave.keyRecord(BEN).endedAt, _now());
        _same(conclave.keyRecord(BEN).changes, 2);
        _same(conclave.config().epoch, 1);
        _same(conclave.holderRecord(BEN).incident, 1);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        _same(logs[0].topics[0], IConclaveEvents.KeyCompromised.selector);
        _same(logs[0].topics[1], bytes32(uint256(BEN)));
        (, address ended, uint32 epoch, bool byItself) = abi.decode(
            logs[0].data,
            (bytes32, address, uint32, bool)
        );
        _same(ended, identity);
        _same(epoch, 1);
        _isTrue(byItself, "by itself");
    }

    function test_a_key_does_so_by_sending_it_too() public {
        address ben = vm.addr(_secretOf(BEN));
        vm.prank(ben, ben);
        conclave.compromiseOwn(BEN, _soon(), "");
        _is(BEN, KeyState.Compromised);
    }

    function test_nobody_declares_anothers_key_compromised() public {
        bytes32 hash = Charters.keyHash(_rosterSpec().keys[BEN]);
        bytes32 act = Acts.compromise(BEN, hash, 1, _soon());
        uint8[3] memory others = [GUS, CLEO, BEN_SECOND];
        for (uint256 i; i < 3; ++i) {
            bytes memory data = abi.encodeCall(
                IConclave.compromiseOwn,
                (BEN, _soon(), _sign(others[i], act))
            );
            _refuses(data, _err(E.InvalidSignature.selector, BEN));
            address other = vm.addr(_secretOf(others[i]));
            data = abi.encodeCall(IConclave.compromiseOwn, (BEN, _soon(), ""));
            _refusesFrom(other, data, _err(E.InvalidSignature.selector, BEN));
            data = abi.encodeCall(IConclave.compromise, (BEN));
            _refusesFrom(other, data, _err(E.OnlySelf.selector, uint160(other)));
        }
    }

    function test_the_signature_binds_the_keys_last_change_and_a_deadline() public {
        bytes32 hash = Charters.keyHash(_rosterSpec().keys[BEN]);
        for (uint32 change; change < 4; ++change) {
            if (change == 1) continue;
            bytes memory signature = _sign(BEN, Acts.compromise(BEN, hash, change, _soon()));
            _refuses(
                abi.encodeCall(IConclave.compromiseOwn, (BEN, _soon(), signature)),
                _err(E.InvalidSignature.selector, BEN)
            );
        }
        bytes memory late = _compromisingOwn(BEN);
        uint40 deadline = _soon();
        vm.warp(deadline + 1);
        _refuses(late, _err(E.DeadlinePassed.selector, deadline, uint256(deadline) + 1));
        vm.warp(deadline);
        _accepts(late);
    }

    function test_tier_zero_declares_a_key_compromised() public {
        vm.recordLogs();
        _passSelfCall(abi.encodeCall(IConclave.compromise, (DAN)));
        _is(DAN, KeyState.Compromised);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        (, , , bool byItself) = abi.decode(logs[logs.length - 1].data, (bytes32, address, uint32, bool));
        _isTrue(!byItself, "by tier 0");
    }

    function test_a_retiring_key_may_still_turn_out_compromised() public {
        _enterSuccessor(BEN);
        _activate(NEW);
        _accepts(_compromisingOwn(BEN));
        _is(BEN, KeyState.Compromised);
    }

    function test_a_suspended_holder_may_declare_a_key_compromised() public {
        _accepts(_suspending(BEN, GUS));
        _accepts(_compromisingOwn(BEN));
        _is(BEN, KeyState.Compromised);
        _is(BEN_SECOND, KeyState.Active);
    }

    function test_refuses_a_key_that_was_never_active_or_is_compromised_already() public {
        _enter(DAN, APPROVER);
        _refuses(_compromisingOwn(NEW), _err(E.KeyNotActive.selector, NEW, uint256(KeyState.Pending)));
        _accepts(_compromisingOwn(BEN));
        _refuses(_compromisingOwn(BEN), _err(E.KeyNotActive.selector, BEN, uint256(KeyState.Compromised)));
        _refuses(abi.encodeCall(IConclave.compromiseOwn, (60, _soon(), "")), _err(E.UnknownKey.selector, 60));
    }

    function test_a_compromised_key_consents_to_nothing() public {
        _accepts(_compromisingOwn(BEN));
        Draft memory draft = _setting(ROUTINE, 5);
        _refusesSchedule(draft, _err(E.KeyNotActive.selector, BEN, uint256(KeyState.Compromised)));
        _schedule(draft, _signers(ANA, NONE, BEN_SECOND));
    }

    function test_a_lift_does_not_bring_a_compromised_key_back() public {
        _accepts(_suspending(BEN, GUS));
        _accepts(_compromisingOwn(BEN));
        _accepts(_liftingOwn(BEN, GUS));
        _refusesSchedule(
            _setting(ROUTINE, 5),
            _err(E.KeyNotActive.selector, BEN, uint256(KeyState.Compromised))
        );
        _schedule(_setting(ROUTINE, 5), _signers(ANA, NONE, BEN_SECOND));
    }

    function test_what_the_holder_approved_before_falls() public {
        Operation memory operation = _schedule(_setting(ROUTINE, 5));
        _accepts(_compromisingOwn(BEN));
        _warpToReady(operation);
        _isDead(operation, Fate.ApprovalsLost);
    }

    function test_what_the_tester_of_tier_zero_vouched_for_falls() public {
        Draft memory draft = _draft(0, _call(address(conclave), abi.encodeCall(IConclave.lift, (BEN))));
        Operation memory operation = _schedule(draft);
        _accepts(_compromisingOwn(EVE));
        _warpToReady(operation);
        _isDead(operation, Fate.TesterDropped);
    }
}
