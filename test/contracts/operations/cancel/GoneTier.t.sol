// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {RECOVERY_TIER} from "../../../../contracts/types/Tier.sol";
import {RosterSpec, TierSpec} from "../../support/Charters.sol";
import {Operation} from "../../support/Flow.sol";
import {Governed} from "../../support/Governed.sol";
import {ANA, EXECUTORS, GUS, People} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";

/// @dev Where a tier lay that is gone the first key's address lies now. Here it reads as if that tier were one for recovery.
contract CancelGoneTierTest is Governed {
    function _charter() internal override returns (RosterSpec memory spec) {
        spec = People.roster(_now());
        uint256 secret = 1_000;
        while (uint8(bytes20(vm.addr(secret))[3]) & RECOVERY_TIER == 0) ++secret;
        spec.keys[ANA].signer = abi.encodePacked(vm.addr(secret));
        _setSecret(ANA, secret);
    }

    function test_an_operation_whose_tier_is_gone_is_no_recovery() public {
        Operation memory operation = _schedule(_setting(EXECUTORS, 5));
        _removeTier();
        _accepts(_cancelling(_lane(EXECUTORS, 0), operation.word, GUS));
        _isTrue(!conclave.laneWord(_lane(EXECUTORS, 0)).isPending(), "cancelled");
    }

    function test_an_operation_whose_tier_is_gone_is_not_protected() public {
        Operation memory operation = _schedule(_setting(EXECUTORS, 5));
        _removeTier();
        _accepts(_cancellingProtected(operation, GUS));
        _isTrue(!conclave.laneWord(_lane(EXECUTORS, 0)).isPending(), "cancelled");
    }

    function test_an_operation_whose_tier_became_one_for_emergencies_is_not_protected() public {
        Operation memory operation = _schedule(_setting(EXECUTORS, 5));
        RosterSpec memory next = _nextRoster();
        next.tiers[EXECUTORS].delay = 0;
        _amendRoster(next);
        _accepts(_cancellingProtected(operation, GUS));
        _isTrue(!conclave.laneWord(_lane(EXECUTORS, 0)).isPending(), "cancelled");
    }

    function _removeTier() private {
        RosterSpec memory next = _nextRoster();
        TierSpec[] memory tiers = new TierSpec[](EXECUTORS);
        for (uint256 i; i < EXECUTORS; ++i) tiers[i] = next.tiers[i];
        next.tiers = tiers;
        _amendRoster(next);
    }
}
