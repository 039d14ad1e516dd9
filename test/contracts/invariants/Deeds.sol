// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {IConclaveEvents} from "../../../contracts/interfaces/IConclaveEvents.sol";
import {RECOVERY, TESTER, EXECUTOR} from "../../../contracts/types/Entry.sol";
import {TESTER_NEEDED} from "../../../contracts/types/Tier.sol";
import {KeySpec, RosterSpec, TierSpec} from "../support/Charters.sol";
import {Call, Condition, Draft} from "../support/Drafts.sol";
import {Operation} from "../support/Flow.sol";
import {WINDOW} from "../support/People.sol";
import {Vm} from "../support/Vm.sol";
import {Effects} from "./Effects.sol";
import {Deed, Outcome, Voice} from "./Ghost.sol";

/// @notice Scheduling and execution, and what must have been so for them to succeed.
abstract contract Deeds is Effects {
    /// @dev Puts a proposal to the Conclave with whatever consent `_choose` finds.
    function _propose(Deed memory deed) internal returns (bool succeeded, uint256 place) {
        Draft memory draft = deed.draft;
        deed.voices = _choose(draft, deed.tested, _isRenewal(draft) ? 90 days : 0);
        if (_roll(15) == 0) deed.voices = _dropLast(deed.voices);
        address from = OUTSIDER;
        if (deed.voices.length != 0 && deed.voices[0].identity != address(0) && _roll(8) == 0) {
            deed.voices[0].onChain = true;
            from = deed.voices[0].identity;
        }
        bytes memory packed = _speak(draft, deed.voices, deed.tested);
        if (from != OUTSIDER) deed.voices[0].genuine = !onCurve[from];
        bytes memory data = _scheduling(draft, deed.tested ? REPORT : bytes32(0), packed);
        Vm.Log[] memory logs;
        (succeeded, logs) = _act("scheduleProposal", from, data);
        if (succeeded) place = _begin(deed, logs);
    }

    function _begin(Deed memory deed, Vm.Log[] memory logs) private returns (uint256 place) {
        Draft memory draft = deed.draft;
        bytes[] memory documents = deed.operation.documents;
        deed.operation = _operationIn(logs);
        deed.operation.documents = documents;
        _must(deed.operation.id == _id(draft), 9, "an event names another proposal");
        RosterSpec memory spec = _rosterSpec();
        if (draft.lane >> 8 >= spec.tiers.length) {
            _breach(2, "a tier that is not there acted");
            return 0;
        }
        TierSpec memory tier = spec.tiers[draft.lane >> 8];
        (deed.serial, deed.bookSerial) = (spec.serial, _book().serial);
        deed.scheduledAt = _now();
        deed.readyAt = _now() + tier.delay;
        // Words hold minutes.
        deed.expiresAt = ((deed.readyAt + tier.grace + 59) / 60) * 60;
        deed.shielded = draft.approvals >= tier.overrideCount;
        _judgeConsent(deed, spec, tier);
        _judgeTerms(draft, tier);
        _displace(draft.lane);
        place = _keep(deed);
        if (tier.delay != 0) return place;
        _tally("schedule at once", 0);
        _finishExecuted(place, deed, 0);
    }

    function _judgeConsent(Deed memory deed, RosterSpec memory spec, TierSpec memory tier) private {
        Draft memory draft = deed.draft;
        uint256 first = deed.tested ? 2 : 1;
        bool recovery = tier.roles == RECOVERY;
        uint256 seen;
        uint256 persons;
        for (uint256 i; i < deed.voices.length; ++i) {
            Voice memory voice = deed.voices[i];
            uint8 roles =
                i == 0
                    ? _proposing(tier)
                    : i < first
                        ? TESTER
                        : tier.roles;
            _must(voice.genuine, 1, "somebody did not consent");
            _must((seen >> voice.holder) & 1 == 0, 1, "one holder counted twice");
            _must(spec.keys[voice.key].roles & roles != 0, 1, "somebody without the role counted");
            uint256 late = _isRenewal(draft) ? 90 days : 0;
            _must(_usable(spec.keys[voice.key], late, recovery), 7, "a key that is not in use consented");
            _tally(_kindOf(voice), 0);
            seen |= 1 << voice.holder;
            if (i >= first && !voice.wallet) ++persons;
        }
        bool alone = _isAlone(draft, tier);
        _must(deed.voices.length == first + draft.approvals, 1, "fewer people than demanded");
        _must(alone || draft.approvals >= tier.approvals, 2, "fewer people than the tier needs");
        _must(alone || seen & (seen - 1) != 0, 2, "one person acted");
        _must(deed.tested || tier.flags & TESTER_NEEDED == 0, 3, "nobody tested");
        _must(draft.approvals == 0 || persons != 0, 6, "wallets filled the quorum");
    }

    function _judgeTerms(Draft memory draft, TierSpec memory tier) private {
        bool inTime = draft.created <= _now() && _now() <= draft.deadline;
        _must(inTime && draft.deadline <= draft.created + WINDOW, 4, "scheduled outside its window");
        bool current = tier.roles == RECOVERY ? draft.epoch <= epoch : draft.epoch == epoch;
        _must(current, 5, "consent of another epoch counted");
        _must(_allowed(draft, tier), 2, "a tier made a call that is not its own");
    }

    /// @dev What was pending in the lane must have expired.
    function _displace(uint16 lane) private {
        for (uint256 i; i < pendings.length; ++i) {
            Deed memory deed = _deed(pendings[i]);
            if (deed.draft.lane != lane) continue;
            _must(_now() >= deed.expiresAt, 9, "an operation was scheduled over another");
            return _finish(pendings[i], Outcome.Ended);
        }
    }

    /// @param documents As handed in, which may be wrong.
    function _perform(
        uint256 place,
        address from,
        bytes[] memory documents
    ) internal returns (bool succeeded) {
        Deed memory deed = _deed(place);
        (bool stands, , uint256 readyAt) = _standing(deed);
        uint256 burst = bursting.balance;
        deed.operation.documents = documents;
        bytes memory reason;
        string memory name = documents.length == 0 ? "execute" : "amend";
        (succeeded, reason) = _send(name, from, _executing(deed.operation));
        if (!succeeded) {
            _tallyFailure(deed.draft, reason);
            return false;
        }
        _recorded();
        _must(_now() >= deed.scheduledAt && _now() >= readyAt, 4, "executed before its delay");
        _must(_now() < deed.expiresAt, 4, "executed after its grace");
        _must(stands, 5, "executed on stale consent");
        _judgeExecutor(deed, from);
        _finishExecuted(place, deed, burst);
    }

    function _judgeExecutor(Deed memory deed, address from) private {
        if (_now() >= deed.operation.stamp.reservedUntil()) return;
        KeySpec[] memory keys = _rosterSpec().keys;
        for (uint8 i; i < keys.length; ++i) {
            if (_identity(i) == from && keys[i].roles & EXECUTOR != 0) {
                return _must(_usable(keys[i], 0, false), 4, "an executor out of use came first");
            }
        }
        _breach(4, "somebody came before the executors");
    }

    function _finishExecuted(uint256 place, Deed memory deed, uint256 burst) private {
        _must(outcomes[place] == Outcome.Pending, 9, "an operation was executed twice");
        _finish(place, Outcome.Executed);
        RosterSpec memory spec = _rosterSpec();
        uint256 tier = deed.draft.lane >> 8;
        if (tier == 0 || spec.tiers[tier].roles == RECOVERY) attempts = 0;
        for (uint256 i; i < deed.draft.calls.length; ++i) {
            Call memory call = deed.draft.calls[i];
            if (call.target == bursting) (balance, burst) = (balance + burst, 0);
            else if (call.target != address(conclave)) balance -= call.value;
            if (call.target != address(conclave) || call.data.length < 4) continue;
            _must(tier == 0 || spec.tiers[tier].roles == RECOVERY, 2, "another tier changed the Conclave");
            _must(!closed, 2, "a closed Conclave changed");
            _tally(_nameOf(bytes4(call.data)), 0);
            if (tier != 0) _tally("recovery", 0);
            _take(deed, call);
        }
        for (uint256 i; i < deed.draft.conditions.length; ++i) {
            _must(_holds(deed.draft.conditions[i]), 3, "a post-condition does not hold");
        }
    }

    function _tallyFailure(Draft memory draft, bytes memory reason) private {
        if (bytes4(reason) != IConclaveErrors.CallFailed.selector) return;
        (uint256 index, bytes memory inner) = _callFailed(reason);
        Call memory call = draft.calls[index];
        if (call.target == address(conclave) && call.data.length >= 4) {
            _tally(_nameOf(bytes4(call.data)), _refusalOf(inner));
        }
    }

    function _holds(Condition memory condition) private view returns (bool) {
        (bool answered, bytes memory answer) = condition.target.staticcall{gas: 1_000_000}(condition.data);
        if (!answered || answer.length < 32) return false;
        uint256 actual = uint256(bytes32(answer));
        uint256 wanted = uint256(condition.expected);
        if (condition.comparison == 0) return actual == wanted;
        return condition.comparison == 1 ? actual >= wanted : actual <= wanted;
    }

    function _isRenewal(Draft memory draft) internal view returns (bool) {
        return
            draft.lane < 256 && draft.calls.length == 1 && _isSelf(draft.calls[0], IConclave.renew.selector);
    }

    function _kindOf(Voice memory voice) private view returns (string memory) {
        if (voice.onChain) return "consent on-chain";
        if (voice.wallet) return "consent of a wallet";
        return onCurve[voice.identity] ? "consent of a P-256 key" : "consent of an EOA";
    }

    function _nameOf(bytes4 selector) internal pure returns (string memory) {
        if (selector == IConclave.amendRoster.selector) return "amendRoster";
        if (selector == IConclave.amendRulebook.selector) return "amendRulebook";
        if (selector == IConclave.renew.selector) return "renew";
        if (selector == IConclave.lift.selector) return "lift";
        if (selector == IConclave.compromise.selector) return "compromise";
        if (selector == IConclave.beginRetirement.selector) return "beginRetirement";
        if (selector == IConclave.waiveItem.selector) return "waiveItem";
        if (selector == IConclave.approveMessage.selector) return "approveMessage";
        return selector == IConclave.close.selector ? "close" : "unknown";
    }

    function _dropLast(Voice[] memory voices) private pure returns (Voice[] memory fewer) {
        fewer = new Voice[](voices.length - 1);
        for (uint256 i; i < fewer.length; ++i) fewer[i] = voices[i];
    }

    function _operationIn(Vm.Log[] memory logs) private view returns (Operation memory operation) {
        for (uint256 i; i < logs.length; ++i) {
            bool own = logs[i].emitter == address(conclave);
            if (own && logs[i].topics[0] == IConclaveEvents.Scheduled.selector) return _operationIn(logs[i]);
        }
    }
}
