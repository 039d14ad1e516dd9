// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {Charters, RosterSpec} from "../support/Charters.sol";
import {Call, Draft} from "../support/Drafts.sol";
import {Operation} from "../support/Flow.sol";
import {Governed} from "../support/Governed.sol";
import {BEN, BEN_SECOND, DAN, GUS, ROUTINE} from "../support/People.sol";
import {vm} from "../support/Vm.sol";

/// @dev The lock exempts only what nothing but the Conclave itself may call.
contract SelfCallsTest is Governed {
    function test_a_self_call_does_not_reach_the_functions_that_are_open_to_others() public {
        Operation memory pending = _schedule(_setting(ROUTINE, 1));
        Draft memory other = _draft(_lane(ROUTINE, 1), _sets(2));
        bytes[8] memory calls = [
            _scheduling(other, _usual(other)),
            _executing(pending),
            _cancelling(_lane(ROUTINE, 0), pending.word, GUS),
            _cancellingProtected(pending, GUS),
            _clearing(pending),
            _suspending(BEN, GUS),
            _voiding(GUS, GUS),
            _compromisingOwn(BEN)
        ];
        for (uint256 i; i < calls.length; ++i) _isLockedOut(calls[i]);
        _isLockedOut(_attesting(2, 0, 0, BEN));
        _isLockedOut(abi.encodeCall(IConclave.approve, (0, BEN)));
        _isLockedOut(abi.encodeCall(IConclave.retire, (BEN)));
        _isLockedOut(abi.encodeCall(IConclave.activate, (BEN, _soon(), "")));
        _isLockedOut(_stopping(_lane(3, 0), pending.word, new uint8[](0)));
        _isLockedOut(_liftingOwn(BEN, GUS));
    }

    function test_nobody_else_calls_what_is_the_conclave_s_own() public {
        bytes32 hash = keccak256("any");
        bytes[9] memory calls = [
            abi.encodeCall(IConclave.amendRoster, (hash)),
            abi.encodeCall(IConclave.amendRulebook, (hash)),
            abi.encodeCall(IConclave.renew, (hash)),
            abi.encodeCall(IConclave.lift, (DAN)),
            abi.encodeCall(IConclave.compromise, (DAN)),
            abi.encodeCall(IConclave.beginRetirement, (DAN)),
            abi.encodeCall(IConclave.waiveItem, (DAN, hash)),
            abi.encodeCall(IConclave.approveMessage, (hash, type(uint40).max)),
            abi.encodeCall(IConclave.close, (address(1)))
        ];
        for (uint256 i; i < calls.length; ++i) {
            _refuses(calls[i], abi.encodeWithSelector(E.OnlySelf.selector, OUTSIDER));
        }
    }

    function test_what_a_self_call_changes_in_config_survives_the_operation() public {
        // Roster, epoch and the map of unusable keys share one word. Had `execute` written back what it read before the
        // calls, all of this would be undone silently.
        RosterSpec memory next = _nextRoster();
        bytes memory document = Charters.encode(next);
        Draft memory draft = _draft(0, _sets(3));
        draft.calls = new Call[](3);
        draft.calls[0] = _self(abi.encodeCall(IConclave.compromise, (BEN_SECOND)));
        draft.calls[1] = _self(abi.encodeCall(IConclave.amendRoster, (keccak256(document))));
        draft.calls[2] = _self(abi.encodeCall(IConclave.close, (address(7))));
        Operation memory operation = _schedule(draft);
        _warpToReady(operation);
        _refusesExecute(operation, abi.encodeWithSelector(E.DocumentMissing.selector, 1));
        _same(conclave.config().epoch, 0);
        _execute(_withDocument(operation, document, ""));
        _same(conclave.config().epoch, 1);
        _same(conclave.config().roster, 3);
        _same(conclave.config().documents, 3);
        _isTrue((conclave.config().unusable >> BEN_SECOND) & 1 == 1, "unusable");
        _isTrue(conclave.config().closed, "closed");
    }

    function _self(bytes memory data) private view returns (Call memory) {
        return _call(address(conclave), data);
    }

    function _isLockedOut(bytes memory data) private {
        uint256 snapshot = vm.snapshotState();
        Operation memory operation = _schedule(_draft(0, _self(data)));
        _warpToReady(operation);
        _refusesExecute(operation, abi.encodeWithSelector(E.CallFailed.selector, 0, LOCKED));
        vm.revertToState(snapshot);
    }
}
