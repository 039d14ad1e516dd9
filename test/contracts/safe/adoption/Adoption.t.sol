// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveGuard} from "../../../../contracts/interfaces/IConclaveGuard.sol";
import {IConclaveGuardErrors} from "../../../../contracts/interfaces/IConclaveGuardErrors.sol";
import {Delegate, SafeTx} from "../../../../contracts/safe/SafeTx.sol";
import {BEN, CLEO, WINDOW} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";
import {AnyModule} from "../support/Annexes.sol";
import {Guarded} from "../support/Guarded.sol";
import {IWholeSafe} from "../support/IWholeSafe.sol";
import {Safe130, Safe141, Safe150, Version} from "../support/SafeKit.sol";

/// @notice `adopt` looks before it records.
abstract contract Adoption is Guarded {
    function _adopt() internal pure override {}

    function test_a_safe_that_has_all_is_recorded() public {
        bytes32 before = guard.head(address(safe));
        _passes(_batch(_adoption()), _voices(BEN, CLEO));
        bytes32 topic = keccak256("Adopted(address,bytes32)");
        _same(guard.head(address(safe)), keccak256(abi.encode(topic, before, _now())));
    }

    function test_without_the_guard_it_is_refused() public {
        _set(IWholeSafe.setFallbackHandler.selector, guard.handler());
        _refusesAdoption(abi.encodeWithSelector(IConclaveGuardErrors.GuardNotSet.selector, safe, guard));
    }

    function test_with_another_handler_it_is_refused() public {
        _set(IWholeSafe.setGuard.selector, address(guard));
        _refusesAdoption(
            abi.encodeWithSelector(IConclaveGuardErrors.HandlerNotSet.selector, safe, guard.handler())
        );
    }

    function test_with_a_module_that_nobody_guards_it_is_refused() public {
        AnyModule other = new AnyModule();
        _set(IWholeSafe.enableModule.selector, address(other));
        _guardAll();
        _refusesAdoption(abi.encodeWithSelector(IConclaveGuardErrors.ModuleNotTrusted.selector, safe, other));
        vm.prank(address(safe));
        guard.trustModule(address(other), true);
        if (_version() == Version.V150) _adopts();
        else
            _refusesAdoption(
                abi.encodeWithSelector(IConclaveGuardErrors.ModuleNotTrusted.selector, safe, other)
            );
    }

    function test_the_conclave_and_modules_of_the_guard_are_welcome() public {
        _set(IWholeSafe.enableModule.selector, address(conclave));
        _set(IWholeSafe.enableModule.selector, guard.moduleFor(0));
        _set(IWholeSafe.enableModule.selector, guard.moduleFor(1));
        _guardAll();
        _adopts();
    }

    function test_as_many_modules_as_a_page_are_welcome() public {
        for (uint8 tier; tier < 64; ++tier) _set(IWholeSafe.enableModule.selector, guard.moduleFor(tier));
        _guardAll();
        _adopts();
    }

    function test_more_modules_than_a_page_are_refused() public {
        for (uint160 i = 1; i < 66; ++i) _set(IWholeSafe.enableModule.selector, address(0xffff + i));
        _guardAll();
        _refusesAdoption(abi.encodeWithSelector(IConclaveGuardErrors.TooManyModules.selector, safe));
    }

    function test_a_safe_that_sets_the_guard_without_it_is_guarded_all_the_same() public {
        _set(IWholeSafe.setGuard.selector, address(guard));
        SafeTx memory t = _toTarget(7);
        _fails(t, _voices(BEN, CLEO), _notAnnounced(t));
    }

    function _guardAll() internal {
        if (_version() == Version.V150) _set(IWholeSafe.setModuleGuard.selector, address(guard));
        _set(IWholeSafe.setFallbackHandler.selector, guard.handler());
        _set(IWholeSafe.setGuard.selector, address(guard));
    }

    /// @dev As the Safe itself would.
    function _set(bytes4 selector, address value) internal {
        vm.prank(address(safe));
        (bool succeeded, ) = address(safe).call(abi.encodeWithSelector(selector, value));
        _isTrue(succeeded, "set");
    }

    function _adopts() internal {
        vm.prank(address(safe));
        guard.adopt();
    }

    function _refusesAdoption(bytes memory expected) internal {
        vm.prank(address(safe));
        (bool succeeded, bytes memory reason) = address(guard).call(abi.encodeCall(IConclaveGuard.adopt, ()));
        _failedWith(succeeded, reason, expected);
    }
}

