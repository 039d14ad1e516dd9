// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IRoleManager} from "../../../../contracts/interfaces/IRoleManager.sol";
import {IRoleManagerErrors} from "../../../../contracts/interfaces/IRoleManagerErrors.sol";
import {NONE} from "../../../../contracts/roles/Grant.sol";
import {BEN, CLEO, DAN, People} from "../../support/People.sol";
import {OwnedWallet} from "../../support/Wallets.sol";
import {ADDER, Managed, PAUSER} from "../support/Managed.sol";

/// @notice Whose a contract is may change. Duties stay separate all the same, also by what was granted to it before.
contract DeclarationsTest is Managed {
    address private _machine;

    function setUp() public override {
        super.setUp();
        _machine = address(target);
        _conflict(ADDER, PAUSER);
    }

    function test_a_contract_declared_anew_for_another_combines_no_duties() public {
        _declare(_machine, BEN);
        _grantTo(ADDER);
        _declare(_machine, CLEO);
        _grantTo(PAUSER);
        _hasOnlyPauser();
    }

    function test_a_contract_of_nobody_that_becomes_somebodys_combines_no_duties_with_him() public {
        _declare(_machine, NONE);
        _grantTo(ADDER);
        _grant(PAUSER, BEN);
        _declare(_machine, BEN);
        _isTrue(!_has(ADDER, _machine) && _has(PAUSER, BEN), "Ben has both");
        _rulesNot(
            _granting(ADDER),
            abi.encodeWithSelector(IRoleManagerErrors.DutiesCombined.selector, BEN, ADDER, PAUSER)
        );
    }

    function test_a_contract_that_was_taken_back_and_declared_again_combines_no_duties() public {
        _declare(_machine, BEN);
        _grantTo(ADDER);
        _rules(abi.encodeCall(IRoleManager.declareContract, (_machine, false, NONE)));
        _declare(_machine, NONE);
        _grantTo(PAUSER);
        _hasOnlyPauser();
    }

    function test_a_contract_that_becomes_a_key_combines_no_duties() public {
        _machine = address(new OwnedWallet(People.accountOf(NEW)));
        _declare(_machine, NONE);
        _grantTo(ADDER);
        _enroll(NEW, _machine, DAN);
        _rules(abi.encodeCall(IRoleManager.declareContract, (_machine, false, NONE)));
        _grantTo(PAUSER);
        _hasOnlyPauser();
    }

    function test_what_is_declared_no_more_counts_no_more() public {
        _declare(_machine, NONE);
        _grantTo(ADDER);
        _isTrue(_has(ADDER, _machine), "a member");
        _rules(abi.encodeCall(IRoleManager.declareContract, (_machine, false, NONE)));
        _isTrue(!_has(ADDER, _machine), "still a member");
    }

    /// @dev What it was granted as another's counts no more; what it was granted since does.
    function _hasOnlyPauser() private view {
        _isTrue(!_has(ADDER, _machine) && _has(PAUSER, _machine), "as it is declared now");
    }

    function _grantTo(uint64 role) private {
        _rules(_granting(role));
    }

    function _granting(uint64 role) private view returns (bytes memory) {
        return abi.encodeCall(IAccessManager.grantRole, (role, _machine, 0));
    }
}
