// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IRoleManager} from "../../../../contracts/interfaces/IRoleManager.sol";
import {NONE} from "../../../../contracts/roles/Grant.sol";
import {BEN, BEN_SECOND, CLEO, DAN, EVE} from "../../support/People.sol";
import {Vm, vm} from "../../support/Vm.sol";
import {ADDER, PAUSER, PAYER, REVIEWER} from "../support/Managed.sol";
import {Reviewed} from "../support/Reviewed.sol";
import {Restricted} from "../support/Restricted.sol";
import {Links} from "./Links.sol";

/// @notice The record, replayed from the events as docs/formats.md, 11 says, ends in the head that storage has.
contract RoleRecordTest is Reviewed {
    bytes32 private _head;
    uint256 private _links;
    mapping(bytes32 topic => bool) private _seen;
    uint256 private _kinds;

    function test_the_first_links_are_the_conclaves_grant() public {
        vm.recordLogs();
        manager = IRoleManager(_deploy("RoleManager", abi.encode(conclave)));
        _head = Links.genesis(_domain());
        _follow();
        _same(_links, 2);
    }

    function test_every_change_is_a_link_and_the_chain_ends_in_the_head() public {
        vm.recordLogs();
        _head = manager.head();
        bytes4[] memory selectors = new bytes4[](2);
        (selectors[0], selectors[1]) = (Restricted.watch.selector, Restricted.add.selector);

        _by(
            abi.encodeCall(
                IAccessManager.labelRole,
                (ADDER, "adds, and that is all there is to it: more than a word")
            )
        );
        _by(abi.encodeCall(IAccessManager.setTargetFunctionRole, (address(asset), selectors, ADDER)));
        _by(abi.encodeCall(IAccessManager.setRoleGuardian, (ADDER, PAUSER)));
        _by(abi.encodeCall(IAccessManager.setRoleAdmin, (PAYER, ADDER)));
        _by(abi.encodeCall(IAccessManager.setGrantDelay, (ADDER, 9 days)));
        _by(abi.encodeCall(IAccessManager.setGrantDelay, (ADDER, 20 days)));
        _by(abi.encodeCall(IAccessManager.setTargetClosed, (address(asset), true)));
        _by(abi.encodeCall(IAccessManager.setTargetClosed, (address(asset), false)));
        _by(abi.encodeCall(IRoleManager.setConflict, (ADDER, PAUSER, true)));
        _by(abi.encodeCall(IRoleManager.declareContract, (address(target), true, DAN)));
        _by(_granting(ADDER, BEN));
        _by(abi.encodeCall(IAccessManager.grantRole, (ADDER, _at(BEN), 3 days)));
        _by(abi.encodeCall(IAccessManager.grantRole, (ADDER, address(target), 0)));
        _by(_grantingUntil(ADDER, BEN_SECOND, _now() + 21 days));
        _by(_granting(PAUSER, CLEO));
        _by(_reviewing(ADDER, BEN, true));
        _as(OUTSIDER, _signed(ADDER, _decisions(ADDER, BEN_SECOND, false), EVE, _soon()));
        _as(_at(EVE), _reviewing(PAUSER, CLEO, true));
        _by(_revoking(ADDER, BEN));
        vm.warp(_now() + 400 days);
        _as(OUTSIDER, abi.encodeCall(IRoleManager.raiseAlarm, (0, address(conclave))));
        _as(OUTSIDER, _removing(PAUSER, _at(CLEO)));
        _by(abi.encodeCall(IAccessManager.setTargetAdminDelay, (address(target), 9 days)));
        vm.warp(_now() + 6 days);
        _by(abi.encodeCall(IAccessManager.setTargetAdminDelay, (address(target), 1 hours)));
        _by(abi.encodeCall(IAccessManager.updateAuthority, (address(asset), address(target))));
        _by(abi.encodeCall(IRoleManager.declareContract, (address(target), false, NONE)));
        // All but succession, below, and a role's definition.
        _same(_kinds, 15);
    }

    function test_delays_that_shrink_and_grow_are_linked_with_their_time_of_effect() public {
        vm.recordLogs();
        _head = manager.head();
        for (uint256 i; i < 6; ++i) {
            uint32 delay = [uint32(0), 40 days, 3 days, 60 days, 1, 0][i];
            _by(abi.encodeCall(IAccessManager.setGrantDelay, (ADDER, delay)));
            _by(abi.encodeCall(IAccessManager.setTargetAdminDelay, (address(target), delay)));
            vm.warp(_now() + 7 days * i);
        }
        _same(_links, 12);
    }

    function test_definition_and_succession_are_links() public {
        _grant(ADDER, BEN_SECOND);
        _enterSuccessor(BEN_SECOND);
        _activate(NEW);
        vm.recordLogs();
        _head = manager.head();
        _as(OUTSIDER, abi.encodeCall(IRoleManager.succeed, (ADDER, _at(BEN_SECOND), _at(NEW))));
        _same(_links, 4);
        (, uint256 uses) = manager.definition(ADDER);
        _same(uses, 1);
        _by(
            abi.encodeWithSelector(
                IRoleManager.defineRole.selector,
                ADDER,
                uint32(1),
                uint32(2 days),
                uint32(3 days),
                REVIEWER,
                true,
                true
            )
        );
        _same(_links, 5);
    }

    function test_ordinary_operations_make_no_link() public {
        _rules(abi.encodeCall(IAccessManager.grantRole, (ADDER, _at(BEN), 1 days)));
        bytes32 head = manager.head();
        bytes memory data = abi.encodeCall(Restricted.add, (1));
        _takes(_at(BEN), abi.encodeCall(IAccessManager.schedule, (address(asset), data, 0)));
        _takes(_at(BEN), abi.encodeCall(IAccessManager.cancel, (_at(BEN), address(asset), data)));
        _takes(_at(BEN), abi.encodeCall(IAccessManager.schedule, (address(asset), data, 0)));
        vm.warp(_now() + 1 days);
        _takes(_at(BEN), abi.encodeCall(IAccessManager.execute, (address(asset), data)));
        _same(asset.sum(), 1);
        _same(manager.head(), head);
    }

    function _by(bytes memory data) private {
        _as(address(conclave), data);
    }

    function _as(address from, bytes memory data) private {
        _takes(from, data);
        _follow();
        vm.warp(_now() + 1);
    }

    function _follow() private {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        uint256 links;
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].emitter != address(manager) || !Links.isLink(logs[i].topics[0])) continue;
            _head = Links.next(_head, logs[i], _now());
            if (!_seen[logs[i].topics[0]]) ++_kinds;
            _seen[logs[i].topics[0]] = true;
            ++links;
        }
        _isTrue(links > 0, "linked");
        _links += links;
        _same(manager.head(), _head);
        _same(vm.load(address(manager), bytes32(Links.HEAD_SLOT)), _head);
    }
}
