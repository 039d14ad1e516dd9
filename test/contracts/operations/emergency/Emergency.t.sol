// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors as E} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {IConclaveEvents as Ev} from "../../../../contracts/interfaces/IConclaveEvents.sol";
import {Word} from "../../../../contracts/types/Word.sol";
import {Call, Draft} from "../../support/Drafts.sol";
import {Operation, Signers} from "../../support/Flow.sol";
import {Governed} from "../../support/Governed.sol";
import {ANA, BEN, EMERGENCY, GUS, HANA, NONE, People} from "../../support/People.sol";
import {Target} from "../../support/Target.sol";
import {vm} from "../../support/Vm.sol";

/// @dev A tier without delay: exact calldata, at once, and a second person unless the rule is marked `alone`.
contract EmergencyTest is Governed {
    function test_one_person_alone_may_do_what_is_marked_so() public {
        _schedule(_alone(_pauses()), _single(GUS));
        _isTrue(target.paused(), "paused");
    }

    function test_the_person_alone_may_just_send_it() public {
        Draft memory draft = _alone(_pauses());
        _schedule(draft, 0, _entry(GUS, ""), People.accountOf(GUS));
        _isTrue(target.paused(), "paused");
    }

    function test_an_outsider_may_not() public {
        Draft memory draft = _alone(_pauses());
        _refuses(
            _scheduling(draft, 0, _entry(GUS, "")),
            abi.encodeWithSelector(E.InvalidSignature.selector, GUS)
        );
    }

    function test_everything_else_needs_a_second_person() public {
        Draft memory draft = _alone(_sets(9));
        _refusesSchedule(draft, _single(GUS), abi.encodeWithSelector(E.TooFewDemanded.selector, 0, 1));
        draft.approvals = 1;
        _refusesSchedule(
            draft,
            _signers(GUS, NONE, GUS),
            abi.encodeWithSelector(E.HolderCountedTwice.selector, GUS, GUS)
        );
        _schedule(draft, _signers(GUS, NONE, HANA));
        _same(target.value(), 9);
    }

    function test_a_batch_is_alone_only_if_every_call_is() public {
        Draft memory draft = _alone(_pauses());
        draft.calls = new Call[](2);
        (draft.calls[0], draft.calls[1]) = (_sets(9), _pauses());
        _refusesSchedule(draft, _single(GUS), abi.encodeWithSelector(E.TooFewDemanded.selector, 0, 1));
        (draft.calls[0], draft.calls[1]) = (_pauses(), _sets(9));
        _refusesSchedule(draft, _single(GUS), abi.encodeWithSelector(E.TooFewDemanded.selector, 0, 1));
        draft.approvals = 1;
        _schedule(draft, _signers(ANA, NONE, BEN));
        _isTrue(target.paused() && target.value() == 9, "both ran");
    }

    function test_calldata_that_differs_in_one_byte_is_refused() public {
        _isNotAllowed(_sets(8), Target.set.selector);
        bytes memory longer = bytes.concat(_pauses().data, hex"00");
        _isNotAllowed(_call(address(target), longer), Target.pause.selector);
    }

    function test_rules_of_other_tiers_do_not_serve_here() public {
        _isNotAllowed(_sets(5), Target.set.selector);
    }

    function test_another_target_is_refused() public {
        _isNotAllowed(_call(address(new Target()), _pauses().data), Target.pause.selector);
    }

    function test_no_value_goes_with_it() public {
        Draft memory draft = _draft(_lane(EMERGENCY, 0), _pauses());
        draft.calls[0].value = 1;
        vm.deal(address(conclave), 1);
        _refusesSchedule(draft, abi.encodeWithSelector(E.ValueAboveRule.selector, 0, uint256(1), uint256(0)));
    }

    function test_the_conclave_itself_is_no_target() public {
        bytes memory lift = abi.encodeCall(IConclave.lift, (BEN));
        Draft memory draft = _draft(_lane(EMERGENCY, 0), _call(address(conclave), lift));
        _refusesSchedule(draft, abi.encodeWithSelector(E.SelfCallRefused.selector, 0));
    }

    function test_both_links_are_made_in_one_transaction() public {
        Operation memory operation = _schedule(_alone(_pauses()), _single(GUS));
        bytes32 link = keccak256(abi.encode(Ev.Executed.selector, operation.word, _now(), OUTSIDER));
        bytes32 expected = bytes32(uint256(link) & ~((uint256(1) << 33) - 1));
        _same(Word.unwrap(conclave.laneWord(_lane(EMERGENCY, 0))), expected);
        _same(operation.stamp.ready(), _now());
    }

    function test_it_does_not_run_twice() public {
        Draft memory draft = _alone(_pauses());
        bytes memory data = _scheduling(draft, _single(GUS));
        _accepts(data);
        Word word = conclave.laneWord(draft.lane);
        _refuses(data, abi.encodeWithSelector(E.LaneMoved.selector, draft.lane, word, draft.prev));
    }

    function test_a_failing_call_leaves_no_trace() public {
        Draft memory draft = _alone(_pauses());
        vm.etch(address(target), hex"fe");
        _refusesSchedule(draft, _single(GUS), abi.encodeWithSelector(E.CallFailed.selector, 0, ""));
        _same(Word.unwrap(conclave.laneWord(draft.lane)), draft.prev);
        _same(conclave.laneCount(EMERGENCY), 0);
    }

    function test_without_code_at_the_target_it_fails() public {
        Draft memory draft = _alone(_pauses());
        vm.etch(address(target), "");
        _refusesSchedule(
            draft,
            _single(GUS),
            abi.encodeWithSelector(E.TargetHasNoCode.selector, 0, address(target))
        );
    }

    function test_guardians_cooldown_does_not_hold_it_up() public {
        _accepts(_suspending(BEN, GUS));
        _schedule(_alone(_pauses()), _single(GUS));
        _isTrue(target.paused(), "paused");
    }

    function _alone(Call memory call) private view returns (Draft memory draft) {
        draft = _draft(_lane(EMERGENCY, 0), call);
        draft.approvals = 0;
    }

    function _single(uint8 proposer) private pure returns (Signers memory) {
        return Signers(proposer, NONE, new uint8[](0));
    }

    function _isNotAllowed(Call memory call, bytes4 selector) private {
        bytes memory refused = abi.encodeWithSelector(
            E.CallNotAllowed.selector,
            0,
            call.target,
            selector,
            EMERGENCY
        );
        _refusesSchedule(_draft(_lane(EMERGENCY, 0), call), refused);
    }
}
