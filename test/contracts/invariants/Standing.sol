// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {RECOVERY, TESTER} from "../../../contracts/types/Entry.sol";
import {TESTER_NEEDED} from "../../../contracts/types/Tier.sol";
import {ExactSpec, RosterSpec, RuleSpec, RulebookSpec, TierSpec} from "../support/Charters.sol";
import {Call, Draft} from "../support/Drafts.sol";
import {Deed, Voice} from "./Ghost.sol";
import {Voices} from "./Voices.sol";

/// @notice Whether a proposal may be what it is, and whether its consent still counts: counted anew from what the campaign knows.
abstract contract Standing is Voices {
    /// @dev Whether the deed may run now as far as consent goes, and whether guardians cannot touch it.
    function _standing(Deed memory deed) internal view returns (bool stands, bool shielded, uint256 readyAt) {
        RosterSpec memory spec = _rosterSpec();
        readyAt = deed.readyAt;
        uint256 index = deed.draft.lane >> 8;
        if (index >= spec.tiers.length || spec.tiers[index].delay == 0) return (false, false, readyAt);
        TierSpec memory tier = spec.tiers[index];
        if (deed.scheduledAt + tier.delay > readyAt) readyAt = deed.scheduledAt + tier.delay;

        (uint256 approvals, uint256 persons) = _remaining(deed, spec, tier);
        bool recovery = tier.roles == RECOVERY;
        shielded = !recovery && deed.shielded && approvals >= tier.overrideCount;
        bool needed = tier.flags & TESTER_NEEDED != 0;
        if (!_allowed(deed.draft, tier) || (needed && !deed.tested)) return (false, shielded, readyAt);
        if (approvals < tier.approvals || persons == 0) return (false, shielded, readyAt);
        if (shielded) return (true, true, readyAt);
        if (!recovery && deed.draft.epoch < lastVoid) return (false, false, readyAt);
        stands = _counts(deed, spec, deed.voices[0], _proposing(tier), recovery);
        stands = stands && (!needed || _counts(deed, spec, deed.voices[1], TESTER, recovery));
    }

    function _remaining(
        Deed memory deed,
        RosterSpec memory spec,
        TierSpec memory tier
    ) private view returns (uint256 approvals, uint256 persons) {
        for (uint256 i = deed.tested ? 2 : 1; i < deed.voices.length; ++i) {
            Voice memory voice = deed.voices[i];
            if (!_counts(deed, spec, voice, tier.roles, tier.roles == RECOVERY)) continue;
            ++approvals;
            if (!voice.wallet) ++persons;
        }
    }

    /// @dev Still the key that signed, with a role that counts, and nothing happened to its holder since.
    function _counts(
        Deed memory deed,
        RosterSpec memory spec,
        Voice memory voice,
        uint8 roles,
        bool recovery
    ) private view returns (bool) {
        if (voice.key >= spec.keys.length || _identity(voice.key) != voice.identity) return false;
        if (spec.keys[voice.key].roles & roles == 0) return false;
        if (recovery) return lives[voice.identity] != Life.Compromised;
        return holders[voice.holder].incident <= deed.draft.epoch;
    }

    /// @dev Whether the rulebook lets this tier make these calls.
    function _allowed(Draft memory draft, TierSpec memory tier) internal view returns (bool) {
        uint256 index = draft.lane >> 8;
        if (index == 0) return true;
        if (tier.roles == RECOVERY) {
            return draft.calls.length == 1 && _isSelf(draft.calls[0], IConclave.amendRoster.selector);
        }
        RulebookSpec memory rules = _book();
        for (uint256 i; i < draft.calls.length; ++i) {
            if (tier.delay == 0 && !_isListed(rules, draft.calls[i], index, false)) return false;
            if (tier.delay != 0 && !_isRuled(rules, draft.calls[i], index)) return false;
        }
        return true;
    }

    /// @dev Whether one person may do all of it in an emergency.
    function _isAlone(Draft memory draft, TierSpec memory tier) internal view returns (bool) {
        if (tier.delay != 0) return false;
        for (uint256 i; i < draft.calls.length; ++i) {
            if (!_isListed(_book(), draft.calls[i], draft.lane >> 8, true)) return false;
        }
        return true;
    }

    function _isRuled(RulebookSpec memory rules, Call memory call, uint256 tier) private pure returns (bool) {
        for (uint256 i; i < rules.rules.length; ++i) {
            RuleSpec memory rule = rules.rules[i];
            if (rule.target != call.target || rule.selector != bytes4(call.data)) continue;
            return (rule.tiers >> tier) & 1 == 1 && call.value <= rule.maxValue;
        }
        return false;
    }

    function _isListed(
        RulebookSpec memory rules,
        Call memory call,
        uint256 tier,
        bool alone
    ) private pure returns (bool) {
        for (uint256 i; i < rules.exactRules.length; ++i) {
            ExactSpec memory rule = rules.exactRules[i];
            if (rule.target != call.target || rule.dataHash != keccak256(call.data)) continue;
            return (rule.tiers >> tier) & 1 == 1 && call.value == 0 && (rule.alone || !alone);
        }
        return false;
    }
}
