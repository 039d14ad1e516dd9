// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors as E} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {Word} from "../../../../contracts/types/Word.sol";
import {KeySpec, RosterSpec} from "../../support/Charters.sol";
import {Draft} from "../../support/Drafts.sol";
import {Operation} from "../../support/Flow.sol";
import {Governed} from "../../support/Governed.sol";
import {ANA, BEN, CLEO, DAN, EVE, GUS, ROUTINE} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";

contract ScheduleExpiryTest is Governed {
    function test_an_operation_runs_until_the_second_before_it_expires() public {
        Operation memory operation = _schedule(_setting(ROUTINE, 1));
        vm.warp(_expiryOf(operation.word));
        _refusesExecute(operation, _expired());
        vm.warp(_expiryOf(operation.word) - 1);
        _execute(operation);
        _same(target.value(), 1);
    }

    function test_expiry_is_rounded_up_to_the_minute() public {
        vm.warp(START + 3 days + 1);
        Operation memory operation = _schedule(_setting(ROUTINE, 1));
        _same(_expiryOf(operation.word), START + 11 days + 60);
        vm.warp(START + 11 days + 59);
        _execute(operation);
    }

    function test_expiry_on_a_full_minute_is_not_rounded() public {
        vm.warp(START + 3 days);
        _same(_expiryOf(_schedule(_setting(ROUTINE, 1)).word), START + 11 days);
    }

    function test_an_expired_word_is_scheduled_over_by_whoever_does_not_know_its_content() public {
        Operation memory lost = _schedule(_setting(ROUTINE, 1));
        uint256 expiry = _expiryOf(lost.word);
        vm.warp(expiry - 1);
        _refusesSchedule(
            _setting(ROUTINE, 2),
            abi.encodeWithSelector(E.LaneBusy.selector, _lane(ROUTINE, 0), lost.word)
        );
        vm.warp(expiry);
        // `prev` is the pending word as storage shows it; nothing else of the operation is handed in.
        Draft memory draft = _setting(ROUTINE, 2);
        _same(draft.prev, Word.unwrap(lost.word));
        _pass(draft);
        _same(target.value(), 2);
    }

    function test_an_operation_that_was_scheduled_over_never_runs() public {
        Operation memory lost = _schedule(_setting(ROUTINE, 1));
        vm.warp(_expiryOf(lost.word));
        Operation memory next = _schedule(_setting(ROUTINE, 2));
        _refusesExecute(
            lost,
            abi.encodeWithSelector(E.OperationUnknown.selector, _lane(ROUTINE, 0), next.word)
        );
    }

    function test_an_expired_operation_cannot_be_cancelled() public {
        Operation memory operation = _schedule(_setting(ROUTINE, 1));
        vm.warp(_expiryOf(operation.word));
        _refuses(_cancelling(_lane(ROUTINE, 0), operation.word, GUS), _expired());
        _refuses(_cancellingProtected(operation, GUS), _expired());
    }

    /// @dev The bit that protects lies beside the expiry.
    function test_a_protected_operation_expires_like_any_other() public {
        Draft memory draft = _setting(0, 1);
        draft.approvals = 3;
        Operation memory operation = _schedule(draft, _signers(ANA, EVE, BEN, CLEO, DAN));
        _isTrue(operation.word.isProtected(), "protected");
        vm.warp(_expiryOf(operation.word));
        _refusesExecute(operation, abi.encodeWithSelector(E.OperationExpired.selector, 0));
        _pass(_setting(0, 2));
        _same(target.value(), 2);
    }

    function test_a_key_signs_until_the_second_before_it_expires() public {
        uint256 expiresAt = uint256(_rosterSpec().keys[ANA].expiry) * 60;
        vm.warp(expiresAt - 1);
        _schedule(_setting(ROUTINE, 1));
        vm.warp(expiresAt);
        _refusesSchedule(
            _draft(_lane(ROUTINE, 1), _sets(2)),
            abi.encodeWithSelector(E.KeyExpired.selector, ANA, expiresAt)
        );
    }

    function test_an_approver_s_expiry_is_judged_too() public {
        RosterSpec memory next = _nextRoster();
        KeySpec memory ben = next.keys[BEN];
        ben.expiry = uint32((START + 20 days) / 60);
        _amendRoster(next);
        vm.warp(START + 20 days);
        _refusesSchedule(
            _setting(ROUTINE, 1),
            abi.encodeWithSelector(E.KeyExpired.selector, BEN, START + 20 days)
        );
    }

    function test_a_key_that_expires_after_scheduling_still_counts_at_execution() public {
        uint256 expiresAt = uint256(_rosterSpec().keys[ANA].expiry) * 60;
        vm.warp(expiresAt - 1);
        _pass(_setting(ROUTINE, 1));
        _same(target.value(), 1);
    }

    function _expired() private pure returns (bytes memory) {
        return abi.encodeWithSelector(E.OperationExpired.selector, _lane(ROUTINE, 0));
    }

    /// @dev Seconds; read from the word's own bits.
    function _expiryOf(Word word) private pure returns (uint256) {
        return ((uint256(Word.unwrap(word)) >> 1) & 0x7fffffff) * 60;
    }
}
