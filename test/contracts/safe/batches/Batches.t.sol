// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {IConclaveGuard} from "../../../../contracts/interfaces/IConclaveGuard.sol";
import {IConclaveGuardErrors} from "../../../../contracts/interfaces/IConclaveGuardErrors.sol";
import {SafeTx, Sponsors} from "../../../../contracts/safe/SafeTx.sol";
import {ANA, BEN, CLEO, EMERGENCY, ROUTINE, ZERO_TIER} from "../../support/People.sol";
import {Target} from "../../support/Target.sol";
import {Voice} from "../support/Bundles.sol";
import {Guarded} from "../support/Guarded.sol";
import {IWholeSafe} from "../support/IWholeSafe.sol";
import {Safe130, Safe141, Safe150} from "../support/SafeKit.sol";

/// @notice Delegatecalls: batches are unpacked and each call judged; what else is listed is tier 0's; the rest is nobody's.
abstract contract SafeBatches is Guarded {
    function test_a_batch_passes_if_the_tier_may_make_every_call() public {
        SafeTx memory t = _batch(bytes.concat(_sets(7, 1), _sets(8, 2)));
        _passWhole(t, ROUTINE);
        _same(target.value(), 8);
        _same(address(target).balance, 3);
        t = _batch(_sets(9, 0));
        t.to = callOnly;
        _passWhole(t, ROUTINE);
        _same(target.value(), 9);
    }

    function test_the_call_that_the_tier_may_not_make_is_named() public {
        bytes memory pauses = _item(address(target), 0, abi.encodeCall(Target.pause, ()));
        _refusedIn(
            ROUTINE,
            bytes.concat(_sets(7, 0), pauses),
            abi.encodeWithSelector(
                IConclaveErrors.CallNotAllowed.selector,
                1,
                target,
                Target.pause.selector,
                ROUTINE
            )
        );
        _refusedIn(
            ROUTINE,
            bytes.concat(_sets(7, 0), _sets(7, 1 ether + 1)),
            abi.encodeWithSelector(IConclaveErrors.ValueAboveRule.selector, 1, 1 ether + 1, 1 ether)
        );
        _refusedIn(
            ROUTINE,
            _item(address(target), 0, hex"60fe47"),
            abi.encodeWithSelector(
                IConclaveErrors.CallNotAllowed.selector,
                0,
                target,
                bytes4(0x60fe4700),
                ROUTINE
            )
        );
    }

    function test_the_safe_guard_handler_and_conclave_are_tier_zero_s_also_in_a_batch() public {
        address[5] memory ours = [
            address(safe),
            address(0),
            address(guard),
            guard.handler(),
            address(conclave)
        ];
        for (uint256 i; i < ours.length; ++i) {
            address named = ours[i] == address(0) ? address(safe) : ours[i];
            _refusedIn(
                ROUTINE,
                bytes.concat(_sets(7, 0), _item(ours[i], 0, abi.encodeCall(Target.set, (1)))),
                abi.encodeWithSelector(IConclaveGuardErrors.TierZeroOnly.selector, 1, named, ROUTINE)
            );
        }
    }

    function test_a_nested_delegatecall_is_refused_in_every_tier() public {
        bytes memory inner = abi.encodeCall(IWholeSafe.multiSend, (_sets(7, 0)));
        bytes memory item = abi.encodePacked(uint8(1), multiSend, uint256(0), inner.length, inner);
        bytes memory refused = abi.encodeWithSelector(
            IConclaveGuardErrors.NestedOperationRefused.selector,
            1,
            1
        );
        _refusedIn(ROUTINE, bytes.concat(_sets(7, 0), item), refused);
        _refusedIn(ZERO_TIER, bytes.concat(_sets(7, 0), item), refused);
    }

    function test_malformed_packing_is_refused_in_every_tier() public {
        bytes memory good = _sets(7, 0);
        _refusedIn(ZERO_TIER, "", _malformed(36));
        _refusedIn(ZERO_TIER, bytes.concat(good, hex"00"), _malformed(good.length));
        _refusedIn(ZERO_TIER, bytes.concat(good, new bytes(84)), _malformed(good.length));
        // Data longer than what is there, also by as much as wraps round.
        bytes memory long = abi.encodePacked(uint8(0), target, uint256(0), uint256(1));
        _refusedIn(ZERO_TIER, long, _malformed(0));
        long = abi.encodePacked(uint8(0), target, uint256(0), type(uint256).max - 84);
        _refusedIn(ZERO_TIER, long, _malformed(0));
        // The frame: another selector, an offset that is not 32, more behind it, less.
        SafeTx memory t = _batch(good);
        t.data[3] ^= 0x01;
        _guardRefuses(_announcing(t, ZERO_TIER), _malformed(0));
        t = _batch(good);
        t.data[35] = 0x40;
        _guardRefuses(_announcing(t, ZERO_TIER), _malformed(4));
        t = _batch(good);
        t.data = bytes.concat(t.data, new bytes(32));
        _guardRefuses(_announcing(t, ZERO_TIER), _malformed(36));
        t = _batch(good);
        t.data = abi.encodePacked(t.data, uint8(0));
        _guardRefuses(_announcing(t, ZERO_TIER), _malformed(36));
        t.data = abi.encodeWithSelector(IWholeSafe.multiSend.selector, uint256(32));
        _guardRefuses(_announcing(t, ZERO_TIER), _malformed(0));
    }

    function test_code_that_is_not_listed_is_delegatecalled_in_no_tier() public {
        SafeTx memory t = _tx(address(target), 0, abi.encodeCall(Target.set, (1)), 1);
        bytes memory refused = abi.encodeWithSelector(
            IConclaveGuardErrors.DelegatecallRefused.selector,
            target,
            address(target).codehash
        );
        _guardRefuses(_announcing(t, ZERO_TIER), refused);
        _guardRefuses(_announcing(t, ROUTINE), refused);
        t.operation = 2;
        Sponsors memory sponsors;
        uint32 epoch = conclave.config().epoch;
        _guardRefuses(
            abi.encodeCall(IConclaveGuard.announce, (address(safe), t, 0, epoch, _soon(), sponsors)),
            abi.encodeWithSelector(IConclaveGuardErrors.OperationInvalid.selector, 2)
        );
    }

    function test_what_is_listed_and_no_batch_is_tier_zero_s() public {
        SafeTx memory t = _tx(signLib, 0, abi.encodeCall(IWholeSafe.signMessage, ("x")), 1);
        _guardRefuses(
            _announcing(t, ROUTINE),
            abi.encodeWithSelector(IConclaveGuardErrors.TierZeroOnly.selector, 0, signLib, ROUTINE)
        );
        _passWhole(t, ZERO_TIER);
    }

    function test_an_emergency_batch_is_alone_only_if_every_call_is() public {
        bytes memory pauses = _item(address(target), 0, abi.encodeCall(Target.pause, ()));
        SafeTx memory t = _batch(bytes.concat(pauses, pauses));
        _announce(t, EMERGENCY);
        Voice[] memory voices = _voices(ANA, ANA);
        voices[1] = _strange();
        _passes(t, voices);
        t = _batch(bytes.concat(pauses, _sets(9, 0)));
        _announce(t, EMERGENCY);
        _fails(t, voices, abi.encodeWithSelector(IConclaveErrors.ApprovalsMissing.selector, 0, 1));
        _passes(t, _voices(BEN, CLEO));
        _refusedIn(
            EMERGENCY,
            _sets(9, 1),
            abi.encodeWithSelector(IConclaveErrors.ValueAboveRule.selector, 0, 1, 0)
        );
    }

    function _refusedIn(uint8 tier, bytes memory items, bytes memory expected) internal {
        _guardRefuses(_announcing(_batch(items), tier), expected);
    }

    function _sets(uint256 value, uint256 wei_) internal view returns (bytes memory) {
        return _item(address(target), wei_, abi.encodeCall(Target.set, (value)));
    }

    function _malformed(uint256 offset) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IConclaveGuardErrors.BatchMalformed.selector, offset);
    }
}

contract SafeBatchesSafe130Test is SafeBatches, Safe130 {}

contract SafeBatchesSafe141Test is SafeBatches, Safe141 {}

contract SafeBatchesSafe150Test is SafeBatches, Safe150 {}
