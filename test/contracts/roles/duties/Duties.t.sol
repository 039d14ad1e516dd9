// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IRoleManager} from "../../../../contracts/interfaces/IRoleManager.sol";
import {IRoleManagerErrors as E} from "../../../../contracts/interfaces/IRoleManagerErrors.sol";
import {NONE} from "../../../../contracts/roles/Grant.sol";
import {APPROVER} from "../../../../contracts/types/Entry.sol";
import {RosterSpec} from "../../support/Charters.sol";
import {BEN, BEN_SECOND, CLEO, DAN, EVE} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";
import {ADDER, ADMIN, Managed, PAYER, PAUSER, PUBLIC, REVIEWER} from "../support/Managed.sol";
import {Restricted} from "../support/Restricted.sol";

/// @notice Two roles in conflict are never with one person, over all its keys and contracts.
contract DutiesTest is Managed {
    function test_a_conflict_holds_both_ways() public {
        _conflict(ADDER, PAYER);
        _same(manager.conflictsOf(ADDER)[0], PAYER);
        _same(manager.conflictsOf(PAYER)[0], ADDER);
        _grant(ADDER, BEN);
        _grant(PAYER, CLEO);
        _rulesNot(_granting(PAYER, BEN), _combined(BEN, PAYER, ADDER));
        _rulesNot(_granting(ADDER, CLEO), _combined(CLEO, ADDER, PAYER));
        _grant(PAUSER, BEN);
    }

    function test_a_conflict_is_over_all_keys_of_a_holder() public {
        _conflict(ADDER, PAYER);
        _grant(ADDER, BEN);
        _rulesNot(_granting(PAYER, BEN_SECOND), _combined(BEN, PAYER, ADDER));
        _grant(ADDER, BEN_SECOND);
        _rules(_revoking(ADDER, BEN));
        _rulesNot(_granting(PAYER, BEN), _combined(BEN, PAYER, ADDER));
        _rules(_revoking(ADDER, BEN_SECOND));
        _grant(PAYER, BEN);
    }

    function test_a_declared_contract_counts_for_its_holder() public {
        _conflict(ADDER, PAYER);
        _declare(address(target), BEN);
        _rules(abi.encodeCall(IAccessManager.grantRole, (ADDER, address(target), 0)));
        _rulesNot(_granting(PAYER, BEN), _combined(BEN, PAYER, ADDER));
        _grant(PAYER, CLEO);
        _declare(address(asset), CLEO);
        _rulesNot(
            abi.encodeCall(IAccessManager.grantRole, (ADDER, address(asset), 0)),
            _combined(CLEO, ADDER, PAYER)
        );
    }

    function test_a_conflict_is_not_set_while_somebody_has_both() public {
        _grant(ADDER, BEN);
        _grant(PAYER, BEN_SECOND);
        _grant(ADDER, CLEO);
        _rulesNot(_separating(ADDER, PAYER), _combined(BEN, ADDER, PAYER));
        _rules(_revoking(PAYER, BEN_SECOND));
        _grant(PAYER, DAN);
        _conflict(ADDER, PAYER);
    }

    function test_a_conflict_is_not_set_however_many_grants_of_one_somebody_has() public {
        _grant(PAYER, BEN);
        for (uint256 i; i < 15; ++i) {
            address tool = address(new Restricted(address(manager)));
            _declare(tool, BEN);
            _rules(abi.encodeCall(IAccessManager.grantRole, (ADDER, tool, 0)));
            _rulesNot(_separating(ADDER, PAYER), _combined(BEN, ADDER, PAYER));
        }
        // His many are nobody else's.
        _rules(_revoking(PAYER, BEN));
        _grant(PAYER, CLEO);
        _conflict(ADDER, PAYER);
    }

    function test_a_grant_that_has_ended_is_in_the_way_until_it_is_removed() public {
        _conflict(ADDER, PAYER);
        _rules(_grantingUntil(ADDER, BEN, _now() + 1 days));
        vm.warp(_now() + 1 days);
        _rulesNot(_granting(PAYER, BEN), _combined(BEN, PAYER, ADDER));
        _takes(OUTSIDER, _removing(ADDER, _at(BEN)));
        _grant(PAYER, BEN);
        _rulesNot(_granting(ADDER, BEN), _combined(BEN, ADDER, PAYER));
    }

    function test_a_conflict_taken_back_is_gone_both_ways_and_the_others_stay() public {
        _conflict(ADDER, PAUSER);
        _conflict(ADDER, PAYER);
        _conflict(ADDER, REVIEWER);
        _rules(abi.encodeCall(IRoleManager.setConflict, (PAYER, ADDER, false)));
        _same(manager.conflictsOf(PAYER).length, 0);
        _same(manager.conflictsOf(ADDER).length, 2);
        _grant(ADDER, BEN);
        _grant(PAYER, BEN);
        _rulesNot(_granting(PAUSER, BEN), _combined(BEN, PAUSER, ADDER));
        _rulesNot(_granting(REVIEWER, BEN), _combined(BEN, REVIEWER, ADDER));
        _grant(PAYER, CLEO);
        _grant(ADDER, CLEO);
        _grant(PAUSER, DAN);
        _rulesNot(_granting(ADDER, DAN), _combined(DAN, ADDER, PAUSER));
        _rulesNot(_granting(ADDER, EVE), _combined(EVE, ADDER, REVIEWER));
    }

    function test_what_is_so_already_stays_so_without_an_event() public {
        _conflict(ADDER, PAYER);
        bytes32 head = manager.head();
        vm.recordLogs();
        _conflict(PAYER, ADDER);
        _rules(abi.encodeCall(IRoleManager.setConflict, (ADDER, PAUSER, false)));
        _same(vm.getRecordedLogs().length, 0);
        _same(manager.head(), head);
        _same(manager.conflictsOf(ADDER).length, 1);
    }

    function test_neither_with_itself_nor_with_admin_or_everybody() public {
        _rulesNot(_separating(ADDER, ADDER), abi.encodeWithSelector(E.ConflictWithItself.selector, ADDER));
        _rulesNot(_separating(ADDER, ADMIN), _locked(ADMIN));
        _rulesNot(_separating(ADMIN, ADDER), _locked(ADMIN));
        _rulesNot(_separating(ADDER, PUBLIC), _locked(PUBLIC));
        _rulesNot(_separating(PUBLIC, ADDER), _locked(PUBLIC));
    }

    function test_at_most_sixteen_a_role_on_either_side() public {
        for (uint64 i; i < 16; ++i) _conflict(ADDER, 100 + i);
        bytes memory expected = abi.encodeWithSelector(E.TooManyConflicts.selector, ADDER);
        _rulesNot(_separating(ADDER, 116), expected);
        _rulesNot(_separating(116, ADDER), expected);
        _same(manager.conflictsOf(ADDER).length, 16);
        _same(manager.conflictsOf(116).length, 0);
    }

    function test_the_last_of_sixteen_holds_too() public {
        for (uint64 i; i < 15; ++i) _conflict(ADDER, 100 + i);
        _conflict(ADDER, PAYER);
        _grant(PAYER, BEN);
        _rulesNot(_granting(ADDER, BEN), _combined(BEN, ADDER, PAYER));
    }

    function test_at_most_fifteen_grants_of_a_role_to_one_holder() public {
        for (uint256 i; i < 15; ++i) {
            address tool = address(new Restricted(address(manager)));
            _declare(tool, BEN);
            _rules(abi.encodeCall(IAccessManager.grantRole, (ADDER, tool, 0)));
            // Anew counts once.
            _rules(abi.encodeCall(IAccessManager.grantRole, (ADDER, tool, 0)));
            _same(_count(ADDER, BEN), i + 1);
        }
        bytes memory expected = abi.encodeWithSelector(E.TooManyGrants.selector, ADDER, BEN);
        _rulesNot(_granting(ADDER, BEN), expected);
        _grant(ADDER, CLEO);
        _same(_count(ADDER, BEN), 15);
        _same(_count(ADDER, CLEO), 1);
    }

    /// @dev Its four bits are the highest.
    function test_the_last_holder_is_told_from_the_others() public {
        RosterSpec memory spec = _with(_nextRoster(), NEW, 63, APPROVER, NONE);
        _amendRoster(spec);
        _activate(NEW);
        _conflict(ADDER, PAYER);
        _grant(ADDER, NEW);
        _same(manager.holdersOf(ADDER), 1 << 252);
        _rulesNot(_granting(PAYER, NEW), _combined(63, PAYER, ADDER));
        _rules(abi.encodeCall(IRoleManager.setConflict, (ADDER, PAYER, false)));
        _grant(PAYER, NEW);
        _rulesNot(_separating(ADDER, PAYER), _combined(63, ADDER, PAYER));
    }

    function _separating(uint64 a, uint64 b) private pure returns (bytes memory) {
        return abi.encodeCall(IRoleManager.setConflict, (a, b, true));
    }

    function _combined(uint8 holder, uint64 role, uint64 other) private pure returns (bytes memory) {
        return abi.encodeWithSelector(E.DutiesCombined.selector, holder, role, other);
    }
}
