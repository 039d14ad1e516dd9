// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {IConclaveGuardEvents} from "../../../../contracts/interfaces/IConclaveGuardEvents.sol";
import {IConclaveGuardErrors} from "../../../../contracts/interfaces/IConclaveGuardErrors.sol";
import {IConclaveModule} from "../../../../contracts/interfaces/IConclaveModule.sol";
import {SafeTx} from "../../../../contracts/safe/SafeTx.sol";
import {RuleSpec, RulebookSpec} from "../../support/Charters.sol";
import {Operation} from "../../support/Flow.sol";
import {DAN, People, ROUTINE, ZERO_TIER} from "../../support/People.sol";
import {Target} from "../../support/Target.sol";
import {Vm, vm} from "../../support/Vm.sol";
import {AnyModule} from "../support/Annexes.sol";
import {Guarded} from "../support/Guarded.sol";
import {IWholeSafe} from "../support/IWholeSafe.sol";
import {Safe130, Safe141, Safe150, Version} from "../support/SafeKit.sol";

/// @notice The Conclave acts for a Safe; other modules under the module guard, if at all.
abstract contract Modules is Guarded {
    IConclaveModule internal zero;
    IConclaveModule internal routine;

    function setUp() public override {
        super.setUp();
        zero = IConclaveModule(guard.moduleFor(ZERO_TIER));
        routine = IConclaveModule(guard.moduleFor(ROUTINE));
        RulebookSpec memory book = _book();
        book.serial = 2;
        RuleSpec[] memory rules = new RuleSpec[](2);
        rules[0] = book.rules[0];
        rules[1] = RuleSpec(address(routine), IConclaveModule.execute.selector, 0x02, 0);
        book.rules = rules;
        _setRulebook(book);
        _enable(address(zero));
        _enable(address(routine));
        _enable(address(conclave));
    }

    function test_there_is_one_module_a_tier() public {
        _same(guard.moduleFor(ROUTINE), address(routine));
        _same(guard.moduleOf(ROUTINE), address(routine));
        _same(routine.tier(), ROUTINE);
        _same(address(routine.guard()), address(guard));
        _same(address(routine.conclave()), address(conclave));
        bytes memory code = bytes.concat(
            vm.getCode("ConclaveModule.sol:ConclaveModule"),
            abi.encode(guard, conclave, ROUTINE)
        );
        bytes32 hash = keccak256(abi.encodePacked(bytes1(0xff), guard, bytes32(0), keccak256(code)));
        _same(address(routine), address(uint160(uint256(hash))));
    }

    function test_a_module_s_creation_is_told_of() public {
        vm.recordLogs();
        address module = guard.moduleFor(9);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        _same(logs.length, 1);
        _same(logs[0].topics[0], IConclaveGuardEvents.ModuleCreated.selector);
        _same(uint256(logs[0].topics[1]), 9);
        _same(abi.decode(logs[0].data, (address)), module);
        guard.moduleFor(9);
        _same(vm.getRecordedLogs().length, 0);
    }

    function test_tier_zero_replaces_an_owner_without_the_owners() public {
        address dan = People.accountOf(DAN);
        address next = vm.addr(uint256(keccak256("newcomer")));
        bytes memory data = abi.encodeCall(IWholeSafe.swapOwner, (_before(dan), dan, next));
        _pass(
            _draft(
                0,
                _call(
                    address(zero),
                    abi.encodeCall(IConclaveModule.execute, (address(safe), address(safe), 0, data))
                )
            )
        );
        _isTrue(safe.isOwner(next) && !safe.isOwner(dan), "swapped");
    }

    function test_a_tier_s_module_does_what_its_rules_allow() public {
        _pass(_draft(_lane(ROUTINE, 0), _call(address(routine), _asks(7, 1 ether))));
        _same(target.value(), 7);
        _same(target.caller(), address(safe));
        _same(address(target).balance, 1 ether);
        Operation memory operation = _schedule(
            _draft(_lane(ROUTINE, 0), _call(address(routine), _asks(8, 1 ether + 1)))
        );
        _warpToReady(operation);
        _refusesExecute(
            operation,
            _callFailed(
                abi.encodeWithSelector(IConclaveErrors.ValueAboveRule.selector, 0, 1 ether + 1, 1 ether)
            )
        );
    }

    function test_a_tier_s_module_does_not_touch_the_safe_itself() public {
        bytes memory data = abi.encodeCall(IWholeSafe.changeThreshold, (1));
        data = abi.encodeCall(IConclaveModule.execute, (address(safe), address(safe), 0, data));
        Operation memory operation = _schedule(_draft(_lane(ROUTINE, 0), _call(address(routine), data)));
        _warpToReady(operation);
        _refusesExecute(
            operation,
            _callFailed(abi.encodeWithSelector(IConclaveGuardErrors.TierZeroOnly.selector, 0, safe, ROUTINE))
        );
    }

    function test_a_call_that_fails_undoes_the_operation() public {
        bytes memory data = abi.encodeCall(Target.refuse, (5));
        data = abi.encodeCall(IConclaveModule.execute, (address(safe), address(target), 0, data));
        Operation memory operation = _schedule(_draft(0, _call(address(zero), data)));
        _warpToReady(operation);
        bytes memory reason = abi.encodeWithSelector(Target.Unwilling.selector, 5);
        _refusesExecute(
            operation,
            _callFailed(abi.encodeWithSelector(IConclaveGuardErrors.ModuleCallFailed.selector, safe, reason))
        );
    }

    function test_nobody_but_the_conclave_uses_its_modules() public {
        (bool succeeded, bytes memory reason) = address(zero).call(_asks(7, 0));
        _failedWith(
            succeeded,
            reason,
            abi.encodeWithSelector(IConclaveGuardErrors.OnlyConclave.selector, address(this))
        );
    }

    function test_modules_of_others_are_enabled_only_under_the_module_guard() public {
        AnyModule other = new AnyModule();
        SafeTx memory t = _toSelf(abi.encodeCall(IWholeSafe.enableModule, (address(other))));
        bytes memory batch = _item(address(0), 0, t.data);
        if (_version() == Version.V150) {
            _passWhole(t, ZERO_TIER);
            _isTrue(safe.isModuleEnabled(address(other)), "enabled");
            return;
        }
        bytes memory refused = abi.encodeWithSelector(
            IConclaveGuardErrors.ModuleEnablingRefused.selector,
            other
        );
        _guardRefuses(_announcing(t, ZERO_TIER), refused);
        _guardRefuses(_announcing(_batch(batch), ZERO_TIER), refused);
        // Longer than need be: the Safe takes it too.
        t.data = bytes.concat(t.data, hex"01");
        _guardRefuses(_announcing(t, ZERO_TIER), refused);
    }

    function test_the_guard_never_becomes_the_fallback_handler() public {
        SafeTx memory t = _toSelf(abi.encodeCall(IWholeSafe.setFallbackHandler, (address(guard))));
        _guardRefuses(
            _announcing(t, ZERO_TIER),
            abi.encodeWithSelector(IConclaveGuardErrors.HandlerNotSet.selector, safe, guard.handler())
        );
        // The guard it may be told to have once more.
        _passWhole(_toSelf(abi.encodeCall(IWholeSafe.setGuard, (address(guard)))), ZERO_TIER);
    }

    function _enable(address module) internal {
        _passWhole(_toSelf(abi.encodeCall(IWholeSafe.enableModule, (module))), ZERO_TIER);
    }

    function _asks(uint256 value, uint256 wei_) internal view returns (bytes memory) {
        bytes memory data = abi.encodeCall(Target.set, (value));
        return abi.encodeCall(IConclaveModule.execute, (address(safe), address(target), wei_, data));
    }

    function _callFailed(bytes memory reason) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IConclaveErrors.CallFailed.selector, 0, reason);
    }

    function _before(address owner) private view returns (address before) {
        before = address(1);
        address[] memory owners = safe.getOwners();
        for (uint256 i; owners[i] != owner; ++i) before = owners[i];
    }
}

contract ModulesSafe130Test is Modules, Safe130 {}

contract ModulesSafe141Test is Modules, Safe141 {}

contract ModulesSafe150Test is Modules, Safe150 {}
