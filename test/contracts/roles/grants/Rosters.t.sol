// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {IRoleManager} from "../../../../contracts/interfaces/IRoleManager.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IRoleManagerErrors as E} from "../../../../contracts/interfaces/IRoleManagerErrors.sol";
import {Roster} from "../../../../contracts/libraries/Roster.sol";
import {NONE} from "../../../../contracts/roles/Grant.sol";
import {KeyState} from "../../../../contracts/types/State.sol";
import {RosterSpec} from "../../support/Charters.sol";
import {ANA, BEN, BEN_SECOND, DAN, People} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";
import {OwnedWallet} from "../../support/Wallets.sol";
import {ADDER, Managed} from "../support/Managed.sol";

/// @notice Who is a member by rosters that have changed, have gaps, or are not there.
contract RostersTest is Managed {
    /// @dev The record at the index is still that of the key before.
    function test_a_new_key_at_the_index_of_a_compromised_one_is_pending() public {
        _accepts(_compromisingOwn(BEN_SECOND));
        vm.warp(_now() + 41 days);
        RosterSpec memory spec = _nextRoster();
        spec.keys[BEN_SECOND].signer = abi.encodePacked(People.accountOf(NEW));
        spec.keys[BEN_SECOND].since = spec.serial;
        _amendRoster(spec);
        _setSecret(BEN_SECOND, People.secretOf(NEW));
        address account = _at(BEN_SECOND);
        _refusesMember(
            account,
            abi.encodeWithSelector(E.MemberKeyNotActive.selector, account, BEN_SECOND, KeyState.Pending)
        );
    }

    /// @dev Of the same holder, and not removed in between.
    function test_what_was_granted_to_a_contract_is_new_to_the_key_that_it_becomes() public {
        address wallet = address(new OwnedWallet(People.accountOf(NEW)));
        _declare(wallet, DAN);
        bytes memory data = abi.encodeCall(IAccessManager.grantRole, (ADDER, wallet, 0));
        _rules(data);
        _enroll(NEW, wallet, DAN);
        _rules(abi.encodeCall(IRoleManager.declareContract, (wallet, false, NONE)));
        _rules(data);
        _same(manager.grantOf(ADDER, wallet).key(), NEW);
        _same(manager.grantOf(ADDER, wallet).since(), _now());
        _same(_count(ADDER, DAN), 1);
    }

    /// @dev All zeros, a vacant entry would have holder 0.
    function test_a_vacant_entry_is_nobodys() public {
        // Ana's keys, taken out of the roster where it lies: tier 0 would not do without her.
        RosterSpec memory spec = _rosterSpec();
        address carrier = conclave.rosterCarrier();
        bytes memory code = carrier.code;
        for (uint256 key; key < spec.keys.length; ++key) {
            if (spec.keys[key].holder != ANA) continue;
            // Behind STOP, header and tiers.
            uint256 place = 1 + Roster.HEADER + Roster.TIER * spec.tiers.length + Roster.ENTRY * key;
            for (uint256 i; i < Roster.ENTRY; ++i) code[place + i] = 0;
        }
        vm.etch(carrier, code);
        _rulesNot(
            abi.encodeCall(IRoleManager.declareContract, (address(target), true, ANA)),
            abi.encodeWithSelector(IConclaveErrors.UnknownHolder.selector, ANA)
        );
        _declare(address(target), BEN);
        _refusesMember(address(0), _unknown(address(0)));
    }

    function test_without_a_roster_nobody_is_a_member() public {
        address carrier = conclave.rosterCarrier();
        bytes memory expected = abi.encodeWithSelector(E.NotAConclave.selector, conclave);
        vm.etch(carrier, "");
        _refusesMember(_at(BEN), expected);
        // STOP, and a byte less than the header.
        vm.etch(carrier, new bytes(Roster.HEADER));
        _refusesMember(_at(BEN), expected);
        vm.etch(carrier, new bytes(1 + Roster.HEADER));
        _refusesMember(_at(BEN), _unknown(_at(BEN)));
    }

    function _refusesMember(address account, bytes memory expected) private {
        _rulesNot(abi.encodeCall(IAccessManager.grantRole, (ADDER, account, 0)), expected);
    }

    function _unknown(address account) private pure returns (bytes memory) {
        return abi.encodeWithSelector(E.NeitherKeyNorDeclared.selector, account);
    }
}
