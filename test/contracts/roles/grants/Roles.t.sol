// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IRoleManager} from "../../../../contracts/interfaces/IRoleManager.sol";
import {IRoleManagerErrors as E} from "../../../../contracts/interfaces/IRoleManagerErrors.sol";
import {Grant, NEVER, NONE} from "../../../../contracts/roles/Grant.sol";
import {Terms} from "../../../../contracts/roles/Terms.sol";
import {ANA, BEN, BEN_SECOND, DAN, PIA} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";
import {ADDER, ADMIN, Managed, PAYER, PUBLIC, REVIEWER} from "../support/Managed.sol";
import {Restricted} from "../support/Restricted.sol";

/// @notice What roles are, what is the Conclave's alone, and that nothing is granted of a role that is nothing.
contract RolesTest is Managed {
    function test_a_role_that_is_not_defined_is_granted_to_nobody() public {
        _open(77, Restricted.watch.selector);
        _rulesNot(_granting(77, BEN), abi.encodeWithSelector(E.RoleUndefined.selector, 77));
        _define(77, Terms(0, 1 days, 0, 0, false, false));
        _grant(77, BEN);
    }

    function test_a_role_that_opens_nothing_is_granted_to_nobody() public {
        bytes memory expected = abi.encodeWithSelector(E.RoleWithoutUse.selector, 77);
        _define(77, Terms(0, 1 days, 0, 0, false, false));
        _rulesNot(_granting(77, BEN), expected);
        // Neither as its own admin, nor by a function of the manager, which goes by no such role.
        _rules(abi.encodeCall(IAccessManager.setRoleAdmin, (77, 77)));
        _rules(abi.encodeCall(IAccessManager.setRoleGuardian, (77, 77)));
        _define(77, Terms(0, 1 days, 0, 77, false, false));
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = IRoleManager.review.selector;
        _rules(abi.encodeCall(IAccessManager.setTargetFunctionRole, (address(manager), selectors, 77)));
        _same(_uses(77), 0);
        _rules(abi.encodeCall(IAccessManager.setRoleAdmin, (77, ADMIN)));
        _same(_uses(77), 0);
        _rulesNot(_granting(77, BEN), expected);
    }

    function test_uses_follow_functions_admins_guardians_and_reviewers() public {
        _same(_uses(ADDER), 1);
        _open(ADDER, Restricted.add.selector);
        _same(_uses(ADDER), 1);
        _open(ADDER, Restricted.watch.selector);
        _same(_uses(ADDER), 2);
        _open(PAYER, Restricted.watch.selector);
        _same(_uses(ADDER), 1);
        _same(_uses(PAYER), 2);
        _open(ADMIN, Restricted.watch.selector);
        _open(PUBLIC, Restricted.add.selector);
        _same(_uses(PAYER), 1);
        _same(_uses(ADDER), 0);
        _rules(abi.encodeCall(IAccessManager.setRoleGuardian, (PAYER, ADDER)));
        _rules(abi.encodeCall(IAccessManager.setRoleAdmin, (PAYER, ADDER)));
        _define(PAYER, Terms(0, 1 days, 0, ADDER, false, false));
        _same(_uses(ADDER), 3);
        _rules(abi.encodeCall(IAccessManager.setRoleGuardian, (PAYER, PUBLIC)));
        _rules(abi.encodeCall(IAccessManager.setRoleAdmin, (PAYER, ADMIN)));
        _define(PAYER, Terms(0, 1 days, 0, REVIEWER, false, false));
        _same(_uses(ADDER), 0);
        _same(_uses(ADMIN), 0);
        _same(_uses(PUBLIC), 0);
    }

    function test_terms_out_of_range_are_refused() public {
        _definesNot(Terms(0, 1 days - 1, 0, 0, false, false));
        _definesNot(Terms(0, 400 days + 1, 0, 0, false, false));
        _definesNot(Terms(0, 30 days, 91 days, 0, false, false));
        _definesNot(Terms(0, 30 days, 1, 0, false, false));
        _definesNot(Terms(0, 30 days, 0, PUBLIC, false, false));
        _define(77, Terms(1, 1 days, 0, 0, false, false));
        _define(77, Terms(type(uint32).max, 400 days, 90 days, 0, true, true));
        (Terms memory terms, ) = manager.definition(77);
        _same(
            keccak256(abi.encode(terms)),
            keccak256(abi.encode(Terms(type(uint32).max, 400 days, 90 days, 0, true, true)))
        );
        Terms memory good = Terms(0, 1 days, 0, 0, false, false);
        _rulesNot(abi.encodeCall(IRoleManager.defineRole, (ADMIN, good)), _locked(ADMIN));
        _rulesNot(abi.encodeCall(IRoleManager.defineRole, (PUBLIC, good)), _locked(PUBLIC));
    }

    function test_only_the_conclave_defines_separates_and_declares() public {
        _delegate(_at(DAN), 0);
        bytes memory expected = _unauthorized(_at(DAN), ADMIN);
        Terms memory good = Terms(0, 1 days, 0, 0, false, false);
        _takesNot(_at(DAN), abi.encodeCall(IRoleManager.defineRole, (ADDER, good)), expected);
        _takesNot(_at(DAN), abi.encodeCall(IRoleManager.setConflict, (ADDER, PAYER, true)), expected);
        _takesNot(
            _at(DAN),
            abi.encodeCall(IRoleManager.declareContract, (address(asset), true, NONE)),
            expected
        );
    }

    function test_no_role_opens_what_is_the_conclaves() public {
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = IRoleManager.declareContract.selector;
        _rules(abi.encodeCall(IAccessManager.setTargetFunctionRole, (address(manager), selectors, ADDER)));
        _grant(ADDER, PIA);
        bytes memory data = abi.encodeCall(IRoleManager.declareContract, (address(asset), true, NONE));
        _takesNot(_at(PIA), data, _unauthorized(_at(PIA), ADMIN));
        _takesNot(
            _at(PIA),
            abi.encodeCall(IAccessManager.execute, (address(manager), data)),
            _unauthorized(address(manager), ADMIN)
        );
    }

    // The admin

    function test_the_conclave_is_admin_for_good_and_alone() public {
        Grant grant = manager.grantOf(ADMIN, address(conclave));
        _same(grant.until(), NEVER);
        _same(grant.lapsesAt(), NEVER);
        _same(grant.key(), NONE);
        _same(grant.holder(), NONE);
        (Terms memory terms, ) = manager.definition(ADMIN);
        _same(keccak256(abi.encode(terms)), keccak256(abi.encode(Terms(0, 400 days, 0, ADMIN, true, false))));
        _rulesNot(_granting(ADMIN, ANA), abi.encodeWithSelector(E.AdminIsConclave.selector, _at(ANA)));
        _rulesNot(
            _grantingUntil(ADMIN, ANA, 0),
            abi.encodeWithSelector(E.AdminIsConclave.selector, _at(ANA))
        );
        bytes memory expected = abi.encodeWithSelector(E.AdminIsConclave.selector, conclave);
        _rulesNot(abi.encodeCall(IAccessManager.grantRole, (ADMIN, address(conclave), 9)), expected);
        _rulesNot(abi.encodeCall(IAccessManager.revokeRole, (ADMIN, address(conclave))), expected);
        _rulesNot(abi.encodeCall(IAccessManager.renounceRole, (ADMIN, address(conclave))), expected);
        _rulesNot(_granting(PUBLIC, ANA), _locked(PUBLIC));
        _rulesNot(_revoking(PUBLIC, ANA), _locked(PUBLIC));
        vm.warp(_now() + 10_000 days);
        _isTrue(_has(ADMIN, address(conclave)), "still");
        _takesNot(
            OUTSIDER,
            _removing(ADMIN, address(conclave)),
            abi.encodeWithSelector(E.GrantStands.selector, ADMIN, conclave)
        );
    }

    function test_multicall_is_refused() public {
        bytes[] memory calls = new bytes[](0);
        _rulesNot(
            abi.encodeWithSignature("multicall(bytes[])", calls),
            abi.encodeWithSelector(E.MulticallRefused.selector)
        );
    }

    function test_renouncing_and_revoking_give_the_count_back() public {
        _grant(REVIEWER, BEN);
        _grant(REVIEWER, BEN_SECOND);
        _same(_count(REVIEWER, BEN), 2);
        _takes(_at(BEN), abi.encodeCall(IAccessManager.renounceRole, (REVIEWER, _at(BEN))));
        _same(_count(REVIEWER, BEN), 1);
        _rules(_revoking(REVIEWER, BEN));
        _same(_count(REVIEWER, BEN), 1);
        _rules(_revoking(REVIEWER, BEN_SECOND));
        _same(_count(REVIEWER, BEN), 0);
    }

    function _definesNot(Terms memory terms) private {
        _rulesNot(
            abi.encodeCall(IRoleManager.defineRole, (77, terms)),
            abi.encodeWithSelector(E.TermsOutOfRange.selector, 77)
        );
    }
}
