// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IRoleManagerErrors as E} from "../../../../contracts/interfaces/IRoleManagerErrors.sol";
import {BEN, BEN_SECOND, CLEO, DAN} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";
import {ADDER, ADMIN, Managed, PAUSER, PUBLIC, REGISTRAR} from "../support/Managed.sol";
import {Restricted} from "../support/Restricted.sol";

/// @notice Who grants, and to whom: nobody to himself.
contract GrantingTest is Managed {
    function test_a_member_of_the_admin_role_grants_and_revokes() public {
        _delegate(_at(DAN), 0);
        _takes(_at(DAN), _granting(ADDER, BEN));
        _takes(_at(DAN), _grantingUntil(ADDER, CLEO, _now() + 1 days));
        _isTrue(_has(ADDER, BEN) && _has(ADDER, CLEO), "granted");
        _takes(_at(DAN), _revoking(ADDER, BEN));
        _isTrue(!_has(ADDER, BEN), "revoked");
        _same(_count(ADDER, BEN), 0);
        _takesNot(_at(DAN), _granting(PAUSER, BEN), _unauthorized(_at(DAN), ADMIN));
        _takesNot(_at(DAN), _grantingUntil(PAUSER, BEN, 0), _unauthorized(_at(DAN), ADMIN));
        _takesNot(_at(BEN), _grantingUntil(ADDER, CLEO, 0), _unauthorized(_at(BEN), REGISTRAR));
    }

    function test_the_conclave_grants_nothing_of_a_role_with_an_admin_of_its_own() public {
        _delegate(_at(DAN), 0);
        _rulesNot(_granting(ADDER, BEN), _unauthorized(address(conclave), REGISTRAR));
    }

    function test_a_delayed_admin_grants_by_schedule_and_not_until() public {
        _delegate(_at(DAN), 1 days);
        _takesNot(
            _at(DAN),
            _grantingUntil(ADDER, BEN, 0),
            abi.encodeWithSelector(E.GrantToBeScheduled.selector, ADDER, 1 days)
        );
        bytes memory data = _granting(ADDER, BEN);
        _takes(_at(DAN), abi.encodeCall(IAccessManager.schedule, (address(manager), data, 0)));
        vm.warp(_now() + 1 days);
        _takes(_at(DAN), data);
        _isTrue(_has(ADDER, BEN), "granted");
    }

    function test_nobody_grants_to_a_key_of_his_own() public {
        _delegate(_at(BEN), 0);
        bytes memory expected = abi.encodeWithSelector(E.GrantToOneself.selector, ADDER, BEN);
        _takesNot(_at(BEN), _granting(ADDER, BEN), expected);
        _takesNot(_at(BEN), _granting(ADDER, BEN_SECOND), expected);
        _takesNot(_at(BEN), _grantingUntil(ADDER, BEN_SECOND, 0), expected);
        _takes(_at(BEN), _granting(ADDER, CLEO));
    }

    function test_nobody_grants_to_himself_by_way_of_the_manager() public {
        _delegate(_at(BEN), 0);
        bytes memory data = _granting(ADDER, BEN_SECOND);
        bytes memory executing = abi.encodeCall(IAccessManager.execute, (address(manager), data));
        bytes memory expected = abi.encodeWithSelector(E.GrantToOneself.selector, ADDER, BEN);
        _takesNot(_at(BEN), executing, expected);
        _rules(abi.encodeCall(IAccessManager.grantRole, (REGISTRAR, _at(DAN), 0)));
        _takes(_at(DAN), executing);
        _isTrue(_has(ADDER, BEN_SECOND), "by another");
    }

    function test_nobody_grants_to_himself_by_a_schedule() public {
        _delegate(_at(BEN), 1 days);
        bytes memory data = _granting(ADDER, BEN_SECOND);
        _takes(_at(BEN), abi.encodeCall(IAccessManager.schedule, (address(manager), data, 0)));
        vm.warp(_now() + 1 days);
        bytes memory expected = abi.encodeWithSelector(E.GrantToOneself.selector, ADDER, BEN);
        _takesNot(_at(BEN), abi.encodeCall(IAccessManager.execute, (address(manager), data)), expected);
        _takesNot(_at(BEN), data, expected);
    }

    function test_a_contract_grants_nothing_to_whom_it_belongs() public {
        address tool = address(new Restricted(address(manager)));
        _declare(tool, BEN);
        _delegate(tool, 0);
        _takesNot(tool, _granting(ADDER, BEN), abi.encodeWithSelector(E.GrantToOneself.selector, ADDER, BEN));
        _takes(tool, _granting(ADDER, CLEO));
    }

    function test_who_granted_is_on_record_also_by_way_of_the_manager() public {
        _delegate(_at(DAN), 0);
        vm.recordLogs();
        bytes memory data = _granting(ADDER, BEN);
        _takes(_at(DAN), abi.encodeCall(IAccessManager.execute, (address(manager), data)));
        bytes32[] memory topics = vm.getRecordedLogs()[1].topics;
        _same(uint256(topics[3]), uint160(_at(DAN)));
    }

    function test_everybody_is_no_admin() public {
        _rulesNot(abi.encodeCall(IAccessManager.setRoleAdmin, (ADDER, PUBLIC)), _locked(PUBLIC));
    }
}
