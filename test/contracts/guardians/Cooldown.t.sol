// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {GUARDIAN} from "../../../contracts/types/Entry.sol";
import {Charters, KeySpec, RosterSpec} from "../support/Charters.sol";
import {Operation} from "../support/Flow.sol";
import {Governed} from "../support/Governed.sol";
import {BEN, CLEO, COOLDOWN, GUS, HANA, People, ROUTINE} from "../support/People.sol";
import {vm} from "../support/Vm.sol";

/// @dev Invariant 2: suspend, cancel and void share one cooldown per guardian holder.
contract CooldownTest is Governed {
    function test_one_act_starts_it_for_all_three() public {
        Operation memory operation = _schedule(_setting(ROUTINE, 1));
        _accepts(_suspending(BEN, GUS));
        bytes memory cooling = _cooling(GUS, _now() + COOLDOWN);
        _refuses(_suspending(CLEO, GUS), cooling);
        _refuses(_cancelling(_lane(ROUTINE, 0), operation.word, GUS), cooling);
        _refuses(_voiding(GUS, GUS), cooling);
    }

    function test_a_cancel_starts_it_too() public {
        Operation memory operation = _schedule(_setting(ROUTINE, 1));
        _accepts(_cancelling(_lane(ROUTINE, 0), operation.word, GUS));
        _refuses(_suspending(BEN, GUS), _cooling(GUS, _now() + COOLDOWN));
    }

    function test_a_void_starts_it_too() public {
        _accepts(_voiding(GUS, GUS));
        _refuses(_suspending(BEN, GUS), _cooling(GUS, _now() + COOLDOWN));
        _same(conclave.holderRecord(GUS).acts, 1);
    }

    function test_it_ends_to_the_second() public {
        _accepts(_voiding(GUS, GUS));
        uint256 readyAt = _now() + COOLDOWN;
        vm.warp(readyAt - 1);
        _refuses(_voiding(GUS, GUS), _cooling(GUS, readyAt));
        vm.warp(readyAt);
        _accepts(_voiding(GUS, GUS));
        _same(conclave.config().epoch, 2);
        _same(conclave.config().lastVoid, 2);
    }

    function test_it_is_each_guardian_s_own() public {
        _accepts(_voiding(GUS, GUS));
        _accepts(_suspending(BEN, HANA));
    }

    function test_lifting_one_s_own_suspension_is_free() public {
        _accepts(_suspending(BEN, GUS));
        _accepts(_liftingOwn(BEN, GUS));
    }

    function test_it_survives_the_rotation_of_the_guardian_s_key() public {
        _accepts(_voiding(GUS, GUS));
        uint256 readyAt = _now() + COOLDOWN;
        RosterSpec memory next = _nextRoster();
        KeySpec memory successor = People.eoa(13, GUS, GUARDIAN, next.keys[0].expiry);
        (successor.predecessor, successor.since) = (GUS, 2);
        Charters.add(next, successor);
        _amendRoster(next);
        _activate(13);
        _refuses(_voiding(13, GUS), _cooling(GUS, readyAt));
        vm.warp(readyAt);
        _accepts(_voiding(13, GUS));
    }

    function test_it_survives_an_amendment_that_adds_a_second_key() public {
        RosterSpec memory next = _nextRoster();
        KeySpec memory second = People.eoa(13, GUS, GUARDIAN, next.keys[0].expiry);
        second.since = 2;
        Charters.add(next, second);
        _amendRoster(next);
        _activate(13);
        _accepts(_voiding(GUS, GUS));
        _refuses(_voiding(13, GUS), _cooling(GUS, _now() + COOLDOWN));
    }

    function test_a_void_is_not_replayed_after_the_cooldown() public {
        bytes memory data = _voiding(GUS, GUS);
        _accepts(data);
        _refuses(data, abi.encodeWithSelector(E.InvalidSignature.selector, GUS));
    }

    function test_a_charter_s_cooldown_lets_the_others_get_a_proposal_through() public {
        // Both guardians strike one after the other; before the first may strike again, a tier-0 operation has run.
        _accepts(_voiding(GUS, GUS));
        uint256 again = _now() + COOLDOWN;
        vm.warp(_now() + 5 days);
        Operation memory operation = _schedule(_setting(0, 5));
        _accepts(_cancelling(0, operation.word, HANA));
        _pass(_setting(0, 6));
        _isTrue(_now() < again, "in time");
        _same(target.value(), 6);
    }

    function _cooling(uint8 holder, uint256 readyAt) private pure returns (bytes memory) {
        return abi.encodeWithSelector(E.GuardianCooling.selector, holder, readyAt);
    }
}
