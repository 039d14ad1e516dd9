// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {Fate} from "../../../contracts/types/State.sol";
import {Stamp} from "../../../contracts/types/Stamp.sol";
import {Charters, RulebookSpec} from "../support/Charters.sol";
import {Operation} from "../support/Flow.sol";
import {Governed} from "../support/Governed.sol";
import {BEN, ROUTINE} from "../support/People.sol";
import {vm} from "../support/Vm.sol";

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
contract LensTest is Governed {
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
