// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {APPROVER, PROPOSER, TESTER} from "../../../contracts/types/Entry.sol";
import {TESTER_NEEDED} from "../../../contracts/types/Tier.sol";
import {KeySpec, RosterSpec} from "../support/Charters.sol";
import {Draft} from "../support/Drafts.sol";
import {Operation, Signers} from "../support/Flow.sol";
import {NONE} from "../support/People.sol";
import {OddWallet} from "../support/Wallets.sol";
import {vm} from "../support/Vm.sol";
import {Surroundings} from "./Surroundings.sol";

/// @notice Whether tier 0 really acts without one holder: scheduled, waited out and executed by whoever is left.
abstract contract Acting is Surroundings {
    /// @dev Leaves everything as it was.
    function _actsWithout(uint8 removed) internal {
        uint256 snapshot = vm.snapshotState();
        odd.setAnswer(OddWallet.Answer.Yes);
        bytes memory call = abi.encodeCall(
            IConclave.approveMessage,
            (keccak256("still here"), type(uint40).max)
        );
        // A lane of its own: others may be busy.
        Draft memory draft = _draft(_lane(0, uint8(opened[0])), _call(address(conclave), call));
        Signers memory signers = _company(_rosterSpec(), removed);
        Operation memory operation = _schedule(draft, signers);
        _warpToReady(operation);
        _execute(operation);
        vm.revertToState(snapshot);
    }

    /// @dev A proposer, a tester and enough approvers of different holders, found by trying all pairs.
    function _company(RosterSpec memory spec, uint8 removed) private view returns (Signers memory signers) {
        bool tested = spec.tiers[0].flags & TESTER_NEEDED != 0;
        for (uint8 p; p < spec.keys.length; ++p) {
            uint256 taken = removed == NOBODY ? 0 : 1 << removed;
            if (!_free(spec.keys[p], PROPOSER, taken)) continue;
            taken |= 1 << spec.keys[p].holder;
            for (uint8 q; q < (tested ? spec.keys.length : 1); ++q) {
                if (tested && !_free(spec.keys[q], TESTER, taken)) continue;
                uint256 both = tested ? taken | (1 << spec.keys[q].holder) : taken;
                uint8[] memory approvers = new uint8[](spec.tiers[0].approvals);
                if (_fill(spec, approvers, both)) return Signers(p, tested ? q : NONE, approvers);
            }
        }
        revert NotTrue("the recount found people, the search did not");
    }

    /// @dev People first: wallets must not fill the quorum.
    function _fill(
        RosterSpec memory spec,
        uint8[] memory approvers,
        uint256 taken
    ) private view returns (bool) {
        uint256 found;
        for (uint256 wallets; wallets < 2; ++wallets) {
            for (uint8 i; i < spec.keys.length && found < approvers.length; ++i) {
                KeySpec memory key = spec.keys[i];
                if (_isWallet(key) != (wallets == 1) || !_free(key, APPROVER, taken)) continue;
                if (wallets == 1 && found == 0) return false;
                approvers[found++] = i;
                taken |= 1 << key.holder;
            }
        }
        return found == approvers.length;
    }

    function _free(KeySpec memory key, uint8 role, uint256 taken) private view returns (bool) {
        return key.roles & role != 0 && (taken >> key.holder) & 1 == 0 && _usable(key, 0, false);
    }
}
