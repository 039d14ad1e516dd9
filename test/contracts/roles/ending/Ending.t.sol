// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IConclave} from "../../../../contracts/interfaces/IConclave.sol";
import {IRoleManager} from "../../../../contracts/interfaces/IRoleManager.sol";
import {IRoleManagerErrors as E} from "../../../../contracts/interfaces/IRoleManagerErrors.sol";
import {NONE} from "../../../../contracts/roles/Grant.sol";
import {BEN, BEN_SECOND, CLEO, GUS} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";
import {ADDER, Managed, PAUSER} from "../support/Managed.sol";

/// @notice Anybody removes what has ended or whose key is gone for good, and nothing else.
contract EndingTest is Managed {
    function setUp() public override {
        super.setUp();
        _grant(ADDER, BEN);
        _grant(ADDER, BEN_SECOND);
        _grant(PAUSER, BEN);
    }

    function test_what_reached_its_end_is_removed() public {
        _rules(_grantingUntil(ADDER, CLEO, _now() + 1 days));
        vm.warp(_now() + 1 days - 1);
        _stands(ADDER, _at(CLEO));
        vm.warp(_now() + 1);
        _takes(OUTSIDER, _removing(ADDER, _at(CLEO)));
        _isTrue(!_grantOf(ADDER, CLEO).isSet(), "removed");
        _same(_count(ADDER, CLEO), 0);
        _isNone(ADDER, _at(CLEO));
    }

    function test_what_lapsed_is_removed_and_what_is_critical_is_not() public {
        vm.warp(_now() + PERIOD + GRACE - 1);
        _stands(ADDER, _at(BEN));
        vm.warp(_now() + 1);
        _takes(OUTSIDER, _removing(ADDER, _at(BEN)));
        _same(_count(ADDER, BEN), 1);
        _stands(PAUSER, _at(BEN));
    }

    function test_the_keys_expiry_ends_what_is_critical_too() public {
        vm.warp(_expiry());
        _takes(OUTSIDER, _removing(PAUSER, _at(BEN)));
    }

    function test_what_has_not_begun_stands() public {
        _rules(abi.encodeCall(IAccessManager.setGrantDelay, (ADDER, 10 days)));
        vm.warp(_now() + 5 days);
        _grant(ADDER, CLEO);
        _stands(ADDER, _at(CLEO));
    }

    function test_what_is_only_suspended_stands() public {
        _suspend(BEN, GUS);
        _stands(ADDER, _at(BEN));
    }

    function test_a_compromised_keys_grants_are_removed() public {
        _accepts(_compromisingOwn(BEN));
        _takes(OUTSIDER, _removing(ADDER, _at(BEN)));
        _takes(OUTSIDER, _removing(PAUSER, _at(BEN)));
        _stands(ADDER, _at(BEN_SECOND));
        _same(_count(ADDER, BEN), 1);
    }

    function test_a_retired_keys_grants_are_removed_and_a_retiring_keys_are_not() public {
        _passSelfCall(abi.encodeCall(IConclave.beginRetirement, (BEN_SECOND)));
        _stands(ADDER, _at(BEN_SECOND));
        conclave.retire(BEN_SECOND);
        _takes(OUTSIDER, _removing(ADDER, _at(BEN_SECOND)));
    }

    function test_a_contracts_grants_are_removed_once_its_declaration_is_gone_or_another() public {
        _declare(address(target), BEN);
        _rules(abi.encodeCall(IAccessManager.grantRole, (ADDER, address(target), 0)));
        _stands(ADDER, address(target));
        _declare(address(target), CLEO);
        uint256 before = vm.snapshotState();
        _takes(OUTSIDER, _removing(ADDER, address(target)));
        vm.revertToState(before);
        _declare(address(target), BEN);
        _stands(ADDER, address(target));
        _rules(abi.encodeCall(IRoleManager.declareContract, (address(target), false, NONE)));
        _takes(OUTSIDER, _removing(ADDER, address(target)));
        _same(_count(ADDER, BEN), 2);
    }

    /// @dev Whoever starves the question is not told that the key is gone.
    function test_a_conclave_that_fails_gives_no_reason_to_remove() public {
        vm.etch(address(conclave), hex"5f5ffd");
        (bool succeeded, ) = _toManager(OUTSIDER, _removing(ADDER, _at(BEN)));
        _isTrue(!succeeded, "removed");
    }

    function test_nothing_is_removed_where_there_is_nothing() public {
        _isNone(ADDER, OUTSIDER);
    }

    function _stands(uint64 role, address account) private {
        _takesNot(
            OUTSIDER,
            _removing(role, account),
            abi.encodeWithSelector(E.GrantStands.selector, role, account)
        );
    }

    function _isNone(uint64 role, address account) private {
        _takesNot(
            OUTSIDER,
            _removing(role, account),
            abi.encodeWithSelector(E.NotAMember.selector, role, account)
        );
    }
}
