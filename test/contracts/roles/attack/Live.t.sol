// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {RosterSpec} from "../../support/Charters.sol";
import {BEN, CLEO, GUS} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";
import {Managed, PAYER} from "../support/Managed.sol";
import {Restricted} from "../support/Restricted.sol";

/// @notice What a live role's answer can be bent to by whoever chooses the gas, or by what the roster says since.
contract LiveAttackTest is Managed {
    function setUp() public override {
        super.setUp();
        _grant(PAYER, BEN);
        _grant(PAYER, CLEO);
    }

    function test_starved_of_gas_a_suspended_member_never_counts() public {
        _suspend(BEN, GUS);
        bytes memory question = abi.encodeCall(
            IAccessManager.canCall,
            (_at(BEN), address(asset), Restricted.pay.selector)
        );
        for (uint256 gas_ = 1_000; gas_ < 60_000; gas_ += 97) {
            (bool answered, bytes memory answer) = address(manager).staticcall{gas: gas_}(question);
            if (!answered) continue;
            (bool immediate, uint32 delay) = abi.decode(answer, (bool, uint32));
            _isTrue(!immediate && delay == 0, "counts");
        }
    }

    function test_with_enough_gas_others_count() public view {
        (bool immediate, ) = manager.canCall(_at(CLEO), address(asset), Restricted.pay.selector);
        _isTrue(immediate, "Cleo");
    }

    function test_an_expiry_brought_forward_is_not_seen_until_the_grant_is_taken_back() public {
        RosterSpec memory next = _nextRoster();
        next.keys[CLEO].expiry = uint32((_now() + 20 days) / 60);
        _amendRoster(next);
        vm.warp(_now() + 21 days);
        // Documented in docs/roles.md: the roster is read when a grant is made, not at each call.
        _isTrue(_has(PAYER, CLEO), "as it was granted");
        _rules(_revoking(PAYER, CLEO));
        _isTrue(!_has(PAYER, CLEO), "taken back");
    }
}
