// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveGuardErrors} from "../../../../contracts/interfaces/IConclaveGuardErrors.sol";
import {SafeTx} from "../../../../contracts/safe/SafeTx.sol";
import {BEN, CLEO} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";
import {Announced} from "./Announced.sol";
import {Bundles, How, Voice} from "./Bundles.sol";
import {IWholeSafe} from "./IWholeSafe.sol";

/// @notice A Safe under the guard, its owners' signatures, and what passes and what does not.
abstract contract Guarded is Announced {
    function _adopt() internal virtual override {
        _passes(_batch(_adoption()), _voices(BEN, CLEO));
    }

    // Owners' signatures

    function _voice(uint8 key) internal view returns (Voice memory) {
        return Voice(vm.addr(_secretOf(key)), How.Signs, _secretOf(key), "");
    }

    function _strange() internal view returns (Voice memory) {
        return Voice(stranger, How.Signs, STRANGER_SECRET, "");
    }

    function _voices(uint8 a, uint8 b) internal view returns (Voice[] memory voices) {
        voices = new Voice[](2);
        (voices[0], voices[1]) = (_voice(a), _voice(b));
    }

    function _voices(uint8 a, uint8 b, uint8 c) internal view returns (Voice[] memory voices) {
        voices = new Voice[](3);
        (voices[0], voices[1], voices[2]) = (_voice(a), _voice(b), _voice(c));
    }

    function _bundle(SafeTx memory t, Voice[] memory voices) internal view returns (bytes memory) {
        return Bundles.pack(_hash(t), voices);
    }

    // Executing

    function _executing(SafeTx memory t, bytes memory signatures) internal pure returns (bytes memory) {
        return
            abi.encodeCall(
                IWholeSafe.execTransaction,
                (
                    t.to,
                    t.value,
                    t.data,
                    t.operation,
                    t.safeTxGas,
                    t.baseGas,
                    t.gasPrice,
                    t.gasToken,
                    payable(t.refundReceiver),
                    signatures
                )
            );
    }

    function _passes(SafeTx memory t, Voice[] memory voices) internal {
        _safeTakes(OUTSIDER, t, _bundle(t, voices));
    }

    function _safeTakes(address from, SafeTx memory t, bytes memory signatures) internal {
        (bool succeeded, bytes memory answer) = _toSafe(from, t, signatures);
        if (!succeeded) revert RefusedOtherwise(answer, "");
        _isTrue(abi.decode(answer, (bool)), "executed");
    }

    function _fails(SafeTx memory t, Voice[] memory voices, bytes memory expected) internal {
        _failsFrom(OUTSIDER, t, _bundle(t, voices), expected);
    }

    function _failsFrom(
        address from,
        SafeTx memory t,
        bytes memory signatures,
        bytes memory expected
    ) internal {
        uint256 nonce = safe.nonce();
        (bool succeeded, bytes memory answer) = _toSafe(from, t, signatures);
        _failedWith(succeeded, answer, expected);
        _same(safe.nonce(), nonce);
    }

    function _toSafe(
        address from,
        SafeTx memory t,
        bytes memory signatures
    ) internal returns (bool, bytes memory) {
        bytes memory data = _executing(t, signatures);
        vm.prank(from, from);
        return address(safe).call(data);
    }

    /// @dev Announced by Ana in the tier, and passed with Ben and Cleo when it is ready.
    function _passWhole(SafeTx memory t, uint8 tier) internal {
        _announceAndWait(t, tier);
        _passes(t, _voices(BEN, CLEO));
    }

    function _notAnnounced(SafeTx memory t) internal view returns (bytes memory) {
        return abi.encodeWithSelector(IConclaveGuardErrors.NotAnnounced.selector, safe, _hash(t));
    }
}
