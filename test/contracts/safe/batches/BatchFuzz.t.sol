// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Assertions} from "../../support/Assertions.sol";
import {Vm, vm} from "../../support/Vm.sol";
import {IWholeSafe} from "../support/IWholeSafe.sol";
import {Safe130, Safe141, Safe150, SafeKit, Version} from "../support/SafeKit.sol";
import {BatchReader, Host, Item, Witness} from "./BatchStage.sol";

/// @notice What the guard's parser accepts, Safe's own MultiSend and MultiSendCallOnly run exactly as it was parsed: the same calls, in the same
/// order, with the same value and data, and no more. Batches are random, well formed and then spoilt.
abstract contract BatchFuzz is SafeKit, Assertions {
    bool public constant IS_TEST = true;

    BatchReader internal reader;
    Host internal host;
    bytes internal witness;
    address[2] internal libraries;
    uint256 internal accepted;

    function setUp() public {
        reader = new BatchReader();
        host = new Host();
        witness = address(new Witness()).code;
        libraries = [_multiSend(), _multiSendCallOnly()];
    }

    function testFuzz_a_batch_runs_as_it_was_parsed(uint256 seed) public {
        bytes memory data = _random(seed);
        try reader.read(data) returns (Item[] memory items) {
            _runs(data, items);
        } catch {}
    }

    /// @dev So that the above cannot be vacuous: what is well formed is accepted.
    function testFuzz_a_well_formed_batch_is_accepted(uint256 seed) public {
        (bytes memory packed, uint256 count) = _packed(seed);
        bytes memory data = abi.encodeCall(IWholeSafe.multiSend, (packed));
        Item[] memory items = reader.read(data);
        _same(items.length, count);
        _runs(data, items);
    }

    function _runs(bytes memory data, Item[] memory items) private {
        uint256 total;
        for (uint256 i; i < items.length; ++i) {
            if (items[i].value > 1e30 || (uint160(items[i].target) < 0x400 && items[i].target != address(0)))
                return;
            total += items[i].value;
            if (items[i].target.code.length == 0 && items[i].target != address(0))
                vm.etch(items[i].target, witness);
        }
        for (uint256 i; i < libraries.length; ++i) {
            vm.deal(address(host), total);
            vm.recordLogs();
            _isTrue(host.run(libraries[i], data), "ran");
            _compare(vm.getRecordedLogs(), items);
        }
    }

    function _compare(Vm.Log[] memory logs, Item[] memory items) private view {
        uint256 seen;
        for (uint256 i; i < items.length; ++i) {
            address target = items[i].target;
            // To 1.5.0 zero means the Safe; to those before it, an account without code, which tells nothing.
            if (target == address(0)) {
                if (_version() != Version.V150) continue;
                target = address(host);
            }
            (address self, uint256 value, bytes memory data) = abi.decode(
                logs[seen].data,
                (address, uint256, bytes)
            );
            _same(self, target);
            _same(value, items[i].value);
            _same(keccak256(data), keccak256(items[i].data));
            ++seen;
        }
        _same(logs.length, seen);
    }

    function _packed(uint256 seed) private view returns (bytes memory packed, uint256 count) {
        count = 1 + (seed % 4);
        for (uint256 i; i < count; ++i) {
            uint256 word = uint256(keccak256(abi.encode(seed, i)));
            bytes memory data = new bytes((word >> 8) % 70);
            for (uint256 j; j < data.length; ++j) data[j] = bytes1(uint8(word >> (j % 32)));
            address to = address(uint160(uint256(keccak256(abi.encode(word % 3)))));
            if (word % 7 == 0) to = address(0);
            if (word % 7 == 1) to = address(host);
            packed = abi.encodePacked(packed, uint8(0), to, (word >> 16) % 3, data.length, data);
        }
    }

    /// @dev A well formed batch with up to two bytes changed, cut or lengthened, here or in its frame.
    function _random(uint256 seed) private view returns (bytes memory data) {
        (bytes memory packed, ) = _packed(seed);
        uint256 chance = uint256(keccak256(abi.encode(seed, "spoil")));
        if (chance % 3 == 0) packed = _spoilt(packed, chance);
        data = abi.encodeCall(IWholeSafe.multiSend, (packed));
        if (chance % 3 == 1) data = _spoilt(data, chance);
    }

    function _spoilt(bytes memory from, uint256 chance) private pure returns (bytes memory to) {
        uint256 way = (chance >> 8) % 4;
        uint256 length = from.length;
        uint256 by = 1 + ((chance >> 16) % 90);
        if (way == 0) length = length > by ? length - by : 0;
        if (way == 1) length += by;
        to = new bytes(length);
        for (uint256 i; i < length && i < from.length; ++i) to[i] = from[i];
        if (way > 1) {
            uint256 places = way - 1;
            for (uint256 i; i < places; ++i) {
                to[(chance >> (24 + 16 * i)) % length] = bytes1(uint8(chance >> (64 + 8 * i)) & 0x7f);
            }
        }
    }
}

contract BatchFuzzSafe130Test is BatchFuzz, Safe130 {}

contract BatchFuzzSafe141Test is BatchFuzz, Safe141 {}

contract BatchFuzzSafe150Test is BatchFuzz, Safe150 {}
