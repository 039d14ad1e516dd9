// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IRoleManager} from "../../../../contracts/interfaces/IRoleManager.sol";
import {IRoleManagerErrors as E} from "../../../../contracts/interfaces/IRoleManagerErrors.sol";
import {IRoleManagerEvents} from "../../../../contracts/interfaces/IRoleManagerEvents.sol";
import {Grant} from "../../../../contracts/roles/Grant.sol";
import {Terms} from "../../../../contracts/roles/Terms.sol";
import {APPROVER, KIND_ERC7913} from "../../../../contracts/types/Entry.sol";
import {KeyState} from "../../../../contracts/types/State.sol";
import {RosterSpec} from "../../support/Charters.sol";
import {BEN, BEN_SECOND, CLEO, GUS, People} from "../../support/People.sol";
import {Vm, vm} from "../../support/Vm.sol";
import {OwnedWallet} from "../../support/Wallets.sol";
import {ADDER, ADMIN, Managed, PAYER} from "../support/Managed.sol";

/// @notice A grant passes from a key to its successor, by anybody, once the successor is in use; and to no other key.
contract SuccessionTest is Managed {
    function setUp() public override {
        super.setUp();
        _rules(abi.encodeCall(IAccessManager.grantRole, (ADDER, _at(BEN_SECOND), 1 days)));
        _grant(PAYER, BEN_SECOND);
        _enterSuccessor(BEN_SECOND);
    }

    function test_the_successor_has_the_same_grant_and_the_predecessor_none() public {
        Grant before = _grantOf(ADDER, BEN_SECOND);
        _activate(NEW);
        vm.recordLogs();
        _takes(OUTSIDER, _succeeding(ADDER, BEN_SECOND, NEW));
        Grant after_ = _grantOf(ADDER, NEW);
        _isTrue(!_grantOf(ADDER, BEN_SECOND).isSet(), "none");
        _same(after_.key(), NEW);
        _same(after_.holder(), BEN);
        _same(after_.since(), before.since());
        _same(after_.until(), before.until());
        _same(after_.due(), before.due());
        _same(after_.lapsesAt(), before.lapsesAt());
        (, uint32 delay, , ) = manager.getAccess(ADDER, _at(NEW));
        _same(delay, 1 days);
        _same(_count(ADDER, BEN), 1);
        _isTrue(_has(ADDER, NEW) && !_has(ADDER, BEN_SECOND), "passed");

        Vm.Log[] memory logs = vm.getRecordedLogs();
        _same(logs.length, 4);
        _same(logs[0].topics[0], IAccessManager.RoleRevoked.selector);
        _same(logs[1].topics[0], IAccessManager.RoleGranted.selector);
        _same(keccak256(logs[1].data), keccak256(abi.encode(uint32(1 days), uint48(before.since()), true)));
        _same(logs[2].topics[0], IRoleManagerEvents.GrantTermed.selector);
        _same(logs[3].topics[0], IRoleManagerEvents.GrantSucceeded.selector);
        _same(uint256(logs[3].topics[2]), uint160(_at(BEN_SECOND)));
        _same(uint256(logs[3].topics[3]), uint160(_at(NEW)));
    }

    function test_a_live_grant_counts_again_by_its_successor() public {
        _activate(NEW);
        _isTrue(!_has(PAYER, BEN_SECOND), "retiring");
        _takes(OUTSIDER, _succeeding(PAYER, BEN_SECOND, NEW));
        _isTrue(_has(PAYER, NEW), "succeeded");
    }

    function test_not_before_the_successor_is_in_use() public {
        _takesNot(
            OUTSIDER,
            _succeeding(ADDER, BEN_SECOND, NEW),
            abi.encodeWithSelector(E.MemberKeyNotActive.selector, _at(NEW), NEW, KeyState.Pending)
        );
        _activate(NEW);
        _suspend(BEN, GUS);
        uint40 until = conclave.holderRecord(BEN).suspendedUntil;
        _takesNot(
            OUTSIDER,
            _succeeding(ADDER, BEN_SECOND, NEW),
            abi.encodeWithSelector(E.MemberSuspended.selector, _at(NEW), BEN, until)
        );
    }

    function test_to_no_other_key_of_the_same_holder_or_another() public {
        _activate(NEW);
        _refuses(ADDER, _at(BEN_SECOND), _at(BEN));
        _refuses(ADDER, _at(BEN_SECOND), _at(CLEO));
        _grant(ADDER, BEN);
        _refuses(ADDER, _at(BEN), _at(NEW));
    }

    function test_to_no_contract_and_from_none() public {
        _activate(NEW);
        _declare(address(target), BEN);
        _refuses(ADDER, _at(BEN_SECOND), address(target));
        _rules(abi.encodeCall(IAccessManager.grantRole, (ADDER, address(target), 0)));
        _refuses(ADDER, address(target), _at(NEW));
        _refuses(ADMIN, address(conclave), _at(NEW));
    }

    function test_not_over_a_grant_that_the_successor_has() public {
        _activate(NEW);
        _grant(ADDER, NEW);
        _takesNot(
            OUTSIDER,
            _succeeding(ADDER, BEN_SECOND, NEW),
            abi.encodeWithSelector(E.GrantStands.selector, ADDER, _at(NEW))
        );
        _same(_count(ADDER, BEN), 2);
    }

    function test_not_of_what_has_ended_or_never_was() public {
        _activate(NEW);
        vm.warp(_now() + PERIOD + GRACE);
        _takesNot(
            OUTSIDER,
            _succeeding(ADDER, BEN_SECOND, NEW),
            abi.encodeWithSelector(E.GrantEnded.selector, ADDER, _at(BEN_SECOND))
        );
        _takesNot(
            OUTSIDER,
            _succeeding(ADDER, CLEO, NEW),
            abi.encodeWithSelector(E.NotAMember.selector, ADDER, _at(CLEO))
        );
    }

    function test_the_successors_expiry_cuts_it_short() public {
        RosterSpec memory spec = _nextRoster();
        uint256 until = _now() + 30 days;
        spec.keys[NEW].expiry = uint32(until / 60);
        _amendRoster(spec);
        _activate(NEW);
        _takes(OUTSIDER, _succeeding(ADDER, BEN_SECOND, NEW));
        _same(_grantOf(ADDER, NEW).until(), (until / 60) * 60);
    }

    function test_a_compromised_keys_grant_passes_too() public {
        _accepts(_compromisingOwn(BEN_SECOND));
        _activate(NEW);
        _takes(OUTSIDER, _succeeding(ADDER, BEN_SECOND, NEW));
        _isTrue(_has(ADDER, NEW), "passed");
    }

    /// @dev The index that NEW succeeded is another key's now, which is going out of use too: NEW does not inherit from that one.
    function test_an_index_that_passed_on_leads_to_no_earlier_successor() public {
        _activate(NEW);
        conclave.retire(BEN_SECOND);
        vm.warp(_now() + 41 days);
        RosterSpec memory spec = _nextRoster();
        spec.keys[BEN_SECOND].signer = abi.encodePacked(People.accountOf(40));
        spec.keys[BEN_SECOND].since = spec.serial;
        _amendRoster(spec);
        _setSecret(BEN_SECOND, People.secretOf(40));
        _activate(BEN_SECOND);
        _grant(ADDER, BEN_SECOND);
        _refuses(ADDER, _at(BEN_SECOND), _at(NEW));
        _amendRoster(_with(_nextRoster(), NEW + 1, BEN, APPROVER, BEN_SECOND));
        _activate(NEW + 1);
        _same(uint8(conclave.keyRecord(BEN_SECOND).state), uint8(KeyState.Retiring));
        _refuses(ADDER, _at(BEN_SECOND), _at(NEW));
        _takes(OUTSIDER, _succeeding(ADDER, BEN_SECOND, NEW + 1));
    }

    function test_the_key_that_left_an_index_leaves_nothing_to_who_names_it() public {
        _define(ADDER, Terms(0, 400 days, 0, 0, false, false));
        _rules(_revoking(ADDER, BEN_SECOND));
        _rules(abi.encodeCall(IAccessManager.grantRole, (ADDER, _at(BEN_SECOND), 0)));
        address before = _at(BEN_SECOND);
        _activate(NEW);
        conclave.retire(BEN_SECOND);
        vm.warp(_now() + 41 days);
        RosterSpec memory spec = _nextRoster();
        spec.keys[BEN_SECOND].signer = abi.encodePacked(People.accountOf(40));
        spec.keys[BEN_SECOND].since = spec.serial;
        _amendRoster(spec);
        _refuses(ADDER, before, _at(NEW));
        // Nor to who succeeds the key that is there now.
        _setSecret(BEN_SECOND, People.secretOf(40));
        _activate(BEN_SECOND);
        _amendRoster(_with(_nextRoster(), NEW + 1, BEN, APPROVER, BEN_SECOND));
        _activate(NEW + 1);
        _isTrue(_has(ADDER, before), "stands");
        _refuses(ADDER, before, _at(NEW + 1));
    }

    /// @dev A wallet that was a key is the verifier of the key that is at its index now.
    function test_a_wallet_leaves_nothing_to_who_succeeds_a_key_that_it_verifies() public {
        uint8 index = NEW + 1;
        address wallet = address(new OwnedWallet(People.accountOf(index)));
        _enroll(index, wallet, BEN);
        _define(ADDER, Terms(0, 400 days, 0, 0, false, false));
        _rules(abi.encodeCall(IAccessManager.grantRole, (ADDER, wallet, 0)));
        _accepts(_compromisingOwn(index));
        vm.warp(_now() + 41 days);
        vm.etch(wallet, _deploy("ERC7913P256Verifier", "").code);
        RosterSpec memory spec = _nextRoster();
        spec.keys[index].kind = KIND_ERC7913;
        spec.keys[index].signer = abi.encodePacked(wallet, _pointOf(_secretOf(index)));
        spec.keys[index].since = spec.serial;
        _amendRoster(spec);
        styles[index] = Style.P256;
        _activate(index);
        _amendRoster(_with(_nextRoster(), index + 1, BEN, APPROVER, index));
        _activate(index + 1);
        _isTrue(_has(ADDER, wallet), "stands");
        _refuses(ADDER, wallet, _at(index + 1));
    }

    function _refuses(uint64 role, address predecessor, address successor) private {
        _takesNot(
            OUTSIDER,
            abi.encodeCall(IRoleManager.succeed, (role, predecessor, successor)),
            abi.encodeWithSelector(E.NotASuccessor.selector, predecessor, successor)
        );
    }

    function _succeeding(
        uint64 role,
        uint8 predecessor,
        uint8 successor
    ) private view returns (bytes memory) {
        return abi.encodeCall(IRoleManager.succeed, (role, _at(predecessor), _at(successor)));
    }
}
