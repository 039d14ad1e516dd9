// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveGuard} from "../../../../contracts/interfaces/IConclaveGuard.sol";
import {IConclaveGuardErrors} from "../../../../contracts/interfaces/IConclaveGuardErrors.sol";
import {IConclaveModule} from "../../../../contracts/interfaces/IConclaveModule.sol";
import {SafeTx} from "../../../../contracts/safe/SafeTx.sol";
import {Operation} from "../../support/Flow.sol";
import {ANA, BEN, CLEO, DAN, EVE, People, ROUTINE, ZERO_TIER} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";
import {Burning, Reverting} from "../support/Annexes.sol";
import {Voice} from "../support/Bundles.sol";
import {Guarded} from "../support/Guarded.sol";
import {IWholeSafe} from "../support/IWholeSafe.sol";
import {Safe130, Safe141, Safe150, SafeL2130, SafeL2141, SafeL2150, Version} from "../support/SafeKit.sol";

/// @notice It is impossible to brick the Safe, and nothing but the guard's removal passes that way.
abstract contract Exit is Guarded {
    bytes32 internal constant GUARD_SLOT = keccak256("guard_manager.guard.address");
    bytes32 internal constant MODULE_GUARD_SLOT = keccak256("module_manager.module_guard.address");

    function test_with_a_conclave_that_reverts_the_safe_gets_out() public {
        _announceExit(BEN);
        vm.etch(address(conclave), address(new Reverting()).code);
        vm.warp(_now() + EXIT_DELAY);
        _getsOut();
    }

    function test_with_a_conclave_that_burns_all_gas_the_safe_gets_out() public {
        _announceExit(BEN);
        vm.etch(address(conclave), address(new Burning()).code);
        vm.warp(_now() + EXIT_DELAY);
        _getsOut();
    }

    function test_with_a_conclave_without_code_or_roster_the_safe_gets_out() public {
        address roster = conclave.rosterCarrier();
        vm.etch(address(conclave), "");
        vm.etch(roster, "");
        _announceExit(BEN);
        vm.warp(_now() + EXIT_DELAY);
        _getsOut();
    }

    function test_with_such_a_conclave_nothing_else_passes() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ROUTINE);
        _announceExit(BEN);
        vm.warp(_now() + EXIT_DELAY);
        vm.etch(address(conclave), address(new Reverting()).code);
        (bool succeeded, ) = _toSafe(OUTSIDER, t, _bundle(t, _voices(BEN, CLEO)));
        _isTrue(!succeeded, "refused");
        _same(target.value(), 0);
    }

    function test_it_opens_after_its_delay_and_closes_after_its_window() public {
        SafeTx memory t = _leaving();
        _fails(t, _voices(BEN, CLEO), _notAnnounced(t));
        _announceExit(BEN);
        uint256 opens = _now() + EXIT_DELAY;
        _same(guard.exitOf(address(safe), People.accountOf(BEN)), opens);
        vm.warp(opens - 1);
        _fails(t, _voices(BEN, CLEO), _notAnnounced(t));
        vm.warp(opens + EXIT_WINDOW);
        _fails(t, _voices(BEN, CLEO), _notAnnounced(t));
        uint256 before = vm.snapshotState();
        vm.warp(opens + EXIT_WINDOW - 1);
        _passes(t, _voices(CLEO, DAN));
        vm.revertToState(before);
        vm.warp(opens);
        _passes(t, _voices(CLEO, DAN));
    }

    function test_any_owner_may_announce_it_and_nobody_else() public {
        vm.prank(stranger);
        guard.announceExit(address(safe));
        address eve = People.accountOf(EVE);
        vm.prank(eve);
        (bool succeeded, bytes memory reason) = address(guard).call(
            abi.encodeCall(IConclaveGuard.announceExit, (address(safe)))
        );
        _failedWith(succeeded, reason, abi.encodeWithSelector(IConclaveGuardErrors.OnlyOwner.selector, eve));
    }

    function test_withdrawn_it_does_not_open_and_another_owner_s_does() public {
        _announceExit(BEN);
        _announceExit(CLEO);
        vm.warp(_now() + EXIT_DELAY);
        _withdrawExit(BEN);
        uint256 before = vm.snapshotState();
        _passes(_leaving(), _voices(BEN, CLEO));
        vm.revertToState(before);
        _withdrawExit(CLEO);
        SafeTx memory t = _leaving();
        _fails(t, _voices(BEN, CLEO), _notAnnounced(t));
        vm.prank(People.accountOf(CLEO));
        (bool succeeded, bytes memory reason) = address(guard).call(
            abi.encodeCall(IConclaveGuard.withdrawExit, (address(safe)))
        );
        _failedWith(
            succeeded,
            reason,
            abi.encodeWithSelector(IConclaveGuardErrors.NoExit.selector, safe, People.accountOf(CLEO))
        );
    }

    function test_announced_again_it_begins_anew() public {
        _announceExit(BEN);
        vm.warp(_now() + EXIT_DELAY - 1);
        _announceExit(BEN);
        vm.warp(_now() + 1);
        SafeTx memory t = _leaving();
        _fails(t, _voices(BEN, CLEO), _notAnnounced(t));
    }

    function test_used_it_is_used_up() public {
        _announceExit(BEN);
        vm.warp(_now() + EXIT_DELAY);
        _passes(_leaving(), _voices(BEN, CLEO));
        _same(guard.exitOf(address(safe), People.accountOf(BEN)), 0);
        _passes(_batch(_adoption()), _voices(BEN, CLEO));
        SafeTx memory t = _leaving();
        _fails(t, _voices(BEN, CLEO), _notAnnounced(t));
    }

    /// @dev Whoever is an owner already could else have an open exit on the day of adoption.
    function test_it_is_announced_only_of_a_safe_that_has_the_guard() public {
        IWholeSafe other = _newSafe(_owners(), 2);
        vm.prank(People.accountOf(BEN));
        (bool succeeded, bytes memory reason) = address(guard).call(
            abi.encodeCall(IConclaveGuard.announceExit, (address(other)))
        );
        _failedWith(
            succeeded,
            reason,
            abi.encodeWithSelector(IConclaveGuardErrors.GuardNotSet.selector, other, guard)
        );
    }

    function test_when_the_safe_has_left_and_come_back_no_old_announcement_opens() public {
        // Also that of the owner whom the Safe lists first.
        for (uint8 key = ANA; key <= DAN; ++key) _announceExit(key);
        vm.warp(_now() + EXIT_DELAY);
        _passes(_leaving(), _voices(BEN, CLEO));
        _passes(_batch(_adoption()), _voices(BEN, CLEO));
        SafeTx memory t = _leaving();
        _fails(t, _voices(BEN, CLEO), _notAnnounced(t));
        for (uint8 key = ANA; key <= DAN; ++key) _same(guard.exitOf(address(safe), People.accountOf(key)), 0);
    }

    /// @dev What the others do about stolen keys: the Conclave replaces the owner before the exit opens.
    function test_it_lapses_when_the_conclave_replaces_the_owner() public {
        IConclaveModule zero = IConclaveModule(guard.moduleFor(ZERO_TIER));
        _passWhole(_toSelf(abi.encodeCall(IWholeSafe.enableModule, (address(zero)))), ZERO_TIER);
        _announceExit(DAN);
        uint256 opens = _now() + EXIT_DELAY;
        address[] memory owners = safe.getOwners();
        address before = address(1);
        for (uint256 i; owners[i] != People.accountOf(DAN); ++i) before = owners[i];
        bytes memory data = abi.encodeCall(
            IWholeSafe.swapOwner,
            (before, People.accountOf(DAN), address(0xd0d0))
        );
        data = abi.encodeCall(IConclaveModule.execute, (address(safe), address(safe), 0, data));
        Operation memory operation = _pass(_draft(0, _call(address(zero), data)));
        _isTrue(operation.stamp.ready() < opens, "in time");
        vm.warp(opens);
        SafeTx memory t = _leaving();
        _fails(t, _voices(BEN, CLEO), _notAnnounced(t));
    }

    function test_nothing_but_the_removal_passes_that_way() public {
        _announceExit(BEN);
        vm.warp(_now() + EXIT_DELAY);
        _refusedLeaving(_toSelf(abi.encodeCall(IWholeSafe.setGuard, (address(1)))));
        _refusedLeaving(_toSelf(abi.encodeCall(IWholeSafe.changeThreshold, (0))));
        _refusedLeaving(_toSelf(abi.encodeCall(IWholeSafe.setFallbackHandler, (address(0)))));
        _refusedLeaving(_toSelf(bytes.concat(_leaving().data, hex"00")));
        SafeTx memory t = _leaving();
        t.value = 1;
        _refusedLeaving(t);
        t = _leaving();
        t.operation = 1;
        _refusedLeaving(t);
        t = _leaving();
        t.to = address(target);
        _refusedLeaving(t);
        t = _leaving();
        t.data[4] = 0x01;
        _refusedLeaving(t);
        t = _leaving();
        t.gasPrice = 1;
        _fails(t, _voices(BEN, CLEO), abi.encodeWithSelector(IConclaveGuardErrors.RefundRefused.selector, 1));
        _refusedLeaving(_batch(_item(address(safe), 0, _leaving().data)));
    }

    function test_another_tier_than_zero_never_changes_the_guard() public {
        _guardRefuses(
            _announcing(_leaving(), ROUTINE),
            abi.encodeWithSelector(IConclaveGuardErrors.TierZeroOnly.selector, 0, safe, ROUTINE)
        );
        _passWhole(_leaving(), ZERO_TIER);
        _same(vm.load(address(safe), GUARD_SLOT), 0);
    }

    function test_the_threshold_holds() public {
        _announceExit(BEN);
        vm.warp(_now() + EXIT_DELAY);
        SafeTx memory t = _leaving();
        Voice[] memory one = new Voice[](1);
        one[0] = _voice(BEN);
        (bool succeeded, ) = _toSafe(OUTSIDER, t, _bundle(t, one));
        _isTrue(!succeeded, "GS020");
    }

    function _leaving() internal view returns (SafeTx memory) {
        return _toSelf(abi.encodeCall(IWholeSafe.setGuard, (address(0))));
    }

    function _refusedLeaving(SafeTx memory t) internal {
        _fails(t, _voices(BEN, CLEO), _notAnnounced(t));
    }

    function _announceExit(uint8 key) internal {
        vm.prank(People.accountOf(key));
        guard.announceExit(address(safe));
    }

    function _withdrawExit(uint8 key) internal {
        vm.prank(People.accountOf(key));
        guard.withdrawExit(address(safe));
    }

    /// @dev Module guard and guard go, the one not using up what the other needs; then the Safe is as it was.
    function _getsOut() internal {
        if (_version() == Version.V150) {
            _passes(_toSelf(abi.encodeCall(IWholeSafe.setModuleGuard, (address(0)))), _voices(BEN, CLEO));
            _same(vm.load(address(safe), MODULE_GUARD_SLOT), 0);
        }
        _passes(_leaving(), _voices(BEN, CLEO));
        _same(vm.load(address(safe), GUARD_SLOT), 0);
        _passes(_toTarget(7), _voices(BEN, CLEO));
        _same(target.value(), 7);
    }
}

contract ExitSafe130Test is Exit, Safe130 {}

contract ExitSafeL2130Test is Exit, SafeL2130 {}

contract ExitSafe141Test is Exit, Safe141 {}

contract ExitSafeL2141Test is Exit, SafeL2141 {}

contract ExitSafe150Test is Exit, Safe150 {}

contract ExitSafeL2150Test is Exit, SafeL2150 {}
