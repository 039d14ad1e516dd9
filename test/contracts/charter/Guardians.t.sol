// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICharterValidator as I} from "../../../contracts/interfaces/ICharterValidator.sol";
import {APPROVER, GUARDIAN, PROPOSER, SEVERAL} from "../../../contracts/types/Entry.sol";
import {Charters, RosterSpec} from "../support/Charters.sol";
import {add, keyOf, sampleCharter} from "./CharterDraft.sol";
import {CharterTest} from "./CharterTest.sol";

/// @dev Invariant 2: guardians slow down, they do not rule.
contract GuardianCharterTest is CharterTest {
    function test_refuses_a_holder_who_guards_and_approves_with_two_keys() public view {
        RosterSpec memory draft = sampleCharter();
        add(draft, keyOf(12, 4, GUARDIAN));
        draft.cooldown = 60 days;
        refused(draft, err(I.GuardianApproves.selector, 4));
    }

    function test_refuses_a_holder_who_guards_and_approves_with_one_key() public view {
        RosterSpec memory draft = sampleCharter();
        draft.keys[7].roles = GUARDIAN | APPROVER | SEVERAL;
        refused(draft, err(I.GuardianApproves.selector, 7));
    }

    function test_names_the_last_holder_too() public view {
        RosterSpec memory draft = sampleCharter();
        draft.keys[7].roles = GUARDIAN | APPROVER | SEVERAL;
        draft.keys[7].holder = 63;
        refused(draft, err(I.GuardianApproves.selector, 63));
    }

    function test_a_guardian_may_propose() public view {
        RosterSpec memory draft = sampleCharter();
        draft.keys[7].roles = GUARDIAN | PROPOSER | SEVERAL;
        accepted(draft);
    }

    /// @dev (G + 1) · (W + d0) + S, to the second.
    function test_refuses_a_cooldown_one_second_too_short() public view {
        RosterSpec memory draft = sampleCharter();
        uint32 least = uint32(3 * (W + 2 days) + S);
        draft.cooldown = least;
        accepted(draft);
        draft.cooldown = least - 1;
        refused(draft, err(I.CooldownTooShort.selector, least - 1, least));
    }

    /// @dev ⌈G · (W + d0 + S) / 2⌉, to the second, where suspensions are long and guardians many: they might take turns.
    function test_refuses_a_cooldown_one_second_too_short_for_guardians_who_take_turns() public view {
        RosterSpec memory draft = sampleCharter();
        add(draft, keyOf(12, 9, GUARDIAN));
        I.Setting memory chosen = I.Setting(setting().now_, 3 days + 1, 90 days, CONCLAVE);
        // Three guardians: half of 285 days and 3 seconds, against 110 days and 4 seconds.
        uint32 least = uint32(142.5 days + 2);
        draft.cooldown = least;
        validator.checkGenesis(Charters.encode(draft), chosen);
        draft.cooldown = least - 1;
        bytes memory document = Charters.encode(draft);
        failed(
            abi.encodeCall(I.checkGenesis, (document, chosen)),
            err(I.CooldownTooShort.selector, least - 1, least)
        );
    }

    function test_counts_guardians_by_holder_and_not_by_key() public view {
        RosterSpec memory draft = sampleCharter();
        draft.cooldown = uint32(3 * (W + 2 days) + S);
        add(draft, keyOf(12, 7, GUARDIAN));
        accepted(draft);
        draft.keys[12].holder = 9;
        refused(draft, err(I.CooldownTooShort.selector, draft.cooldown, 4 * (W + 2 days) + S));
    }

    function test_asks_for_a_cooldown_even_without_guardians() public view {
        RosterSpec memory draft = sampleCharter();
        draft.keys[7].roles = PROPOSER;
        draft.keys[8].roles = PROPOSER;
        draft.tiers[2].roles = APPROVER;
        draft.cooldown = uint32(W + 2 days + S);
        accepted(draft);
        --draft.cooldown;
        refused(draft, err(I.CooldownTooShort.selector, draft.cooldown, W + 2 days + S));
    }

    function testFuzz_the_cooldown_grows_with_guardians_window_delay_and_suspension(
        uint8 guardians,
        uint32 window,
        uint32 suspension,
        uint32 delay
    ) public view {
        guardians = 1 + (guardians % 40);
        window = 1 + (window % 14 days);
        suspension = 1 + (suspension % 90 days);
        delay = 1 days + (delay % 40 days);
        RosterSpec memory draft = sampleCharter();
        draft.keys[7].roles = PROPOSER;
        draft.keys[8].roles = PROPOSER;
        for (uint8 i; i < guardians; ++i) add(draft, keyOf(100 + i, 10 + i, GUARDIAN));
        draft.tiers[0].delay = delay;
        draft.tiers[3].delay = 240 days;
        uint256 passage = uint256(window) + delay;
        uint256 least = (uint256(guardians) + 1) * passage + suspension;
        uint256 joint = (guardians * (passage + suspension) + 1) / 2;
        if (joint > least) least = joint;
        I.Setting memory chosen = I.Setting(setting().now_, window, suspension, CONCLAVE);
        draft.cooldown = uint32(least);
        validator.checkGenesis(Charters.encode(draft), chosen);
        --draft.cooldown;
        bytes memory document = Charters.encode(draft);
        failed(
            abi.encodeCall(I.checkGenesis, (document, chosen)),
            err(I.CooldownTooShort.selector, least - 1, least)
        );
    }

    function test_an_amendment_is_held_to_the_same() public view {
        RosterSpec memory draft = nextCharter();
        add(draft, keyOf(12, 4, GUARDIAN));
        draft.keys[12].since = 2;
        draft.cooldown = 60 days;
        amendmentRefused(draft, allActive(), err(I.GuardianApproves.selector, 4));
        draft = nextCharter();
        draft.cooldown = 22 days - 1;
        amendmentRefused(draft, allActive(), err(I.CooldownTooShort.selector, 22 days - 1, 22 days));
    }
}
