// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {Word} from "../../../contracts/types/Word.sol";
import {Acts} from "./Acts.sol";
import {Charters, RosterSpec, RulebookSpec} from "./Charters.sol";
import {Draft} from "./Drafts.sol";
import {Flow, Operation} from "./Flow.sol";
import {vm} from "./Vm.sol";

/// @notice Acts of guardians and keys, and amendments. `_xxxing` is the calldata, for whoever expects it to fail.
abstract contract Register is Flow {
    function _soon() internal view returns (uint40) {
        return uint40(vm.getBlockTimestamp() + 1 days);
    }

    function _suspending(uint8 holder, uint8 guardian) internal view returns (bytes memory) {
        bytes32 act = Acts.suspend(holder, conclave.holderRecord(holder).changes, guardian, _soon());
        return abi.encodeCall(IConclave.suspend, (holder, guardian, _soon(), _sign(guardian, act)));
    }

    function _liftingOwn(uint8 holder, uint8 guardian) internal view returns (bytes memory) {
        bytes32 act = Acts.lift(holder, conclave.holderRecord(holder).changes, guardian, _soon());
        return abi.encodeCall(IConclave.liftOwn, (holder, guardian, _soon(), _sign(guardian, act)));
    }

    /// @param holder The guardian key's.
    function _voiding(uint8 guardian, uint8 holder) internal view returns (bytes memory) {
        bytes32 act = Acts.voidAll(conclave.holderRecord(holder).acts, guardian, _soon());
        return abi.encodeCall(IConclave.voidAll, (guardian, _soon(), _sign(guardian, act)));
    }

    function _cancelling(uint16 lane, Word word, uint8 guardian) internal view returns (bytes memory) {
        bytes32 act = Acts.cancel(lane, Word.unwrap(word), guardian, _soon());
        return abi.encodeCall(IConclave.cancel, (lane, word, guardian, _soon(), _sign(guardian, act)));
    }

    function _cancellingProtected(
        Operation memory operation,
        uint8 guardian
    ) internal view returns (bytes memory) {
        bytes32 word = Word.unwrap(operation.word);
        bytes memory signature = _sign(guardian, Acts.cancel(operation.lane, word, guardian, _soon()));
        return
            abi.encodeCall(
                IConclave.cancelProtected,
                (operation.p, operation.stamp, guardian, _soon(), signature)
            );
    }

    function _clearing(Operation memory operation) internal pure returns (bytes memory) {
        return abi.encodeCall(IConclave.clear, (operation.p, operation.stamp));
    }

    function _stopping(uint16 lane, Word word, uint8[] memory keys) internal view returns (bytes memory) {
        bytes memory signatures;
        bytes32 act = Acts.stop(lane, Word.unwrap(word));
        for (uint256 i; i < keys.length; ++i) {
            signatures = bytes.concat(signatures, _entry(keys[i], _sign(keys[i], act)));
        }
        return abi.encodeCall(IConclave.stop, (lane, word, signatures));
    }

    function _compromisingOwn(uint8 key) internal view returns (bytes memory) {
        bytes32 hash = Charters.keyHash(_rosterSpec().keys[key]);
        bytes32 act = Acts.compromise(key, hash, conclave.keyRecord(key).changes, _soon());
        return abi.encodeCall(IConclave.compromiseOwn, (key, _soon(), _sign(key, act)));
    }

    function _attesting(
        uint16 kind,
        bytes32 subject,
        bytes32 hash,
        uint8 witness
    ) internal view returns (bytes memory) {
        bytes memory signature = _sign(witness, Acts.attest(kind, subject, hash, witness, _soon()));
        return abi.encodeCall(IConclave.attest, (kind, subject, hash, witness, _soon(), signature));
    }

    function _approve(uint8 key, bytes32 id) internal {
        address account = vm.addr(_secretOf(key));
        vm.prank(account, account);
        conclave.approve(id, key);
    }

    /// @dev One activation as it comes with an amendment.
    function _activationEntry(uint8 key, bytes memory signature) internal view returns (bytes memory) {
        return abi.encodePacked(key, _soon(), uint16(signature.length), signature);
    }

    function _rosterDraft(RosterSpec memory spec) internal view returns (Draft memory) {
        bytes memory data = abi.encodeCall(IConclave.amendRoster, (keccak256(Charters.encode(spec))));
        return _draft(0, _call(address(conclave), data));
    }

    function _withDocument(
        Operation memory operation,
        bytes memory document,
        bytes memory activations
    ) internal pure returns (Operation memory) {
        operation.documents = new bytes[](1);
        operation.documents[0] = abi.encode(document, activations);
        return operation;
    }

    /// @dev Tier 0 sets a roster. From then on keys sign as it says.
    function _amendRoster(RosterSpec memory spec, bytes memory activations) internal {
        Operation memory operation = _schedule(_rosterDraft(spec));
        _warpToReady(operation);
        _execute(_withDocument(operation, Charters.encode(spec), activations));
        _setRosterSpec(spec);
    }

    function _amendRoster(RosterSpec memory spec) internal {
        _amendRoster(spec, "");
    }

    /// @dev The current roster with the next serial, to be changed and passed to `_amendRoster`.
    function _nextRoster() internal view returns (RosterSpec memory spec) {
        spec = _rosterSpec();
        ++spec.serial;
    }

    /// @dev Tier 0 sets a rulebook, sorted first.
    function _setRulebook(RulebookSpec memory spec) internal {
        bytes memory document = Charters.encode(Charters.sort(spec));
        bytes memory data = abi.encodeCall(IConclave.amendRulebook, (keccak256(document)));
        Operation memory operation = _schedule(_draft(0, _call(address(conclave), data)));
        _warpToReady(operation);
        _execute(_withDocument(operation, document, ""));
    }
}
