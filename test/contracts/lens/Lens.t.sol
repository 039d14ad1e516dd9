// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {APPROVER} from "../../../contracts/types/Entry.sol";
import {Fate} from "../../../contracts/types/State.sol";
import {Stamp} from "../../../contracts/types/Stamp.sol";
import {Charters, KeySpec, RosterSpec, RulebookSpec} from "../support/Charters.sol";
import {Operation} from "../support/Flow.sol";
import {BEN, BEN_SECOND, NONE, People, ROUTINE} from "../support/People.sol";
import {vm} from "../support/Vm.sol";
import {Rotating} from "../keys/Rotating.sol";

/// @notice Answers every question with one word of zeros.
contract Mumbler {
    fallback() external {
        assembly ("memory-safe") {
            mstore(0, 0)
            return(0, 32)
        }
    }
}

/// @dev The lens asked by itself, about what no Conclave would ask.
contract LensTest is Rotating {
    function test_key_states_name_keys_that_are_active_and_keys_that_are_pending() public {
        RosterSpec memory next = _nextRoster();
        KeySpec memory vacant;
        Charters.add(next, vacant);
        _amendRoster(_with(next, NEW + 1, BEN, APPROVER, NONE));
        _has((1 << NEW) - 1, 1 << (NEW + 1));
    }

    function test_a_key_at_the_index_of_one_that_is_gone_is_pending() public {
        _accepts(_compromisingOwn(BEN_SECOND));
        vm.warp(_now() + 40 days);
        RosterSpec memory next = _nextRoster();
        uint32 expiry = next.keys[BEN].expiry;
        next.keys[BEN_SECOND] = People.eoa(NEW, BEN, APPROVER, expiry);
        next.keys[BEN_SECOND].since = next.serial;
        _amendRoster(next);
        _has(((1 << NEW) - 1) ^ (1 << BEN_SECOND), 1 << BEN_SECOND);
    }

    function _has(uint256 active, uint256 pending) private view {
        (uint64 areActive, uint64 arePending) = lens.keyStates(conclave);
        _same(areActive, active);
        _same(arePending, pending);
    }

    function test_an_index_without_a_key_is_no_approval() public {
        Operation memory operation = _schedule(_setting(ROUTINE, 5));
        (Fate fate, , ) = lens.fate(conclave, operation.p, operation.stamp);
        _same(uint8(fate), uint8(Fate.Stands));
        bytes32 stamp = Stamp.unwrap(operation.stamp) ^ bytes32(uint256((1 << BEN) | (1 << 63)));
        (fate, , ) = lens.fate(conclave, operation.p, Stamp.wrap(stamp));
        _same(uint8(fate), uint8(Fate.ApprovalsLost));
    }

    /// @dev The constructor pins the validator's code; should it answer anything but yes all the same, that means no.
    function test_a_validator_that_does_not_say_yes_refuses() public {
        bytes memory document = Charters.encode(_nextRoster());
        RulebookSpec memory book = _book();
        book.serial = 2;
        bytes memory bookDocument = Charters.encode(Charters.sort(book));
        lens.checkAmendment(conclave, document, 0);
        lens.checkRenewal(conclave, document);
        lens.checkRulebook(conclave, bookDocument);
        lens.checkAble(conclave, true);

        vm.etch(address(validator), address(new Mumbler()).code);
        _says(abi.encodeCall(lens.checkAmendment, (conclave, document, 0)));
        _says(abi.encodeCall(lens.checkRenewal, (conclave, document)));
        _says(abi.encodeCall(lens.checkRulebook, (conclave, bookDocument)));
        _says(abi.encodeCall(lens.checkAble, (conclave, true)));
    }

    function _says(bytes memory question) private view {
        (bool succeeded, bytes memory reason) = address(lens).staticcall(question);
        _failedWith(succeeded, reason, abi.encodeWithSelector(E.CharterRefused.selector));
    }
}
