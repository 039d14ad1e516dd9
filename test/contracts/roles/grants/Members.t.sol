// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {IRoleManager} from "../../../../contracts/interfaces/IRoleManager.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IRoleManagerErrors as E} from "../../../../contracts/interfaces/IRoleManagerErrors.sol";
import {Grant, NEVER, NONE} from "../../../../contracts/roles/Grant.sol";
import {APPROVER} from "../../../../contracts/types/Entry.sol";
import {KeyState} from "../../../../contracts/types/State.sol";
import {RosterSpec} from "../../support/Charters.sol";
import {BEN, BEN_SECOND, CLEO, DAN, GUS, People} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";
import {OwnedWallet} from "../../support/Wallets.sol";
import {ADDER, Managed, PAUSER} from "../support/Managed.sol";
import {Restricted} from "../support/Restricted.sol";

/// @notice Who may be a member: keys in use that have an account, and declared contracts.
contract MembersTest is Managed {
    function test_a_stranger_is_no_member() public {
        _refusesMember(OUTSIDER, abi.encodeWithSelector(E.NeitherKeyNorDeclared.selector, OUTSIDER));
        _refusesMember(address(0), abi.encodeWithSelector(E.NeitherKeyNorDeclared.selector, address(0)));
    }

    function test_a_pending_key_is_no_member_until_it_is_activated() public {
        _enter(DAN, APPROVER);
        _refusesMember(_at(NEW), _notActive(NEW, KeyState.Pending));
        _activate(NEW);
        _grant(ADDER, NEW);
    }

    function test_a_retiring_retired_or_compromised_key_is_no_member() public {
        _passSelfCall(abi.encodeCall(IConclave.beginRetirement, (BEN_SECOND)));
        _refusesMember(_at(BEN_SECOND), _notActive(BEN_SECOND, KeyState.Retiring));
        conclave.retire(BEN_SECOND);
        _refusesMember(_at(BEN_SECOND), _notActive(BEN_SECOND, KeyState.Retired));
        _accepts(_compromisingOwn(DAN));
        _refusesMember(_at(DAN), _notActive(DAN, KeyState.Compromised));
    }

    function test_an_expired_key_is_no_member() public {
        vm.warp(_expiry() - 1);
        _grant(ADDER, BEN);
        vm.warp(_expiry());
        bytes memory expected = abi.encodeWithSelector(
            E.MemberKeyExpired.selector,
            _at(CLEO),
            CLEO,
            _expiry()
        );
        _refusesMember(_at(CLEO), expected);
    }

    function test_a_suspended_holder_gets_nothing_until_it_lapses() public {
        _suspend(BEN, GUS);
        uint40 until = conclave.holderRecord(BEN).suspendedUntil;
        _refusesMember(_at(BEN), abi.encodeWithSelector(E.MemberSuspended.selector, _at(BEN), BEN, until));
        _refusesMember(
            _at(BEN_SECOND),
            abi.encodeWithSelector(E.MemberSuspended.selector, _at(BEN_SECOND), BEN, until)
        );
        vm.warp(until);
        _grant(ADDER, BEN);
    }

    function test_a_wallet_of_the_roster_is_a_member_and_a_verifier_is_not() public {
        address wallet = address(new OwnedWallet(People.accountOf(NEW)));
        address verifier = _deploy("ERC7913P256Verifier", "");
        RosterSpec memory spec = _with(_nextRoster(), NEW, DAN, APPROVER, NONE);
        spec.keys[NEW].kind = 1;
        spec.keys[NEW].signer = abi.encodePacked(wallet);
        spec = _with(spec, NEW + 1, DAN, APPROVER, NONE);
        spec.keys[NEW + 1].kind = 2;
        spec.keys[NEW + 1].signer = abi.encodePacked(verifier, _pointOf(7));
        _amendRoster(spec);
        _activate(NEW);
        _rules(abi.encodeCall(IAccessManager.grantRole, (ADDER, wallet, 0)));
        _same(manager.grantOf(ADDER, wallet).holder(), DAN);
        _refusesMember(verifier, abi.encodeWithSelector(E.NeitherKeyNorDeclared.selector, verifier));
    }

    // Contracts

    function test_a_declared_contract_is_a_member_and_counts_for_its_holder() public {
        _declare(address(target), BEN);
        (bool declared, uint8 holder) = manager.declaration(address(target));
        _isTrue(declared, "declared");
        _same(holder, BEN);
        _rules(abi.encodeCall(IAccessManager.grantRole, (ADDER, address(target), 0)));
        Grant grant = manager.grantOf(ADDER, address(target));
        _same(grant.key(), NONE);
        _same(grant.holder(), BEN);
        _same(grant.until(), _now() + TERM);
        _same(_count(ADDER, BEN), 1);
    }

    function test_a_contract_of_nobody_alone_counts_for_nobody() public {
        _declare(address(target), NONE);
        _rules(abi.encodeCall(IAccessManager.grantRole, (ADDER, address(target), 0)));
        _same(manager.grantOf(ADDER, address(target)).holder(), NONE);
        _same(manager.holdersOf(ADDER), 0);
        _rules(abi.encodeCall(IAccessManager.revokeRole, (ADDER, address(target))));
        _same(manager.holdersOf(ADDER), 0);
    }

    /// @dev As admin it calls no function that a role opens.
    function test_the_conclave_may_be_declared_too_and_is_then_like_others() public {
        _declare(address(conclave), NONE);
        _rules(abi.encodeCall(IAccessManager.grantRole, (ADDER, address(conclave), 0)));
        _pass(_draft(0, _call(address(asset), abi.encodeCall(Restricted.add, (1)))));
        _same(asset.sum(), 1);
        _rules(abi.encodeCall(IRoleManager.declareContract, (address(conclave), false, NONE)));
        _takes(OUTSIDER, _removing(ADDER, address(conclave)));
        _isTrue(_has(0, address(conclave)), "admin still");
    }

    /// @dev However the declaration changes: what counts was judged for the holder that is declared now.
    function test_a_contract_combines_no_duties_by_changing_hands() public {
        _rules(abi.encodeCall(IRoleManager.setConflict, (ADDER, PAUSER, true)));
        _declare(address(target), BEN);
        _rules(abi.encodeCall(IAccessManager.grantRole, (ADDER, address(target), 0)));
        _declare(address(target), CLEO);
        _isTrue(!_has(ADDER, address(target)), "was judged for Ben");
        _rules(abi.encodeCall(IAccessManager.grantRole, (PAUSER, address(target), 0)));
        _isTrue(_has(PAUSER, address(target)), "is judged for Cleo");
        _declare(address(target), NONE);
        _isTrue(!_has(ADDER, address(target)) && !_has(PAUSER, address(target)), "nobody's");
        _declare(address(target), BEN);
        _isTrue(_has(ADDER, address(target)) && !_has(PAUSER, address(target)), "Ben's again");
        _rulesNot(
            _granting(PAUSER, BEN),
            abi.encodeWithSelector(E.DutiesCombined.selector, BEN, PAUSER, ADDER)
        );
    }

    function test_a_declaration_can_be_taken_back() public {
        _declare(address(target), BEN);
        _rules(abi.encodeCall(IRoleManager.declareContract, (address(target), false, BEN)));
        (bool declared, uint8 holder) = manager.declaration(address(target));
        _isTrue(!declared, "gone");
        _same(holder, NONE);
        _refusesMember(
            address(target),
            abi.encodeWithSelector(E.NeitherKeyNorDeclared.selector, address(target))
        );
    }

    function test_granted_anew_it_counts_for_the_holder_that_is_declared_now() public {
        _declare(address(target), BEN);
        _rules(abi.encodeCall(IAccessManager.setGrantDelay, (ADDER, 1 days)));
        vm.warp(_now() + 5 days);
        bytes memory data = abi.encodeCall(IAccessManager.grantRole, (ADDER, address(target), 0));
        _rules(data);
        vm.warp(_now() + 5 days);
        _declare(address(target), CLEO);
        _rules(data);
        _same(_count(ADDER, BEN), 0);
        _same(_count(ADDER, CLEO), 1);
        _same(manager.grantOf(ADDER, address(target)).since(), _now() + 1 days);
    }

    function test_only_a_contract_is_declared() public {
        _declaresNot(OUTSIDER, NONE, abi.encodeWithSelector(E.NotAContract.selector, OUTSIDER));
        _declaresNot(address(manager), NONE, abi.encodeWithSelector(E.NotAContract.selector, manager));
        // A person's account with code by EIP-7702.
        vm.etch(OUTSIDER, abi.encodePacked(hex"ef0100", address(target)));
        _declaresNot(OUTSIDER, NONE, abi.encodeWithSelector(E.NotAContract.selector, OUTSIDER));
        // A contract that is as short.
        vm.etch(OUTSIDER, new bytes(23));
        _declare(OUTSIDER, NONE);
    }

    function test_a_key_is_not_declared_and_what_becomes_one_is_one() public {
        _declaresNot(
            _wallet(_at(BEN)),
            NONE,
            abi.encodeWithSelector(E.KeyDeclaredAsContract.selector, _at(BEN), BEN)
        );
        address wallet = address(new OwnedWallet(People.accountOf(NEW)));
        _declare(wallet, NONE);
        _rules(abi.encodeCall(IAccessManager.grantRole, (PAUSER, wallet, 0)));
        RosterSpec memory spec = _with(_nextRoster(), NEW, DAN, APPROVER, NONE);
        spec.keys[NEW].kind = 1;
        spec.keys[NEW].signer = abi.encodePacked(wallet);
        _amendRoster(spec);
        _refusesMember(wallet, abi.encodeWithSelector(E.KeyDeclaredAsContract.selector, wallet, NEW));
        _activate(NEW);
        _refusesMember(wallet, abi.encodeWithSelector(E.KeyDeclaredAsContract.selector, wallet, NEW));
        _rules(abi.encodeCall(IRoleManager.declareContract, (wallet, false, NONE)));
        _isTrue(!_has(PAUSER, wallet), "at once");
        // What it had as a contract of nobody's is no longer anybody's, and out of the way before it counts as Dan's.
        _takes(OUTSIDER, _removing(PAUSER, wallet));
        _rules(abi.encodeCall(IAccessManager.grantRole, (ADDER, wallet, 0)));
        _same(manager.grantOf(ADDER, wallet).holder(), DAN);
    }

    function test_a_contract_is_not_declared_for_a_holder_the_roster_does_not_have() public {
        _declaresNot(address(target), 40, abi.encodeWithSelector(IConclaveErrors.UnknownHolder.selector, 40));
        _declaresNot(
            address(target),
            254,
            abi.encodeWithSelector(IConclaveErrors.UnknownHolder.selector, 254)
        );
    }

    function test_a_closed_conclave_makes_no_members() public {
        _passSelfCall(abi.encodeCall(IConclave.close, (address(target))));
        _refusesMember(_at(BEN), abi.encodeWithSelector(IConclaveErrors.ConclaveClosed.selector));
    }

    function test_a_proposal_grants() public {
        _pass(_draft(0, _call(address(manager), _granting(ADDER, BEN))));
        _isTrue(_adds(BEN), "granted");
    }

    /// @dev A person's account, now with the code of a wallet.
    function _wallet(address account) private returns (address) {
        vm.etch(account, address(target).code);
        return account;
    }

    function _notActive(uint8 key, KeyState state) private view returns (bytes memory) {
        return abi.encodeWithSelector(E.MemberKeyNotActive.selector, _at(key), key, state);
    }

    function _refusesMember(address account, bytes memory expected) private {
        _rulesNot(abi.encodeCall(IAccessManager.grantRole, (ADDER, account, 0)), expected);
        _rulesNot(abi.encodeCall(IRoleManager.grantRoleUntil, (ADDER, account, 0, NEVER)), expected);
    }

    function _declaresNot(address account, uint8 holder, bytes memory expected) private {
        _rulesNot(abi.encodeCall(IRoleManager.declareContract, (account, true, holder)), expected);
    }
}
