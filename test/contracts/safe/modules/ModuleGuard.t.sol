// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveGuard} from "../../../../contracts/interfaces/IConclaveGuard.sol";
import {IConclaveGuardErrors} from "../../../../contracts/interfaces/IConclaveGuardErrors.sol";
import {IConclaveModule} from "../../../../contracts/interfaces/IConclaveModule.sol";
import {Call} from "../../support/Drafts.sol";
import {Operation} from "../../support/Flow.sol";
import {LAST_RESORT, ZERO_TIER} from "../../support/People.sol";
import {Target} from "../../support/Target.sol";
import {vm} from "../../support/Vm.sol";
import {AnyModule} from "../support/Annexes.sol";
import {IWholeSafe} from "../support/IWholeSafe.sol";
import {Safe150} from "../support/SafeKit.sol";
import {Modules} from "./Modules.t.sol";

/// @notice The module guard, which a Safe has since 1.5.0.
contract ModuleGuardTest is Modules, Safe150 {
    function test_the_conclave_itself_as_a_module_passes_and_a_failure_is_not_taken_for_done() public {
        bytes memory data = abi.encodeCall(Target.set, (7));
        data = abi.encodeCall(safe.execTransactionFromModule, (address(target), 0, data, 0));
        _pass(_draft(0, _call(address(safe), data)));
        _same(target.value(), 7);
        data = abi.encodeCall(Target.refuse, (7));
        data = abi.encodeCall(safe.execTransactionFromModule, (address(target), 0, data, 0));
        Operation memory operation = _schedule(_draft(0, _call(address(safe), data)));
        _warpToReady(operation);
        bytes32 module = bytes32(uint256(uint160(address(conclave))));
        _refusesExecute(
            operation,
            _callFailed(abi.encodeWithSelector(IConclaveGuardErrors.ExecutionFailed.selector, module))
        );
    }

    function test_the_conclave_itself_as_a_module_delegatecalls_listed_code_alone() public {
        bytes memory data = abi.encodeCall(Target.set, (7));
        bytes memory batch = abi.encodeCall(IWholeSafe.multiSend, (_item(address(target), 0, data)));
        _pass(_draft(0, _fromModule(multiSend, batch, 1)));
        _same(target.value(), 7);
        _refusesFromModule(
            0,
            address(target),
            data,
            abi.encodeWithSelector(
                IConclaveGuardErrors.DelegatecallRefused.selector,
                target,
                address(target).codehash
            )
        );
        bytes memory nested = abi.encodePacked(uint8(1), target, uint256(0), data.length, data);
        _refusesFromModule(
            1,
            multiSend,
            abi.encodeCall(IWholeSafe.multiSend, (nested)),
            abi.encodeWithSelector(IConclaveGuardErrors.NestedOperationRefused.selector, 0, 1)
        );
    }

    function test_the_conclave_itself_as_a_module_makes_no_handler_of_the_guard() public {
        bytes memory data = abi.encodeCall(IWholeSafe.setFallbackHandler, (address(guard)));
        data = abi.encodeCall(safe.execTransactionFromModule, (address(safe), 0, data, 0));
        Operation memory operation = _schedule(_draft(0, _call(address(safe), data)));
        _warpToReady(operation);
        _refusesExecute(
            operation,
            _callFailed(
                abi.encodeWithSelector(IConclaveGuardErrors.HandlerNotSet.selector, safe, guard.handler())
            )
        );
    }

    function _fromModule(address to, bytes memory data, uint8 operation) private view returns (Call memory) {
        return _call(address(safe), abi.encodeCall(safe.execTransactionFromModule, (to, 0, data, operation)));
    }

    function _refusesFromModule(uint8 lane, address to, bytes memory data, bytes memory reason) private {
        Operation memory operation = _schedule(_draft(lane, _fromModule(to, data, 1)));
        _warpToReady(operation);
        _refusesExecute(operation, _callFailed(reason));
    }

    function test_an_untrusted_module_does_nothing() public {
        AnyModule other = new AnyModule();
        _enable(address(other));
        bytes memory data = abi.encodeCall(Target.set, (7));
        _moduleFails(
            other,
            address(target),
            data,
            0,
            abi.encodeWithSelector(IConclaveGuardErrors.ModuleRefused.selector, other)
        );
    }

    function test_a_trusted_module_is_tame() public {
        AnyModule other = new AnyModule();
        _enable(address(other));
        _trust(address(other), true);
        bytes memory data = abi.encodeCall(Target.set, (7));
        _isTrue(other.run(safe, address(target), 1, data, 0), "called");
        _same(target.value(), 7);
        address[4] memory ours = [address(safe), address(guard), guard.handler(), address(conclave)];
        for (uint256 i; i < ours.length; ++i) {
            _moduleFails(other, ours[i], data, 0, _wild(other, ours[i], 0));
        }
        _moduleFails(other, multiSend, data, 1, _wild(other, multiSend, 1));
        _trust(address(other), false);
        _moduleFails(
            other,
            address(target),
            data,
            0,
            abi.encodeWithSelector(IConclaveGuardErrors.ModuleRefused.selector, other)
        );
    }

    function test_trust_is_a_safe_s_own() public {
        AnyModule other = new AnyModule();
        _enable(address(other));
        guard.trustModule(address(other), true);
        _isTrue(guard.isTrusted(address(this), address(other)), "for whoever called");
        _isTrue(!guard.isTrusted(address(safe), address(other)), "for nobody else");
        _moduleFails(
            other,
            address(target),
            abi.encodeCall(Target.set, (7)),
            0,
            abi.encodeWithSelector(IConclaveGuardErrors.ModuleRefused.selector, other)
        );
    }

    function test_a_recovery_tier_s_module_does_nothing() public {
        IConclaveModule last = IConclaveModule(guard.moduleFor(LAST_RESORT));
        vm.prank(address(conclave));
        (bool succeeded, bytes memory reason) = address(last).call(_asks(7, 0));
        _failedWith(
            succeeded,
            reason,
            abi.encodeWithSelector(IConclaveGuardErrors.RecoveryTierRefused.selector, LAST_RESORT)
        );
    }

    function _trust(address module, bool trusted) private {
        bytes memory data = abi.encodeCall(IConclaveGuard.trustModule, (module, trusted));
        _passWhole(_tx(address(guard), 0, data, 0), ZERO_TIER);
    }

    function _wild(AnyModule module, address to, uint8 operation) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IConclaveGuardErrors.ModuleTooWild.selector, module, to, operation);
    }

    function _moduleFails(
        AnyModule module,
        address to,
        bytes memory data,
        uint8 operation,
        bytes memory expected
    ) private {
        (bool succeeded, bytes memory reason) = address(module).call(
            abi.encodeCall(AnyModule.run, (safe, to, 0, data, operation))
        );
        _failedWith(succeeded, reason, expected);
    }
}
