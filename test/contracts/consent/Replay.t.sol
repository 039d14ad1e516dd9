// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {Word} from "../../../contracts/types/Word.sol";
import {Acts} from "../support/Acts.sol";
import {Condition, Draft} from "../support/Drafts.sol";
import {Operation, Signers} from "../support/Flow.sol";
import {Governed} from "../support/Governed.sol";
import {ANA, DAN, GUS, ROUTINE} from "../support/People.sol";
import {vm} from "../support/Vm.sol";

/// @dev A signature serves one proposal, in one lane, at one word, of one Conclave, on one chain.
contract ConsentReplayTest is Governed {
    function test_consent_to_one_lane_does_not_serve_in_another() public {
        Draft memory draft = _setting(ROUTINE, 1);
        bytes memory signatures = _signatures(draft, _usual(draft));
        _schedule(draft, 0, signatures, OUTSIDER);
        Draft memory other = draft;
        other.lane = _lane(ROUTINE, 1);
        other.prev = Word.unwrap(conclave.laneWord(other.lane));
        _refuses(_scheduling(other, 0, signatures), _invalid(ANA));
    }

    function test_an_operation_does_not_run_twice() public {
        Draft memory draft = _setting(ROUTINE, 1);
        Operation memory operation = _pass(draft);
        _refusesExecute(operation, abi.encodeWithSelector(E.LaneNotPending.selector, draft.lane));
        Word word = conclave.laneWord(draft.lane);
        draft.deadline = uint40(_now());
        draft.created = draft.deadline;
        _refusesSchedule(draft, abi.encodeWithSelector(E.LaneMoved.selector, draft.lane, word, draft.prev));
    }

    function test_every_field_of_a_proposal_is_signed() public {
        Draft memory draft = _setting(ROUTINE, 1);
        draft.created -= 10;
        draft.deadline -= 20;
        draft.conditions = new Condition[](1);
        draft.conditions[0] = Condition(
            address(target),
            abi.encodeWithSignature("value()"),
            0,
            bytes32(uint256(1))
        );
        bytes memory signatures = _signatures(draft, _usual(draft));
        for (uint256 field; field < 11; ++field) {
            _refuses(_scheduling(_edited(draft, field), 0, signatures), _invalid(ANA));
        }
        _schedule(draft, 0, signatures, OUTSIDER);
    }

    function test_consent_for_another_chain_is_refused() public {
        Draft memory draft = _setting(ROUTINE, 1);
        Signers memory signers = _usual(draft);
        vm.chainId(block.chainid + 1);
        bytes memory signatures = _signatures(draft, signers);
        vm.chainId(block.chainid - 1);
        draft.prev = Word.unwrap(conclave.laneWord(draft.lane));
        _refuses(_scheduling(draft, 0, signatures), _invalid(ANA));
    }

    function test_pending_operations_die_when_the_chain_forks() public {
        Operation memory operation = _schedule(_setting(ROUTINE, 1));
        _warpToReady(operation);
        uint16 lane = _lane(ROUTINE, 0);
        bytes memory unknown = abi.encodeWithSelector(E.OperationUnknown.selector, lane, operation.word);
        vm.chainId(block.chainid + 1);
        _refusesExecute(operation, unknown);
        vm.chainId(block.chainid - 1);
        _execute(operation);
    }

    function test_consent_for_another_conclave_is_refused() public {
        Draft memory draft = _setting(ROUTINE, 1);
        IConclave here = conclave;
        conclave = IConclave(address(0xc0));
        bytes memory signatures = _signatures(draft, _usual(draft));
        conclave = here;
        _refuses(_scheduling(draft, 0, signatures), _invalid(ANA));
    }

    function test_a_guardian_s_act_is_not_replayed_on_another_chain() public {
        bytes32 act = Acts.suspend(DAN, 0, GUS, _soon());
        bytes memory signature = _signDigest(GUS, _digest(act, address(conclave), block.chainid + 1));
        _refuses(abi.encodeCall(IConclave.suspend, (DAN, GUS, _soon(), signature)), _invalid(GUS));
    }

    /// @dev A copy of the draft with one field changed so that nothing but the signatures can refuse it.
    function _edited(Draft memory draft, uint256 field) private view returns (Draft memory copy) {
        copy = abi.decode(abi.encode(draft), (Draft));
        if (field == 0) copy.created += 1;
        else if (field == 1) copy.deadline += 1;
        else if (field == 2) copy.approvals += 1;
        else if (field == 3) copy.note = keccak256("another note");
        else if (field == 4) copy.calls[0] = _sets(2);
        else if (field == 5) copy.calls[0].value = 1;
        else if (field == 6) copy.calls[0].minGas = 1;
        else if (field == 7) copy.conditions = new Condition[](0);
        else if (field == 8) copy.conditions[0].comparison = 1;
        else if (field == 9) copy.conditions[0].expected = bytes32(uint256(2));
        else copy.conditions[0].target = address(conclave);
    }

    function _invalid(uint8 key) private pure returns (bytes memory) {
        return abi.encodeWithSelector(E.InvalidSignature.selector, key);
    }
}
