// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {Draft} from "../support/Drafts.sol";
import {Operation} from "../support/Flow.sol";
import {Governed} from "../support/Governed.sol";
import {Intruder} from "../support/Intruder.sol";
import {BEN, CLEO, DAN, GUS, ROUTINE} from "../support/People.sol";

/// @dev A governed contract that turns on its owner in the middle of an operation.
contract ReentrancyTest is Governed {
    function test_a_target_reaches_no_mutator() public {
        Intruder intruder = new Intruder();
        Operation memory waiting = _schedule(_setting(ROUTINE, 1));
        Operation memory operation = _schedule(
            _draft(0, _call(address(intruder), abi.encodeCall(Intruder.attack, ())))
        );
        _warpToReady(operation);
        bytes[] memory attacks = _mutators(waiting, operation);
        intruder.prepare(address(conclave), attacks);
        bytes32 register = _wordOf(0xffff);
        _execute(operation);
        _same(intruder.succeeded(), 0);
        for (uint256 i; i < attacks.length; ++i) _failedWith(false, intruder.answers(i), LOCKED);
        _same(_wordOf(0xffff), register);
        _isTrue(conclave.laneWord(_lane(ROUTINE, 0)) == waiting.word, "still waiting");
        _same(target.value(), 0);
    }

    function test_a_target_does_not_pass_for_the_conclave() public {
        Intruder intruder = new Intruder();
        Operation memory operation = _schedule(
            _draft(0, _call(address(intruder), abi.encodeCall(Intruder.attack, ())))
        );
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

    /// @dev Calls that would each succeed if the lock let them.
    function _mutators(
        Operation memory waiting,
        Operation memory running
    ) private view returns (bytes[] memory calls) {
        Draft memory draft = _draft(_lane(ROUTINE, 1), _sets(2));
        calls = new bytes[](12);
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
    }
}
