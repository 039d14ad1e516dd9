// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IRoleManager} from "../../../../contracts/interfaces/IRoleManager.sol";
import {NONE} from "../../../../contracts/roles/Grant.sol";
import {APPROVER} from "../../../../contracts/types/Entry.sol";
import {RosterSpec} from "../../support/Charters.sol";
import {BEN, CLEO, DAN, People} from "../../support/People.sol";
import {OwnedWallet} from "../../support/Wallets.sol";
import {ADDER, Managed, PAYER, PAUSER} from "../support/Managed.sol";

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
        _try(abi.encodeCall(IRoleManager.declareContract, (_machine, true, CLEO)));
        _try(_granting(PAUSER));
        _combinesNot();
    }

    function test_a_contract_of_nobody_that_becomes_somebodys_combines_no_duties_with_him() public {
        _declare(_machine, NONE);
        _grantTo(ADDER);
        _grant(PAUSER, BEN);
        _try(abi.encodeCall(IRoleManager.declareContract, (_machine, true, BEN)));
        (, uint8 holder) = manager.declaration(_machine);
        _isTrue(holder != BEN || !_has(ADDER, _machine) || !_has(PAUSER, BEN), "Ben has both");
    }

    function test_a_contract_that_was_taken_back_and_declared_again_combines_no_duties() public {
        _declare(_machine, BEN);
        _grantTo(ADDER);
        _rules(abi.encodeCall(IRoleManager.declareContract, (_machine, false, NONE)));
        _try(abi.encodeCall(IRoleManager.declareContract, (_machine, true, NONE)));
        _try(_granting(PAUSER));
        _combinesNot();
    }

    function test_a_contract_that_becomes_a_key_combines_no_duties() public {
        _machine = address(new OwnedWallet(People.accountOf(NEW)));
        _declare(_machine, NONE);
        _grantTo(ADDER);
        RosterSpec memory spec = _with(_nextRoster(), NEW, DAN, APPROVER, NONE);
        spec.keys[NEW].kind = 1;
        spec.keys[NEW].signer = abi.encodePacked(_machine);
        _amendRoster(spec);
        _activate(NEW);
        _rules(abi.encodeCall(IRoleManager.declareContract, (_machine, false, NONE)));
        _try(_granting(PAUSER));
        _combinesNot();
    }

    function test_what_is_declared_no_more_counts_no_more() public {
        _declare(_machine, NONE);
        _grantTo(ADDER);
        _rules(abi.encodeCall(IRoleManager.declareContract, (_machine, false, NONE)));
        _isTrue(!_has(ADDER, _machine), "still a member");
    }

    function _combinesNot() private view {
        _isTrue(!_has(ADDER, _machine) || !_has(PAUSER, _machine), "it has both");
    }

    function _grantTo(uint64 role) private {
        _rules(_granting(role));
    }

    function _granting(uint64 role) private view returns (bytes memory) {
        return abi.encodeCall(IAccessManager.grantRole, (role, _machine, 0));
    }

    /// @dev To refuse is one way to keep them apart.
    function _try(bytes memory data) private {
        _toManager(address(conclave), data);
    }
}
