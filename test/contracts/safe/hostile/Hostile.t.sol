// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {IConclaveGuardErrors} from "../../../../contracts/interfaces/IConclaveGuardErrors.sol";
import {SafeTx} from "../../../../contracts/safe/SafeTx.sol";
import {ANA, BEN, CLEO, DAN, NONE, ROUTINE, ZERO_TIER} from "../../support/People.sol";
import {Target} from "../../support/Target.sol";
import {vm} from "../../support/Vm.sol";
import {Burning, CallingBack} from "../support/Annexes.sol";
import {Guarded} from "../support/Guarded.sol";
import {IWholeSafe} from "../support/IWholeSafe.sol";
import {Safe130, Safe141, Safe150, Version} from "../support/SafeKit.sol";

/// @notice Calls back in, starves, forges, and answers short.
abstract contract SafeHostile is Guarded {
    function test_a_transaction_in_the_middle_of_another_is_judged_on_its_own() public {
        CallingBack back = new CallingBack();
        SafeTx memory outer = _tx(address(back), 0, abi.encodeCall(CallingBack.run, ()), 0);
        SafeTx memory inner = _toTarget(7);
        ++inner.nonce;
        back.set(address(safe), _executing(inner, _bundle(inner, _voices(BEN, CLEO))));
        _announceAndWait(outer, ZERO_TIER);
        // What failed inside, the Safe says from 1.5.0 on.
        bytes memory reason = abi.encodeWithSignature("Error(string)", "GS013");
        if (_version() == Version.V150) reason = _notAnnounced(inner);
        _fails(outer, _voices(BEN, CLEO), reason);
        _announceAndWait(inner, ROUTINE);
        _passes(outer, _voices(BEN, CLEO));
        _same(target.value(), 7);
        _same(safe.nonce(), inner.nonce + 1);
    }

    function test_a_transaction_does_not_run_twice_by_calling_back() public {
        CallingBack back = new CallingBack();
        SafeTx memory t = _tx(address(back), 0, abi.encodeCall(CallingBack.run, ()), 0);
        back.set(address(safe), _executing(t, _bundle(t, _voices(BEN, CLEO))));
        _announceAndWait(t, ZERO_TIER);
        (bool succeeded, ) = _toSafe(OUTSIDER, t, _bundle(t, _voices(BEN, CLEO)));
        _isTrue(!succeeded, "GS026: the nonce has moved");
        _same(safe.nonce(), t.nonce);
    }

    /// @dev The Safe would take the failure for done, and the nonce and the announcement be gone.
    function test_too_little_gas_burns_nothing(uint256 gas_) public {
        SafeTx memory t = _tx(address(new Burning()), 0, "x", 0);
        t.safeTxGas = 50_000;
        _announceAndWait(t, ZERO_TIER);
        bytes memory data = _executing(t, _bundle(t, _voices(BEN, CLEO)));
        vm.prank(OUTSIDER, OUTSIDER);
        (bool succeeded, ) = address(safe).call{gas: 100_000 + (gas_ % 2_000_000)}(data);
        _isTrue(!succeeded, "failed");
        _same(safe.nonce(), t.nonce);
        _isTrue(guard.announcement(address(safe), _hash(t)).isStanding(), "still announced");
    }

    /// @dev Whoever executes chooses the gas: with any of it the transaction passes whole, or nothing happens.
    function test_with_any_gas_it_passes_whole_or_not_at_all(uint256 gas_) public {
        SafeTx memory t = _toTarget(7);
        _guardTakes(_announcing(t, ROUTINE, _soon(), 6, NONE));
        _announceAndWait(t, ROUTINE);
        bytes memory data = _executing(t, _bundle(t, _voices(BEN, CLEO)));
        vm.prank(OUTSIDER, OUTSIDER);
        (bool succeeded, ) = address(safe).call{gas: 50_000 + (gas_ % 500_000)}(data);
        _same(target.value(), succeeded ? 7 : 0);
        _same(safe.nonce(), succeeded ? t.nonce + 1 : t.nonce);
        _isTrue(guard.announcement(address(safe), _hash(t)).isStanding() != succeeded, "one or the other");
    }

    function test_whoever_calls_the_hooks_does_it_for_himself() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ROUTINE);
        bytes32 head = guard.head(address(safe));
        Impostor impostor = new Impostor(t.nonce + 1);
        bytes memory hook = _hook(t, _bundle(t, _voices(BEN, CLEO)));
        (bool succeeded, bytes memory reason) = impostor.go(address(guard), hook);
        bytes32 hash = guard.hashTransaction(address(impostor), t);
        _failedWith(
            succeeded,
            reason,
            abi.encodeWithSelector(IConclaveGuardErrors.NotAnnounced.selector, impostor, hash)
        );
        _same(guard.head(address(safe)), head);
    }

    function _hook(SafeTx memory t, bytes memory signatures) private view returns (bytes memory) {
        address payable none;
        return
            abi.encodeCall(
                guard.checkTransaction,
                (t.to, t.value, t.data, 0, 0, 0, 0, none, none, signatures, OUTSIDER)
            );
    }

    function test_what_answers_short_or_nothing_is_no_conclave() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ROUTINE);
        bytes memory signatures = _bundle(t, _voices(BEN, CLEO));
        bytes[3] memory codes = [bytes(hex"00"), hex"60206000f3", hex"60ff6000f3"];
        for (uint256 i; i < codes.length; ++i) {
            vm.etch(address(conclave), codes[i]);
            (bool succeeded, ) = _toSafe(OUTSIDER, t, signatures);
            _isTrue(!succeeded, "refused");
        }
        _same(target.value(), 0);
    }

    function test_a_guarded_safe_cannot_be_made_to_act_through_its_handler() public {
        bytes32 head = guard.head(address(safe));
        (bool trusted, ) = address(safe).call(abi.encodeCall(guard.trustModule, (address(this), true)));
        (bool adopted, ) = address(safe).call(abi.encodeCall(guard.adopt, ()));
        _isTrue(!trusted && !adopted, "refused");
        _same(guard.head(address(safe)), head);
        _isTrue(!guard.isTrusted(address(safe), address(this)), "not trusted");
    }

    function test_a_signature_on_another_chain_or_safe_is_none_here() public {
        SafeTx memory t = _toTarget(7);
        bytes memory data = _announcing(t, ROUTINE);
        vm.chainId(5);
        _guardRefuses(data, abi.encodeWithSelector(IConclaveErrors.InvalidSignature.selector, ANA));
    }
}

/// @notice Says it is a Safe with that nonce.
contract Impostor {
    uint256 public immutable nonce;

    constructor(uint256 nonce_) {
        nonce = nonce_;
    }

    function go(address to, bytes calldata data) external returns (bool, bytes memory) {
        return to.call(data);
    }
}

contract HostileSafe130Test is SafeHostile, Safe130 {}

contract HostileSafe141Test is SafeHostile, Safe141 {}

contract HostileSafe150Test is SafeHostile, Safe150 {}
