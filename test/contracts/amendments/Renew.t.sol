// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICharterValidator} from "../../../contracts/interfaces/ICharterValidator.sol";
import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {IConclaveEvents} from "../../../contracts/interfaces/IConclaveEvents.sol";
import {Charters, RosterSpec} from "../support/Charters.sol";
import {Call, Draft} from "../support/Drafts.sol";
import {Operation} from "../support/Flow.sol";
import {ANA, BEN, CLEO, EVE, NONE, ROUTINE} from "../support/People.sol";
import {Vm, vm} from "../support/Vm.sol";
import {Rotating} from "../keys/Rotating.sol";

/// @dev Invariant 6: for 90 days expired keys may sign one thing, and it only extends expiries.
contract RenewTest is Rotating {
    uint256 private expiresAt;

    function setUp() public override {
        super.setUp();
        expiresAt = uint256(_rosterSpec().keys[ANA].expiry) * 60;
    }

    function test_expired_keys_sign_a_renewal_until_ninety_days_are_over() public {
        vm.warp(expiresAt + 90 days);
        _refusesSchedule(_renewing(_renewed()), _expired(ANA));
        vm.warp(expiresAt + 90 days - 1);
        RosterSpec memory next = _renewed();
        Operation memory operation = _schedule(_renewing(next));
        _warpToReady(operation);
        vm.recordLogs();
        _execute(_withDocument(operation, Charters.encode(next), ""));
        _setRosterSpec(next);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        _same(logs[1].topics[0], IConclaveEvents.RosterRenewed.selector);
        bytes32 word = bytes32(logs[1].data);
        bytes32 hash = keccak256(Charters.encode(next));
        _same(keccak256(logs[1].data), keccak256(abi.encode(word, 3, 2, hash)));
        _pass(_setting(ROUTINE, 5));
        _same(target.value(), 5);
    }

    function test_before_they_expire_keys_sign_it_too() public {
        vm.warp(expiresAt - 1);
        RosterSpec memory next = _renewed();
        Operation memory operation = _schedule(_renewing(next));
        _warpToReady(operation);
        _execute(_withDocument(operation, Charters.encode(next), ""));
        _same(conclave.config().roster, 3);
    }

    function test_expired_keys_sign_nothing_else() public {
        vm.warp(expiresAt);
        RosterSpec memory next = _renewed();
        _refusesSchedule(_rosterDraft(next), _expired(ANA));
        bytes memory lift = abi.encodeCall(IConclave.lift, (BEN));
        _refusesSchedule(_draft(0, _call(address(conclave), lift)), _expired(ANA));
        _refusesSchedule(_setting(ROUTINE, 5), _expired(ANA));
        Draft memory draft = _renewing(next);
        draft.calls[0].value = 1;
        _refusesSchedule(draft, _expired(ANA));
        draft.calls[0].value = 0;
        draft.calls[0].data = bytes.concat(draft.calls[0].data, hex"00");
        _refusesSchedule(draft, _expired(ANA));
        draft = _renewing(next);
        Call memory renewal = draft.calls[0];
        draft.calls = new Call[](2);
        draft.calls[0] = renewal;
        draft.calls[1] = _call(address(target), "");
        _refusesSchedule(draft, _expired(ANA));
    }

    function test_takes_tier_zeros_numbers() public {
        vm.warp(expiresAt + 1 days);
        RosterSpec memory next = _renewed();
        bytes memory data = abi.encodeCall(IConclave.renew, (keccak256(Charters.encode(next))));
        Draft memory ordinary = _draft(_lane(ROUTINE, 0), _call(address(conclave), data));
        _refusesSchedule(ordinary, _err(E.SelfCallRefused.selector, 0));
        Draft memory draft = _renewing(next);
        _refusesSchedule(draft, _signers(ANA, NONE, BEN, CLEO), _err(E.TesterNeeded.selector, 0));
        _refusesSchedule(draft, _signers(ANA, EVE, BEN), _err(E.ApprovalsMissing.selector, 1, 2));
        draft.approvals = 1;
        _refusesSchedule(draft, _signers(ANA, EVE, BEN), _err(E.TooFewDemanded.selector, 1, 2));
        Operation memory operation = _schedule(_renewing(next));
        bytes memory early = _err(E.OperationNotReady.selector, 0, operation.stamp.ready(), _now());
        _refusesExecute(_withDocument(operation, Charters.encode(next), ""), early);
    }

    function test_an_expired_key_pre_approves_a_renewal_and_nothing_by_it() public {
        vm.warp(expiresAt);
        Draft memory renewal = _renewing(_renewed());
        Draft memory other = _setting(ROUTINE, 5);
        _approveBySending(BEN, _id(renewal));
        _approveBySending(BEN, _id(other));
        bytes memory head = bytes.concat(_proposes(ANA, renewal), _tests(EVE, renewal));
        bytes memory tail = bytes.concat(_entry(BEN, ""), _approves(CLEO, renewal));
        _schedule(renewal, REPORT, bytes.concat(head, tail), OUTSIDER);
        bytes memory signatures = bytes.concat(_proposes(ANA, other), _entry(BEN, ""));
        _refuses(_scheduling(other, 0, signatures), _expired(ANA));
    }

    function test_an_expired_key_pre_approves_nothing_after_ninety_days() public {
        bytes32 id = _id(_renewing(_renewed()));
        vm.warp(expiresAt + 90 days);
        _refusesFrom(vm.addr(_secretOf(BEN)), abi.encodeCall(IConclave.approve, (id, BEN)), _expired(BEN));
    }

    function test_a_renewal_only_extends() public {
        RosterSpec memory next = _renewed();
        next.keys[ANA].expiry = uint32((_now() + 2 days + 365 days) / 60) + 1;
        bytes memory reason = abi.encodeWithSelector(
            ICharterValidator.RenewalTooFar.selector,
            ANA,
            uint256(next.keys[ANA].expiry) * 60
        );
        _refusesRenewal(next, reason);
        next = _renewed();
        next.keys[ANA].expiry = uint32(expiresAt / 60) - 1;
        uint256 entries = 9 + 12 * 5;
        _refusesRenewal(next, _err(ICharterValidator.RenewalChanges.selector, entries + 24));
        next = _renewed();
        next.keys[ANA].roles |= 2;
        _refusesRenewal(next, _err(ICharterValidator.RenewalChanges.selector, entries + 22));
        next = _renewed();
        ++next.cooldown;
        _refusesRenewal(next, _err(ICharterValidator.RenewalChanges.selector, 6));
    }

    function test_a_renewal_activates_nothing() public {
        RosterSpec memory next = _renewed();
        Operation memory operation = _schedule(_renewing(next));
        _warpToReady(operation);
        uint32 changes = conclave.keyRecord(BEN).changes;
        bytes memory entry = _activationEntry(BEN, _activation(BEN, _soon()));
        _execute(_withDocument(operation, Charters.encode(next), entry));
        _same(conclave.keyRecord(BEN).changes, changes);
        _same(conclave.config().roster, 3);
    }

    function _approveBySending(uint8 key, bytes32 id) private {
        address account = vm.addr(_secretOf(key));
        vm.prank(account, account);
        conclave.approve(id, key);
    }

    function _refusesRenewal(RosterSpec memory next, bytes memory reason) private {
        Operation memory operation = _schedule(_renewing(next));
        _warpToReady(operation);
        bytes memory failed = abi.encodeWithSelector(E.CallFailed.selector, 0, reason);
        _refusesExecute(_withDocument(operation, Charters.encode(next), ""), failed);
        vm.warp(operation.stamp.ready() + 8 days);
    }

    /// @dev All keys until 300 days from now.
    function _renewed() private view returns (RosterSpec memory next) {
        next = _nextRoster();
        for (uint256 i; i < next.keys.length; ++i) next.keys[i].expiry = uint32((_now() + 300 days) / 60) + 1;
    }

    function _renewing(RosterSpec memory next) private view returns (Draft memory) {
        bytes memory data = abi.encodeCall(IConclave.renew, (keccak256(Charters.encode(next))));
        return _draft(0, _call(address(conclave), data));
    }

    function _expired(uint8 key) private view returns (bytes memory) {
        return abi.encodeWithSelector(E.KeyExpired.selector, key, expiresAt);
    }
}
