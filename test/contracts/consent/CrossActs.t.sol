// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {Charters, RosterSpec} from "../support/Charters.sol";
import {Drafts} from "../support/Drafts.sol";
import {Operation} from "../support/Flow.sol";
import {AllActs} from "./AllActs.sol";

/// @dev Invariant 5: one type per act. Whatever else the right key signed, with the same values wherever the types have a place for them,
/// is refused at each entry point, which then takes the right act.
contract CrossActsTest is AllActs {
    function test_only_a_proposal_proposes() public {
        _isTakenAlone(Act.Propose);
    }

    function test_only_an_approval_approves() public {
        _isTakenAlone(Act.Approve);
    }

    function test_only_a_test_tests() public {
        _isTakenAlone(Act.Test);
    }

    function test_only_an_activation_activates() public {
        _isTakenAlone(Act.Activate);
    }

    function test_only_a_confession_compromises() public {
        _isTakenAlone(Act.Compromise);
    }

    function test_only_a_suspension_suspends() public {
        _isTakenAlone(Act.Suspend);
    }

    function test_only_a_lift_lifts() public {
        _isTakenAlone(Act.Lift);
    }

    function test_only_a_void_voids() public {
        _isTakenAlone(Act.Void);
    }

    function test_only_a_cancellation_cancels() public {
        _isTakenAlone(Act.Cancel);
    }

    function test_only_a_stop_stops() public {
        _isTakenAlone(Act.Stop);
    }

    function test_only_an_attestation_attests() public {
        _isTakenAlone(Act.Attest);
    }

    function test_only_a_cancellation_cancels_what_is_handed_in_whole() public {
        Values memory v = _values(Act.Cancel);
        for (uint8 i; i <= uint8(type(Act).max); ++i) {
            if (Act(i) != Act.Cancel) _refuses(_cancellingWhole(v, _signed(Act(i), v)), _invalid(v.key));
        }
        _accepts(_cancellingWhole(v, _signed(Act.Cancel, v)));
    }

    function test_only_an_activation_activates_with_an_amendment() public {
        Values memory v = _values(Act.Activate);
        RosterSpec memory spec = _nextRoster();
        Operation memory operation = _schedule(_rosterDraft(spec));
        _warpToReady(operation);
        bytes memory document = Charters.encode(spec);
        bytes memory refusal = abi.encodeWithSelector(E.CallFailed.selector, 0, _invalid(v.key));
        for (uint8 i; i <= uint8(type(Act).max); ++i) {
            if (Act(i) == Act.Activate) continue;
            bytes memory wrong = _activationOf(v, _signed(Act(i), v));
            _refusesExecute(_withDocument(operation, document, wrong), refusal);
        }
        _execute(_withDocument(operation, document, _activationOf(v, _signed(Act.Activate, v))));
    }

    function _isTakenAlone(Act act) private {
        Values memory v = _values(act);
        for (uint8 i; i <= uint8(type(Act).max); ++i) {
            if (Act(i) != act) _refuses(_presenting(act, v, _signed(Act(i), v)), _invalid(v.key));
        }
        // The id, which nobody is to sign.
        _refuses(_presenting(act, v, _sign(v.key, Drafts.hash(v.draft))), _invalid(v.key));
        _accepts(_presenting(act, v, _signed(act, v)));
    }

    function _activationOf(Values memory v, bytes memory signature) private pure returns (bytes memory) {
        return abi.encodePacked(v.key, v.deadline, uint16(signature.length), signature);
    }
}
