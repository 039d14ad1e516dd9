// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors as E} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {Fate, KeyState} from "../../../../contracts/types/State.sol";
import {RECOVERY} from "../../../../contracts/types/Entry.sol";
import {Charters, KeySpec, RosterSpec} from "../../support/Charters.sol";
import {Call, Draft} from "../../support/Drafts.sol";
import {Operation, Signers} from "../../support/Flow.sol";
import {Governed} from "../../support/Governed.sol";
import {
    ANA,
    ANA_RECOVERY,
    BEN,
    CLEO,
    CLEO_RECOVERY,
    EVE,
    GUS,
    HANA,
    LAST_RESORT,
    NONE,
    People,
    TOM_RECOVERY
} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";

/// @dev Invariant 6: the recovery tier.
contract RecoveryTest is Governed {
    function test_it_amends_the_roster_after_its_long_delay() public {
        Operation memory operation = _schedule(_recovering(), _threeOfThem());
        _same(operation.stamp.ready(), _now() + 30 days);
        vm.warp(operation.stamp.ready() - 1);
        _refusesExecute(
            operation,
            abi.encodeWithSelector(E.OperationNotReady.selector, _lane(LAST_RESORT, 0), _now() + 1, _now())
        );
        _warpToReady(operation);
        _execute(_withDocument(operation, Charters.encode(_nextRoster()), ""));
        _same(conclave.config().roster, 3);
    }

    function test_it_may_do_nothing_else() public {
        bytes32 hash = keccak256("any");
        bytes[4] memory others = [
            abi.encodeCall(IConclave.amendRulebook, (hash)),
            abi.encodeCall(IConclave.renew, (hash)),
            abi.encodeCall(IConclave.close, (address(1))),
            abi.encodePacked(IConclave.amendRoster.selector, hash, uint8(0))
        ];
        for (uint256 i; i < others.length; ++i) _isRefused(_call(address(conclave), others[i]));
        _isRefused(_sets(1));
        Call memory call = _recovering().calls[0];
        call.value = 1;
        _isRefused(call);
        (call.value, call.target) = (0, address(target));
        _isRefused(call);
    }

    function test_no_fewer_than_its_quorum_may_be_demanded() public {
        Draft memory draft = _recovering();
        draft.approvals = 1;
        _refusesSchedule(
            draft,
            _signers(ANA_RECOVERY, NONE, CLEO_RECOVERY),
            abi.encodeWithSelector(E.TooFewDemanded.selector, 1, 2)
        );
    }

    function test_nothing_may_go_with_the_amendment() public {
        Draft memory draft = _recovering();
        Call[] memory calls = new Call[](2);
        (calls[0], calls[1]) = (draft.calls[0], _sets(1));
        draft.calls = calls;
        _refusesSchedule(draft, _threeOfThem(), abi.encodeWithSelector(E.SelfCallRefused.selector, 0));
    }

    function test_only_recovery_keys_propose_and_approve_it() public {
        _refusesSchedule(
            _recovering(),
            _signers(ANA, NONE, CLEO_RECOVERY, TOM_RECOVERY),
            abi.encodeWithSelector(E.RoleMissing.selector, ANA, RECOVERY)
        );
        _refusesSchedule(
            _recovering(),
            _signers(ANA_RECOVERY, NONE, CLEO_RECOVERY, BEN),
            abi.encodeWithSelector(E.RoleMissing.selector, BEN, RECOVERY)
        );
    }

    function test_it_ignores_epochs_and_suspensions_at_scheduling() public {
        Draft memory draft = _recovering();
        Signers memory signers = _threeOfThem();
        bytes memory data = _scheduling(draft, signers);
        _accepts(_suspending(CLEO, GUS));
        _accepts(_voiding(HANA, HANA));
        _accepts(data);
    }

    function test_it_ignores_epochs_suspensions_and_voids_at_execution() public {
        Operation memory operation = _schedule(_recovering(), _threeOfThem());
        vm.warp(operation.stamp.ready() - 1 days);
        _accepts(_suspending(CLEO, GUS));
        _accepts(_voiding(HANA, HANA));
        _warpToReady(operation);
        _execute(_withDocument(operation, Charters.encode(_nextRoster()), ""));
        _same(conclave.config().roster, 3);
    }

    function test_a_future_epoch_is_refused() public {
        Draft memory draft = _recovering();
        draft.epoch = 1;
        _refusesSchedule(draft, _threeOfThem(), abi.encodeWithSelector(E.StaleEpoch.selector, 1, 0));
    }

    function test_a_compromised_key_drops_out() public {
        Operation memory operation = _schedule(_recovering(), _threeOfThem());
        _warpToReady(operation);
        _accepts(_compromisingOwn(CLEO_RECOVERY));
        _isDead(operation, Fate.ApprovalsLost);
    }

    function test_a_compromised_proposer_kills_it() public {
        Operation memory operation = _schedule(_recovering(), _threeOfThem());
        _warpToReady(operation);
        _accepts(_compromisingOwn(ANA_RECOVERY));
        _isDead(operation, Fate.ProposerDropped);
    }

    function test_the_compromise_of_another_key_of_its_people_does_not_touch_it() public {
        Operation memory operation = _schedule(_recovering(), _threeOfThem());
        _warpToReady(operation);
        _accepts(_compromisingOwn(CLEO));
        (Fate fate, , ) = lens.fate(conclave, operation.p, operation.stamp);
        _isTrue(fate == Fate.Stands, "stands");
    }

    function test_a_volunteer_tester_cannot_kill_it() public {
        Signers memory signers = _signers(ANA_RECOVERY, EVE, CLEO_RECOVERY, TOM_RECOVERY);
        Operation memory operation = _schedule(_recovering(), signers);
        _warpToReady(operation);
        _accepts(_compromisingOwn(EVE));
        (Fate fate, , ) = lens.fate(conclave, operation.p, operation.stamp);
        _isTrue(fate == Fate.Stands, "stands");
    }

    function test_guardians_cannot_cancel_it() public {
        Operation memory operation = _schedule(_recovering(), _threeOfThem());
        bytes memory untouchable = abi.encodeWithSelector(
            E.RecoveryUntouchable.selector,
            _lane(LAST_RESORT, 0)
        );
        _refuses(_cancelling(_lane(LAST_RESORT, 0), operation.word, GUS), untouchable);
        _refuses(_cancellingProtected(operation, GUS), untouchable);
    }

    function test_a_second_attempt_waits_for_the_first() public {
        Operation memory operation = _schedule(_recovering(), _threeOfThem());
        _refusesSchedule(
            _recovering(),
            _threeOfThem(),
            abi.encodeWithSelector(E.LaneBusy.selector, _lane(LAST_RESORT, 0), operation.word)
        );
    }

    function test_a_tier_turned_into_the_recovery_tier_keeps_one_lane_only() public {
        // Tier 4 opens two lanes while it is an ordinary one, and then becomes the recovery tier.
        _pass(_draft(_lane(4, 0), _sets(1)), 4 days);
        _pass(_draft(_lane(4, 1), _sets(1)), 4 days);
        RosterSpec memory next = _nextRoster();
        (next.tiers[4], next.tiers[LAST_RESORT]) = (next.tiers[LAST_RESORT], next.tiers[4]);
        _amendRoster(next);
        bytes memory data = abi.encodeCall(IConclave.amendRoster, (keccak256("any")));
        Draft memory draft = _draft(_lane(4, 1), _call(address(conclave), data));
        _refusesSchedule(
            draft,
            _threeOfThem(),
            abi.encodeWithSelector(E.LaneNotNext.selector, draft.lane, 0)
        );
        _schedule(_draft(_lane(4, 0), _call(address(conclave), data)), _threeOfThem());
    }

    function test_a_pending_recovery_key_does_not_count() public {
        RosterSpec memory next = _nextRoster();
        Charters.add(next, _newcomer(next.keys[0].expiry));
        _amendRoster(next);
        _refusesSchedule(
            _recovering(),
            _signers(ANA_RECOVERY, NONE, CLEO_RECOVERY, 13),
            abi.encodeWithSelector(E.KeyNotActive.selector, 13, KeyState.Pending)
        );
    }

    function _newcomer(uint32 expiry) private pure returns (KeySpec memory key) {
        key = People.eoa(13, 13, RECOVERY, expiry);
        key.since = 2;
    }

    function _pass(Draft memory draft, uint256 wait) private {
        Operation memory operation = _schedule(draft);
        vm.warp(operation.stamp.ready() + wait);
        _execute(operation);
    }

    function _recovering() private view returns (Draft memory draft) {
        draft = _rosterDraft(_nextRoster());
        draft.lane = _lane(LAST_RESORT, 0);
        draft.prev = _wordOf(draft.lane);
    }

    function _threeOfThem() private pure returns (Signers memory) {
        return _signers(ANA_RECOVERY, NONE, CLEO_RECOVERY, TOM_RECOVERY);
    }

    function _isRefused(Call memory call) private {
        Draft memory draft = _draft(_lane(LAST_RESORT, 0), call);
        _refusesSchedule(draft, _threeOfThem(), abi.encodeWithSelector(E.SelfCallRefused.selector, 0));
    }
}
