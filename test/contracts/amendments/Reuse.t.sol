// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {APPROVER} from "../../../contracts/types/Entry.sol";
import {Fate, KeyState} from "../../../contracts/types/State.sol";
import {Charters, KeySpec, RosterSpec} from "../support/Charters.sol";
import {Draft} from "../support/Drafts.sol";
import {Operation, Signers} from "../support/Flow.sol";
import {ANA, BEN_SECOND, DAN, LAST_RESORT, NONE, ROUTINE} from "../support/People.sol";
import {vm} from "../support/Vm.sol";
import {Rotating} from "../keys/Rotating.sol";

/// @dev Invariant 7: an index keeps its key until nothing that names it can run any more, and what ended never returns.
contract ReuseTest is Rotating {
    /// @dev Longest delay + grace + W of the default roster: its recovery tier.
    uint256 private constant LONGEST = 40 days;
    uint256 private constant P256_PRIME = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffff;

    function _charter() internal override returns (RosterSpec memory spec) {
        spec = super._charter();
        spec.tiers[ROUTINE].grace = 30 days;
    }

    function test_an_active_key_is_not_left_out() public {
        RosterSpec memory next = _nextRoster();
        next.keys[BEN_SECOND].signer = "";
        _refusesAmendment(next, _inUse(KeyState.Active, 0));
        next = _nextRoster();
        next.keys[BEN_SECOND] = _newcomer(next.serial);
        _refusesAmendment(next, _inUse(KeyState.Active, 0));
    }

    function test_a_retiring_key_is_not_left_out() public {
        _passSelfCall(abi.encodeCall(IConclave.beginRetirement, (BEN_SECOND)));
        RosterSpec memory next = _nextRoster();
        next.keys[BEN_SECOND].signer = "";
        _refusesAmendment(next, _inUse(KeyState.Retiring, 0));
    }

    function test_a_roster_cut_short_leaves_out_the_keys_behind_its_end() public {
        _accepts(_compromisingOwn(BEN_SECOND));
        uint256 until = _now() + LONGEST;
        RosterSpec memory next = _nextRoster();
        KeySpec[] memory keys = new KeySpec[](BEN_SECOND);
        for (uint256 i; i < BEN_SECOND; ++i) keys[i] = next.keys[i];
        next.keys = keys;
        next.tiers[LAST_RESORT] = next.tiers[ROUTINE];
        _refusesAmendment(next, _inUse(KeyState.Compromised, until));
    }

    function test_a_compromised_keys_index_is_free_once_all_it_signed_has_expired() public {
        _freesAtTheSecond(KeyState.Compromised);
    }

    function test_a_retired_keys_index_is_free_once_all_it_signed_has_expired() public {
        _passSelfCall(abi.encodeCall(IConclave.beginRetirement, (BEN_SECOND)));
        conclave.retire(BEN_SECOND);
        _freesAtTheSecond(KeyState.Retired);
    }

    function test_a_compromised_key_never_enters_again() public {
        bytes memory signer = _rosterSpec().keys[BEN_SECOND].signer;
        _accepts(_compromisingOwn(BEN_SECOND));
        vm.warp(_now() + LONGEST);
        RosterSpec memory next = _nextRoster();
        next.keys[BEN_SECOND].signer = "";
        _amendRoster(next);
        address identity = address(bytes20(signer));
        // At another index, of another holder, as another kind.
        for (uint8 kind; kind < 2; ++kind) {
            next = _with(_nextRoster(), NEW, DAN, APPROVER, NONE);
            next.keys[NEW].signer = signer;
            next.keys[NEW].kind = kind;
            _refusesAmendment(next, _err(E.Tombstoned.selector, NEW, uint160(identity)));
        }
        next = _nextRoster();
        next.keys[BEN_SECOND] = _newcomer(next.serial);
        next.keys[BEN_SECOND].signer = signer;
        _refusesAmendment(next, _err(E.Tombstoned.selector, BEN_SECOND, uint160(identity)));
    }

    /// @dev Whoever has the secret of (x, y) has that of (x, -y).
    function test_neither_a_compromised_point_nor_its_negation_enters_again() public {
        uint256 secret = _secretOf(NEW);
        address verifier = _deploy("ERC7913P256Verifier", "");
        styles[NEW] = Style.P256;
        (uint256 x, uint256 y) = abi.decode(_pointOf(secret), (uint256, uint256));
        RosterSpec memory next = _withPoint(verifier, x, y);
        _amendRoster(next);
        _activate(NEW);
        _accepts(_compromisingOwn(NEW));
        vm.warp(_now() + LONGEST);
        next = _nextRoster();
        next.keys[NEW].signer = "";
        _amendRoster(next);
        uint256[2] memory ys = [y, P256_PRIME - y];
        for (uint256 i; i < 2; ++i) {
            next = _nextRoster();
            next.keys[NEW] = _withPoint(verifier, x, ys[i]).keys[NEW + 1];
            address identity = address(uint160(uint256(keccak256(abi.encode(x, ys[i])))));
            _refusesAmendment(next, _err(E.Tombstoned.selector, NEW, uint160(identity)));
        }
    }

    /// @dev Tiers have become shorter meanwhile, so the index is free before the operation has expired.
    function test_an_operation_from_before_does_not_count_the_newcomer() public {
        Draft memory draft = _setting(ROUTINE, 5);
        Signers memory signers = _signers(ANA, NONE, BEN_SECOND);
        Operation memory operation = _schedule(draft, signers);
        _passSelfCall(abi.encodeCall(IConclave.beginRetirement, (BEN_SECOND)));
        conclave.retire(BEN_SECOND);
        RosterSpec memory next = _nextRoster();
        for (uint256 i; i < next.tiers.length; ++i) next.tiers[i].grace = 3 days;
        next.tiers[LAST_RESORT].delay = 10 days;
        _amendRoster(next);
        vm.warp(_now() + 16 days);
        uint256 here = vm.snapshotState();
        // As long as the key is there, its approval stands.
        _execute(operation);
        _same(target.value(), 5);
        vm.revertToState(here);

        next = _nextRoster();
        next.keys[BEN_SECOND] = _newcomer(next.serial);
        _amendRoster(next);
        _setSecret(BEN_SECOND, _secretOf(NEW));
        _activate(BEN_SECOND);
        _isDead(operation, Fate.ApprovalsLost);
        _pass(_setting(ROUTINE, 6), _signers(ANA, NONE, BEN_SECOND));
        _same(target.value(), 6);
    }

    function _pass(Draft memory draft, Signers memory signers) private {
        Operation memory operation = _schedule(draft, signers);
        _warpToReady(operation);
        _execute(operation);
    }

    function _freesAtTheSecond(KeyState state) private {
        if (state == KeyState.Compromised) _accepts(_compromisingOwn(BEN_SECOND));
        uint256 until = _now() + LONGEST;
        vm.warp(until - 3 days);
        RosterSpec memory next = _nextRoster();
        next.keys[BEN_SECOND] = _newcomer(next.serial);
        Operation memory operation = _schedule(_rosterDraft(next));
        operation = _withDocument(operation, Charters.encode(next), "");
        vm.warp(until - 1);
        _refusesExecute(operation, _failed(_inUse(state, until)));
        vm.warp(until);
        _execute(operation);
        _same(uint8(conclave.keyRecord(BEN_SECOND).state), uint8(state));
        _setRosterSpec(next);
        _setSecret(BEN_SECOND, _secretOf(NEW));
        _activate(BEN_SECOND);
        _is(BEN_SECOND, KeyState.Active);
    }

    function _refusesAmendment(RosterSpec memory next, bytes memory reason) private {
        Operation memory operation = _schedule(_rosterDraft(next));
        _warpToReady(operation);
        _refusesExecute(_withDocument(operation, Charters.encode(next), ""), _failed(reason));
        vm.warp(operation.stamp.ready() + 8 days);
    }

    /// @dev The account of NEW, as an approver of Dan's.
    function _newcomer(uint16 serial) private view returns (KeySpec memory key) {
        key = _with(_rosterSpec(), NEW, DAN, APPROVER, NONE).keys[_rosterSpec().keys.length];
        key.since = serial;
    }

    function _withPoint(
        address verifier,
        uint256 x,
        uint256 y
    ) private view returns (RosterSpec memory next) {
        next = _with(_nextRoster(), NEW, DAN, APPROVER, NONE);
        KeySpec memory key = next.keys[next.keys.length - 1];
        key.kind = 2;
        key.signer = abi.encodePacked(verifier, x, y);
    }

    function _inUse(KeyState state, uint256 until) private pure returns (bytes memory) {
        return _err(E.KeyStillInUse.selector, BEN_SECOND, uint256(state), until);
    }

    function _failed(bytes memory reason) private pure returns (bytes memory) {
        return abi.encodeWithSelector(E.CallFailed.selector, 0, reason);
    }
}
