// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Draft} from "../support/Drafts.sol";
import {Signers} from "../support/Flow.sol";
import {ANA, BEN, CLEO, EVE} from "../support/People.sol";
import {vm} from "../support/Vm.sol";
import {Forms, Sig} from "./Forms.sol";

/// @dev What `PlainSignatures` does not count `Consent` counts all the same, so a short cut that is never taken shows in nothing but gas.
contract ConsentShortCutTest is Forms {
    /// @dev Far less than a signature costs more that is read in the other way, far more than a byte of calldata does.
    uint256 private constant LEAST_SAVED = 1_000;

    function test_each_plain_signature_is_counted_in_the_short_way() public {
        uint256 parities;
        for (uint256 value = 1; value < 8; ++value) {
            Draft memory draft = _setting(0, value);
            draft.approvals = 4;
            uint8[] memory approvers = new uint8[](4);
            (approvers[0], approvers[1], approvers[2], approvers[3]) = (BEN, CLEO, MAX_OF_ALL, LAST);
            Sig[] memory sigs = _sigs(draft, Signers(ANA, EVE, approvers));
            uint256 allPlain = _cost(draft, _allPlain(sigs));
            for (uint256 i; i < sigs.length; ++i) {
                uint256 oneLong = _cost(draft, _packed(sigs, ~(1 << i)));
                _isTrue(oneLong > allPlain + LEAST_SAVED, "the plain form saves gas");
                parities |= 1 << (2 * i + uint8(sigs[i].signature[64]) - 27);
            }
        }
        _same(parities, (1 << 12) - 1);
    }

    function _cost(Draft memory draft, bytes memory signatures) private returns (uint256 gas_) {
        bytes memory data = _scheduling(draft, REPORT, signatures);
        uint256 snapshot = vm.snapshotState();
        gas_ = gasleft();
        (bool succeeded, bytes memory reason) = address(conclave).call(data);
        gas_ -= gasleft();
        if (!succeeded) revert RefusedOtherwise(reason, "");
        vm.revertToState(snapshot);
    }
}
