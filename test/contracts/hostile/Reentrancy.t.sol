// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {ExactSpec, RulebookSpec} from "../support/Charters.sol";
import {Call, Draft} from "../support/Drafts.sol";
import {Operation} from "../support/Flow.sol";
import {Governed} from "../support/Governed.sol";
import {Intruder} from "../support/Intruder.sol";
import {BEN, CLEO, DAN, EMERGENCY, GUS, ROUTINE} from "../support/People.sol";

/// @dev A governed contract that turns on its owner in the middle of an operation.
contract ReentrancyTest is Governed {
    function test_a_target_reaches_no_mutator() public {
        Intruder intruder = new Intruder();
        Operation memory waiting = _schedule(_setting(ROUTINE, 1));
        Operation memory operation = _schedule(_draft(0, _attack(intruder)));
        _warpToReady(operation);
        bytes[] memory attacks = _mutators(waiting, operation);
        intruder.prepare(address(conclave), attacks);
        bytes32 register = _wordOf(0xffff);
        _execute(operation);
        _reachedNothing(intruder, attacks.length, waiting, register);
    }

    /// @dev There the calls run while it is scheduled.
    function test_a_target_of_an_emergency_reaches_no_mutator_either() public {
        Intruder intruder = new Intruder();
        RulebookSpec memory book = _book();
        book.serial = 2;
        bytes32 hash = keccak256(_attack(intruder).data);
        book.exactRules[0] = ExactSpec(address(intruder), hash, 0x04, false);
        _setRulebook(book);
        Operation memory waiting = _schedule(_setting(ROUTINE, 1));
        bytes[] memory attacks = _mutators(waiting, waiting);
        intruder.prepare(address(conclave), attacks);
        bytes32 register = _wordOf(0xffff);
        _schedule(_draft(_lane(EMERGENCY, 0), _attack(intruder)));
        _reachedNothing(intruder, attacks.length, waiting, register);
    }

    function test_a_target_does_not_pass_for_the_conclave() public {
        Intruder intruder = new Intruder();
        Operation memory operation = _schedule(_draft(0, _attack(intruder)));
        _warpToReady(operation);
        bytes[] memory attacks = new bytes[](2);
        attacks[0] = abi.encodeCall(IConclave.close, (address(1)));
        attacks[1] = abi.encodeCall(IConclave.lift, (DAN));
        intruder.prepare(address(conclave), attacks);
        _execute(operation);
        bytes memory onlySelf = abi.encodeWithSelector(E.OnlySelf.selector, address(intruder));
        _failedWith(false, intruder.answers(0), onlySelf);
        _failedWith(false, intruder.answers(1), onlySelf);
    }

    function _attack(Intruder intruder) private pure returns (Call memory) {
        return _call(address(intruder), abi.encodeCall(Intruder.attack, ()));
    }

    function _reachedNothing(
        Intruder intruder,
        uint256 attacks,
        Operation memory waiting,
        bytes32 register
    ) private view {
        _same(intruder.succeeded(), 0);
        for (uint256 i; i < attacks; ++i) _failedWith(false, intruder.answers(i), LOCKED);
        _same(_wordOf(0xffff), register);
        _isTrue(conclave.laneWord(_lane(ROUTINE, 0)) == waiting.word, "still waiting");
        _same(target.value(), 0);
    }

    /// @dev Calls most of which would succeed if the lock let them; all that take the lock.
    function _mutators(
        Operation memory waiting,
        Operation memory running
    ) private view returns (bytes[] memory calls) {
        Draft memory draft = _draft(_lane(ROUTINE, 1), _sets(2));
        calls = new bytes[](16);
        calls[0] = _scheduling(draft, _usual(draft));
        calls[1] = _executing(waiting);
        calls[2] = _executing(running);
        calls[3] = _cancelling(_lane(ROUTINE, 0), waiting.word, GUS);
        calls[4] = _cancellingProtected(waiting, GUS);
        calls[5] = _suspending(BEN, GUS);
        calls[6] = _voiding(GUS, GUS);
        calls[7] = _compromisingOwn(CLEO);
        calls[8] = _attesting(2, keccak256("subject"), 0, BEN);
        calls[9] = abi.encodeCall(IConclave.retire, (BEN));
        calls[10] = abi.encodeCall(IConclave.activate, (BEN, _soon(), ""));
        calls[11] = _clearing(waiting);
        calls[12] = _liftingOwn(BEN, GUS);
        calls[13] = abi.encodeCall(IConclave.amend, (waiting.p, waiting.stamp, new bytes[](0)));
        calls[14] = _stopping(_lane(ROUTINE, 0), waiting.word, new uint8[](0));
        calls[15] = abi.encodeCall(IConclave.approve, (waiting.id, BEN));
    }
}
