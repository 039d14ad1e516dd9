// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IRoleManager} from "../../../../contracts/interfaces/IRoleManager.sol";
import {IRoleManagerErrors as E} from "../../../../contracts/interfaces/IRoleManagerErrors.sol";
import {NONE} from "../../../../contracts/roles/Grant.sol";
import {Decision, Terms} from "../../../../contracts/roles/Terms.sol";
import {TESTER} from "../../../../contracts/types/Entry.sol";
import {RosterSpec} from "../../support/Charters.sol";
import {BEN, BEN_SECOND, CLEO, DAN} from "../../support/People.sol";
import {Vm, vm} from "../../support/Vm.sol";
import {OddWallet} from "../../support/Wallets.sol";
import {Links} from "../record/Links.sol";
import {Intruding} from "../support/Intruding.sol";
import {ADDER, ADMIN, PAYER, REGISTRAR, REVIEWER} from "../support/Managed.sol";
import {Restricted} from "../support/Restricted.sol";
import {Reviewed} from "../support/Reviewed.sol";

/// @notice Targets, members and reviewers that come back in, lie, or burn their gas.
contract HostileTest is Reviewed {
    Intruding private _intruder;
    bytes[] private _attacks;

    function setUp() public override {
        super.setUp();
        _intruder = new Intruding(address(manager));
        _declare(address(_intruder), NONE);
        _rules(abi.encodeCall(IAccessManager.setRoleAdmin, (ADDER, REGISTRAR)));
    }

    function test_a_target_that_is_moved_comes_back_in_and_gets_nothing() public {
        _attacks.push(_granting(ADMIN, BEN));
        _attacks.push(_granting(PAYER, BEN));
        _attacks.push(_revoking(REVIEWER, BEN));
        _attacks.push(abi.encodeCall(IAccessManager.updateAuthority, (address(asset), address(_intruder))));
        _attacks.push(
            abi.encodeCall(
                IAccessManager.execute,
                (
                    address(manager),
                    abi.encodeCall(IAccessManager.updateAuthority, (address(asset), address(_intruder)))
                )
            )
        );
        _attacks.push(abi.encodeCall(IRoleManager.defineRole, (PAYER, Terms(0, 1 days, 0, 0, false, false))));
        _attacks.push(abi.encodeCall(IRoleManager.review, (REVIEWER, new Decision[](0))));
        _attacks.push(abi.encodeWithSignature("multicall(bytes[])", new bytes[](0)));
        _intruder.prepare(_attacks);
        bytes memory moving = abi.encodeCall(
            IAccessManager.updateAuthority,
            (address(_intruder), address(target))
        );
        // Directly, and by way of the manager, which then says that it is executing this very function.
        for (uint256 i; i < 2; ++i) {
            _rules(moving);
            for (uint256 j; j < _attacks.length; ++j) _isTrue(!_intruder.succeeded(j), "got in");
            _same(keccak256(_intruder.answers(0)), keccak256(_unauthorized(address(_intruder), ADMIN)));
            _intruder.prepare(_attacks);
            moving = abi.encodeCall(IAccessManager.execute, (address(manager), moving));
        }
        _same(address(asset.authority()), address(manager));
    }

    function test_what_it_may_do_it_does_as_itself_and_the_record_holds() public {
        _rules(abi.encodeCall(IAccessManager.grantRole, (REGISTRAR, address(_intruder), 0)));
        _attacks.push(_granting(ADDER, CLEO));
        _attacks.push(abi.encodeCall(IAccessManager.execute, (address(manager), _granting(ADDER, DAN))));
        _intruder.prepare(_attacks);
        bytes32 head = manager.head();
        vm.recordLogs();
        bytes memory moving = abi.encodeCall(
            IAccessManager.updateAuthority,
            (address(_intruder), address(target))
        );
        _rules(abi.encodeCall(IAccessManager.execute, (address(manager), moving)));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        _same(logs.length, 5);
        _same(uint256(logs[1].topics[3]), uint160(address(_intruder)));
        _same(uint256(logs[3].topics[3]), uint160(address(_intruder)));
        for (uint256 i; i < logs.length; ++i) head = Links.next(head, logs[i], _now());
        _same(manager.head(), head);
    }

    /// @dev Inside somebody else's `execute`, the one that has the manager call itself is still told from the one outside.
    function test_nobody_grants_to_himself_from_inside_anothers_execution() public {
        _declare(address(_intruder), BEN);
        _rules(abi.encodeCall(IAccessManager.grantRole, (REGISTRAR, address(_intruder), 0)));
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = 0x12345678;
        _rules(abi.encodeCall(IAccessManager.setTargetFunctionRole, (address(_intruder), selectors, PAYER)));
        _grant(PAYER, CLEO);
        _attacks.push(_granting(ADDER, BEN_SECOND));
        _attacks.push(
            abi.encodeCall(IAccessManager.execute, (address(manager), _granting(ADDER, BEN_SECOND)))
        );
        _attacks.push(abi.encodeCall(IAccessManager.execute, (address(manager), _granting(ADDER, DAN))));
        _intruder.prepare(_attacks);
        bytes memory data = abi.encodePacked(selectors[0]);
        _takes(_at(CLEO), abi.encodeCall(IAccessManager.execute, (address(_intruder), data)));
        bytes memory oneself = abi.encodeWithSelector(E.GrantToOneself.selector, ADDER, BEN);
        _same(keccak256(_intruder.answers(0)), keccak256(oneself));
        _same(keccak256(_intruder.answers(1)), keccak256(oneself));
        _isTrue(_intruder.succeeded(2), "to another");
        _isTrue(_has(ADDER, DAN) && !_has(ADDER, BEN_SECOND), "granted");
    }

    function test_a_target_consumes_nothing_that_was_scheduled_for_another() public {
        _rules(abi.encodeCall(IAccessManager.grantRole, (PAYER, _at(BEN), 1 days)));
        bytes memory data = abi.encodeCall(Restricted.pay, (0));
        _takes(_at(BEN), abi.encodeCall(IAccessManager.schedule, (address(asset), data, 0)));
        vm.warp(_now() + 1 days);
        _attacks.push(abi.encodeCall(IAccessManager.consumeScheduledOp, (_at(BEN), data)));
        _intruder.prepare(_attacks);
        (bool called, ) = address(_intruder).call("");
        _isTrue(called && !_intruder.succeeded(0), "consumed");
        _takes(_at(BEN), abi.encodeCall(IAccessManager.execute, (address(asset), data)));
    }

    function test_a_reviewers_wallet_that_answers_oddly_signs_nothing() public {
        OddWallet wallet = new OddWallet();
        RosterSpec memory spec = _with(_nextRoster(), NEW, DAN, TESTER, NONE);
        spec.keys[NEW].kind = 1;
        spec.keys[NEW].signer = abi.encodePacked(address(wallet));
        _amendRoster(spec);
        conclave.activate(NEW, _soon(), "");
        _rules(abi.encodeCall(IAccessManager.grantRole, (REVIEWER, address(wallet), 0)));
        _grant(PAYER, BEN);
        bytes memory data = _submitting(PAYER, _decisions(PAYER, BEN, false), address(wallet), _soon(), "");
        bytes memory expected = abi.encodeWithSelector(E.ReviewSignatureInvalid.selector, wallet);
        for (uint8 answer = 1; answer <= uint8(OddWallet.Answer.Revert); ++answer) {
            // The first word of its long answer means yes, and no more is read.
            if (answer == uint8(OddWallet.Answer.Bomb)) continue;
            wallet.setAnswer(OddWallet.Answer(answer));
            _takesNot(OUTSIDER, data, expected);
        }
        wallet.setAnswer(OddWallet.Answer.Yes);
        _takes(OUTSIDER, data);
    }
}