contract AdoptionSafe130Test is Adoption, Safe130 {}

contract AdoptionSafe141Test is Adoption, Safe141 {}

contract AdoptionSafe150Test is Adoption, Safe150 {
    function test_without_the_module_guard_it_is_refused() public {
        _set(IWholeSafe.setGuard.selector, address(guard));
        _set(IWholeSafe.setFallbackHandler.selector, guard.handler());
        _refusesAdoption(
            abi.encodeWithSelector(IConclaveGuardErrors.ModuleGuardNotSet.selector, safe, guard)
        );
    }

    function test_the_interfaces_a_safe_asks_for_are_supported() public view {
        IERC165ish asked = IERC165ish(address(guard));
        _isTrue(asked.supportsInterface(0xe6d7a83a), "transaction guard");
        _isTrue(asked.supportsInterface(0x58401ed8), "module guard");
        _isTrue(asked.supportsInterface(0x01ffc9a7), "ERC-165");
        _isTrue(!asked.supportsInterface(0xffffffff), "none");
    }

    function test_exit_delay_and_window_have_bounds() public {
        uint256 least = WINDOW + 2 days;
        _creates(least, 1 days, _delegates());
        _creates(180 days, 90 days, _delegates());
        _refusesCreation(
            least - 1,
            1 days,
            _delegates(),
            abi.encodeWithSelector(
                IConclaveGuardErrors.ExitDelayOutOfRange.selector,
                least - 1,
                least,
                180 days
            )
        );
        _refusesCreation(
            180 days + 1,
            1 days,
            _delegates(),
            abi.encodeWithSelector(
                IConclaveGuardErrors.ExitDelayOutOfRange.selector,
                180 days + 1,
                least,
                180 days
            )
        );
        uint256[2] memory windows = [uint256(1 days - 1), 90 days + 1];
        for (uint256 i; i < 2; ++i) {
            _refusesCreation(
                least,
                windows[i],
                _delegates(),
                abi.encodeWithSelector(
                    IConclaveGuardErrors.ExitWindowOutOfRange.selector,
                    windows[i],
                    1 days,
                    90 days
                )
            );
        }
    }

    function test_what_is_not_there_is_no_delegate() public {
        bytes32[3] memory none = [bytes32(0), keccak256(""), multiSend.codehash];
        for (uint256 i; i < 3; ++i) {
            Delegate[] memory list = _delegates();
            list[1] = Delegate(none[i], false);
            _refusesCreation(
                10 days,
                1 days,
                list,
                abi.encodeWithSelector(IConclaveGuardErrors.DelegateInvalid.selector, none[i])
            );
        }
        (bool listed, bool batch) = guard.delegateOf(multiSend.codehash);
        _isTrue(listed && batch, "a batch");
        (listed, batch) = guard.delegateOf(signLib.codehash);
        _isTrue(listed && !batch, "no batch");
        (listed, ) = guard.delegateOf(address(target).codehash);
        _isTrue(!listed, "not listed");
    }

    function _creates(uint256 delay, uint256 window, Delegate[] memory list) private {
        _deploy("ConclaveGuard", abi.encode(conclave, delay, window, list));
    }

    function _refusesCreation(
        uint256 delay,
        uint256 window,
        Delegate[] memory list,
        bytes memory expected
    ) private {
        bytes memory code = vm.getCode("ConclaveGuard.sol:ConclaveGuard");
        code = bytes.concat(code, abi.encode(conclave, delay, window, list));
        address created;
        bytes memory reason;
        assembly ("memory-safe") {
            created := create(0, add(code, 32), mload(code))
            reason := mload(0x40)
            mstore(reason, returndatasize())
            returndatacopy(add(reason, 32), 0, returndatasize())
            mstore(0x40, add(add(reason, 64), returndatasize()))
        }
        _failedWith(created != address(0), reason, expected);
    }
}

interface IERC165ish {
    function supportsInterface(bytes4 interfaceId) external view returns (bool);
}
