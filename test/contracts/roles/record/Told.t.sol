// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IRoleManager} from "../../../../contracts/interfaces/IRoleManager.sol";
import {IRoleManagerEvents as I} from "../../../../contracts/interfaces/IRoleManagerEvents.sol";
import {Grant, NONE} from "../../../../contracts/roles/Grant.sol";
import {Terms} from "../../../../contracts/roles/Terms.sol";
import {BEN, BEN_SECOND, CLEO, DAN, EVE} from "../../support/People.sol";
import {Vm, vm} from "../../support/Vm.sol";
import {ADDER, ADMIN, Managed, PAUSER, PAYER, REVIEWER} from "../support/Managed.sol";

/// @notice What each event of the manager's own says, argument by argument. That a link is made of it is `Record.t.sol`.
contract RoleToldTest is Managed {
    function test_a_definition_tells_the_role_and_all_its_terms() public {
        Terms memory terms = Terms(1, 2 days, 3 days, REVIEWER, true, false);
        vm.recordLogs();
        _define(77, terms);
        _told(0, I.RoleDefined.selector, [uint256(77), 0, 0], abi.encode(terms));
    }

    function test_a_conflict_tells_both_roles_as_named_and_whether_it_holds() public {
        vm.recordLogs();
        _conflict(PAYER, ADDER);
        _told(0, I.ConflictSet.selector, [uint256(PAYER), ADDER, 0], abi.encode(true));
        vm.recordLogs();
        _rules(abi.encodeCall(IRoleManager.setConflict, (ADDER, PAYER, false)));
        _told(0, I.ConflictSet.selector, [uint256(ADDER), PAYER, 0], abi.encode(false));
    }

    function test_a_declaration_tells_whose_the_contract_is_and_one_taken_back_nobodys() public {
        vm.recordLogs();
        _declare(address(target), BEN);
        uint256[3] memory indexed_ = [_number(address(target)), 0, 0];
        _told(0, I.ContractDeclared.selector, indexed_, abi.encode(true, BEN));
        vm.recordLogs();
        _rules(abi.encodeCall(IRoleManager.declareContract, (address(target), false, BEN)));
        _told(0, I.ContractDeclared.selector, indexed_, abi.encode(false, NONE));
    }

    function test_a_grant_tells_who_granted_and_the_word_stored() public {
        _delegate(_at(DAN), 0);
        vm.recordLogs();
        _grant(PAUSER, CLEO);
        _told(
            1,
            I.GrantTermed.selector,
            [PAUSER, _number(CLEO), _number(address(conclave))],
            _word(PAUSER, CLEO)
        );
        vm.recordLogs();
        _takes(_at(DAN), _granting(ADDER, BEN));
        _told(1, I.GrantTermed.selector, [ADDER, _number(BEN), _number(DAN)], _word(ADDER, BEN));
    }

    function test_a_review_tells_who_reviewed_and_the_word_kept_or_dropped() public {
        _grant(ADDER, BEN);
        vm.warp(_now() + 1);
        uint256[3] memory indexed_ = [ADDER, _number(BEN), _number(EVE)];
        bytes memory before = _word(ADDER, BEN);
        vm.recordLogs();
        _takes(_at(EVE), _reviewing(ADDER, BEN, true));
        bytes memory kept = _word(ADDER, BEN);
        _isTrue(keccak256(kept) != keccak256(before), "another word");
        _told(0, I.GrantReviewed.selector, indexed_, bytes.concat(abi.encode(true), kept));
        vm.recordLogs();
        _takes(_at(EVE), _reviewing(ADDER, BEN, false));
        _told(0, I.GrantReviewed.selector, indexed_, bytes.concat(abi.encode(false), kept));
    }

    function test_a_succession_tells_both_keys_the_word_and_who_had_it_so() public {
        _grant(ADDER, BEN_SECOND);
        _enterSuccessor(BEN_SECOND);
        _activate(NEW);
        vm.recordLogs();
        _takes(OUTSIDER, abi.encodeCall(IRoleManager.succeed, (ADDER, _at(BEN_SECOND), _at(NEW))));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        bytes memory word = _word(ADDER, NEW);
        _is(logs[2], I.GrantTermed.selector, [ADDER, _number(NEW), _number(OUTSIDER)], word);
        _is(logs[3], I.GrantSucceeded.selector, [ADDER, _number(BEN_SECOND), _number(NEW)], word);
    }

    function test_an_alarm_tells_whose_review_was_due_and_when() public {
        _grant(PAUSER, CLEO);
        uint256 due = _now() + PERIOD;
        vm.warp(due + 5 days);
        vm.recordLogs();
        _takes(OUTSIDER, abi.encodeCall(IRoleManager.raiseAlarm, (PAUSER, _at(CLEO))));
        _told(0, I.ReviewOverdue.selector, [PAUSER, _number(CLEO), 0], abi.encode(due));
    }

    /// @dev After what the target says of itself.
    function test_a_target_handed_on_is_told_with_its_new_authority() public {
        vm.recordLogs();
        _rules(abi.encodeCall(IAccessManager.updateAuthority, (address(asset), address(target))));
        _told(1, I.AuthorityMoved.selector, [_number(address(asset)), 0, 0], abi.encode(target));
    }

    function test_a_managers_first_grant_is_told_as_the_conclaves_by_itself() public {
        vm.recordLogs();
        manager = IRoleManager(_deploy("RoleManager", abi.encode(conclave)));
        uint256 self = _number(address(conclave));
        bytes memory word = abi.encode(manager.grantOf(ADMIN, address(conclave)));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        _is(logs[0], IAccessManager.RoleGranted.selector, [ADMIN, self, 0], abi.encode(0, _now(), true));
        _is(logs[1], I.GrantTermed.selector, [ADMIN, self, self], word);
    }

    /// @param indexed_ Indexed arguments, as many as the event has; zero for what it does not have.
    function _told(uint256 index, bytes32 topic, uint256[3] memory indexed_, bytes memory data) private {
        _is(vm.getRecordedLogs()[index], topic, indexed_, data);
    }

    function _is(
        Vm.Log memory log,
        bytes32 topic,
        uint256[3] memory indexed_,
        bytes memory data
    ) private view {
        _same(uint256(uint160(log.emitter)), _number(address(manager)));
        _same(log.topics[0], topic);
        for (uint256 i = 1; i < 4; ++i)
            _same(i < log.topics.length ? uint256(log.topics[i]) : 0, indexed_[i - 1]);
        _same(keccak256(log.data), keccak256(data));
    }

    function _word(uint64 role, uint8 key) private view returns (bytes memory) {
        return abi.encode(Grant.unwrap(_grantOf(role, key)));
    }

    function _number(uint8 key) private view returns (uint256) {
        return _number(_at(key));
    }

    function _number(address account) private pure returns (uint256) {
        return uint160(account);
    }
}
