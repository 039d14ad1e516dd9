// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {APPROVER} from "../../../contracts/types/Entry.sol";
import {KeyState} from "../../../contracts/types/State.sol";
import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {Charters, KeySpec, RosterSpec} from "../support/Charters.sol";
import {Operation} from "../support/Flow.sol";
import {Governed} from "../support/Governed.sol";
import {NONE, People} from "../support/People.sol";

/// @dev What is handed in at execution is anybody's: whatever it is, it is refused whole, or is the approved document with activations that
/// their keys signed.
contract HostileDocumentsTest is Governed {
    uint8 private constant NEW = 13;

    Operation private _approved;
    bytes private _document;
    bytes private _activations;

    /// @dev A roster with a new approver is approved and ready.
    function setUp() public override {
        super.setUp();
        RosterSpec memory spec = _nextRoster();
        bytes memory signer = abi.encodePacked(People.accountOf(NEW));
        Charters.add(spec, KeySpec(0, signer, 9, APPROVER, NONE, spec.keys[0].expiry, spec.serial));
        _document = Charters.encode(spec);
        _approved = _schedule(_rosterDraft(spec));
        _warpToReady(_approved);
        RosterSpec memory before = _rosterSpec();
        _setRosterSpec(spec);
        _activations = _activationEntry(NEW, _activation(NEW, _soon()));
        _setRosterSpec(before);
    }

    function test_the_approved_document_with_the_activation() public {
        _isRight(abi.encode(_document, _activations), KeyState.Active);
    }

    function test_without_the_activation_the_key_stays_pending() public {
        _isRight(abi.encode(_document, ""), KeyState.Pending);
    }

    function test_activations_cut_off_anywhere_are_refused() public {
        for (uint256 length = 1; length < _activations.length; ++length) {
            _isRefused(abi.encode(_document, _first(_activations, length)));
        }
        _isRight(abi.encode(_document, _activations), KeyState.Active);
    }

    function test_activations_with_more_behind_them_are_refused() public {
        for (uint256 more = 1; more < 8; ++more) {
            _isRefused(abi.encode(_document, bytes.concat(_activations, new bytes(more))));
        }
        // Eight zeros are a whole entry, of key 0, with a deadline long past and no signature.
        bytes memory late = abi.encodeWithSelector(E.DeadlinePassed.selector, 0, _now());
        _isRefusedWith(abi.encode(_document, bytes.concat(new bytes(8), _activations)), late);
        _isRefusedWith(abi.encode(_document, bytes.concat(_activations, new bytes(8))), late);
    }

    function test_an_activation_twice_is_refused() public {
        bytes memory again = abi.encodeWithSelector(
            E.UnexpectedKeyState.selector,
            NEW,
            KeyState.Active,
            KeyState.Pending
        );
        _isRefusedWith(abi.encode(_document, bytes.concat(_activations, _activations)), again);
    }

    function test_activations_of_keys_that_are_not_there_are_refused() public {
        for (uint256 key = 14; key < 256; key += 11) {
            bytes memory entry = bytes.concat(bytes1(uint8(key)), _last(_activations, 1));
            bytes memory unknown = abi.encodeWithSelector(E.UnknownKey.selector, key);
            _isRefusedWith(abi.encode(_document, entry), unknown);
        }
    }

    function test_a_document_with_one_bit_other_is_refused() public {
        for (uint256 i; i < _document.length; i += 7) {
            bytes memory other = _document;
            other[i] ^= bytes1(uint8(1 << (i % 8)));
            _isRefusedWith(
                abi.encode(other, _activations),
                abi.encodeWithSelector(E.DocumentMismatch.selector, keccak256(_document), keccak256(other))
            );
        }
    }

    function test_fuzz_any_bytes_are_refused_or_right(bytes calldata noise, uint256 place, uint8 way) public {
        bytes memory supplied = abi.encode(_document, _activations);
        if (way % 4 == 0) supplied = noise;
        else if (way % 4 == 1) supplied = _first(supplied, place % supplied.length);
        else if (way % 4 == 2) {
            for (uint256 i; i < noise.length && i < 32; ++i) {
                supplied[((place % 64) + i) % supplied.length] = noise[i];
            }
        } else supplied[place % supplied.length] ^= bytes1(uint8(1 << (place % 8)));
        _approved.documents = new bytes[](1);
        _approved.documents[0] = supplied;
        (bool succeeded, ) = _sendFrom(OUTSIDER, _executing(_approved));
        if (!succeeded) return _isUntouched();
        _same(keccak256(_stored()), keccak256(_document));
        _same(conclave.config().epoch, 0);
        KeyState state = conclave.keyRecord(NEW).state;
        _isTrue(state == KeyState.Active || conclave.keyRecord(NEW).identity == address(0), "activated");
    }

    function _isRight(bytes memory supplied, KeyState state) private {
        _accepts(_handingIn(supplied));
        _same(keccak256(_stored()), keccak256(_document));
        _same(uint8(conclave.keyRecord(NEW).state), uint8(state));
    }

    function _isRefused(bytes memory supplied) private {
        (bool succeeded, ) = _sendFrom(OUTSIDER, _handingIn(supplied));
        _isTrue(!succeeded, "refused");
        _isUntouched();
    }

    function _isRefusedWith(bytes memory supplied, bytes memory reason) private {
        _refuses(_handingIn(supplied), abi.encodeWithSelector(E.CallFailed.selector, 0, reason));
        _isUntouched();
    }

    function _isUntouched() private view {
        _same(conclave.laneWord(0).isPending() ? 1 : 0, 1);
        _same(keccak256(_stored()), keccak256(Charters.encode(_rosterSpec())));
        _same(conclave.keyRecord(NEW).identity, address(0));
    }

    function _handingIn(bytes memory supplied) private view returns (bytes memory) {
        Operation memory operation = _approved;
        operation.documents = new bytes[](1);
        operation.documents[0] = supplied;
        return _executing(operation);
    }

    /// @dev The roster in force, without the byte that keeps it from being run.
    function _stored() private view returns (bytes memory) {
        return _last(conclave.rosterCarrier().code, 1);
    }

    function _first(bytes memory data, uint256 length) private pure returns (bytes memory part) {
        part = new bytes(length);
        for (uint256 i; i < length; ++i) part[i] = data[i];
    }

    function _last(bytes memory data, uint256 from) private pure returns (bytes memory part) {
        part = new bytes(data.length - from);
        for (uint256 i; i < part.length; ++i) part[i] = data[from + i];
    }
}
