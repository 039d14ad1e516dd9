// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveEvents as Ev} from "../../../contracts/interfaces/IConclaveEvents.sol";
import {Word} from "../../../contracts/types/Word.sol";
import {Base} from "../support/Base.t.sol";
import {Vm} from "../support/Vm.sol";

/// @notice The chain of words as the logs tell it, computed from docs/formats.md, 7.
abstract contract Record is Base {
    uint16 internal constant REGISTER = 0xffff;
    uint256 private constant LOW = (1 << 33) - 1;

    /// @dev First thing that broke an invariant, by its number; empty while it holds.
    string[10] internal breaches;

    mapping(uint16 lane => bytes32) internal heads;
    uint16[] internal lanes;
    mapping(uint8 tier => uint256) internal opened;
    uint256 internal links;

    function _breach(uint256 invariant, string memory what) internal {
        if (bytes(breaches[invariant]).length == 0) breaches[invariant] = what;
    }

    /// @dev Notes a breach unless it holds.
    function _must(bool holds, uint256 invariant, string memory what) internal {
        if (!holds) _breach(invariant, what);
    }

    function _absorb(Vm.Log[] memory logs) internal {
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].emitter == address(conclave)) _absorb(logs[i]);
        }
    }

    function _absorb(Vm.Log memory log) private {
        bool scheduled = log.topics[0] == Ev.Scheduled.selector;
        uint16 lane = _laneOf(log);
        bytes memory fields = bytes.concat(log.topics[0], _headOf(lane), bytes32(_now()));
        fields = bytes.concat(fields, scheduled ? _scheduledFields(log.data) : _fieldsOf(log));
        uint256 word = uint256(_wordAt(log.data, 0));
        _must(
            word >> 33 == uint256(keccak256(fields)) >> 33,
            9,
            "a link does not follow from the one before"
        );
        _must(scheduled || word & LOW == 0, 9, "an idle word has low bits");
        _must(!scheduled || word & 1 == 1, 9, "a pending word is not marked");
        heads[lane] = bytes32(word);
        ++links;
    }

    /// @dev A proposal names its lane, other events of a lane have it as their topic.
    function _laneOf(Vm.Log memory log) private pure returns (uint16) {
        if (log.topics[0] == Ev.Scheduled.selector) return _operationIn(log).lane;
        return _isOfALane(log.topics[0]) ? uint16(uint256(log.topics[1])) : REGISTER;
    }

    function _scheduledFields(bytes memory data) private view returns (bytes memory) {
        (, bytes memory proposal, bytes32 stamp) = abi.decode(data, (bytes32, bytes, bytes32));
        return abi.encode(block.chainid, keccak256(proposal), stamp);
    }

    function _fieldsOf(Vm.Log memory log) private pure returns (bytes memory fields) {
        for (uint256 i = _isOfALane(log.topics[0]) ? 2 : 1; i < log.topics.length; ++i) {
            fields = bytes.concat(fields, log.topics[i]);
        }
        for (uint256 i = 1; i < log.data.length / 32; ++i) {
            fields = bytes.concat(fields, _wordAt(log.data, i));
        }
    }

    function _headOf(uint16 lane) private returns (bytes32 head) {
        head = heads[lane];
        if (head != 0) return head;
        lanes.push(lane);
        if (lane != REGISTER) {
            uint8 tier = uint8(lane >> 8);
            _must(uint8(lane) == opened[tier]++, 9, "a lane opened out of turn");
        }
        bytes32 type_ = keccak256(
            "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
        );
        bytes32 domain = keccak256(
            abi.encode(type_, keccak256("Conclave"), keccak256("1"), block.chainid, conclave)
        );
        return bytes32(uint256(keccak256(abi.encode(domain, uint256(lane)))) & ~LOW);
    }

    function _isOfALane(bytes32 topic) private pure returns (bool) {
        return
            topic == Ev.Executed.selector ||
            topic == Ev.Cancelled.selector ||
            topic == Ev.Cleared.selector ||
            topic == Ev.Stopped.selector;
    }

    function _wordAt(bytes memory data, uint256 index) private pure returns (bytes32 word) {
        assembly ("memory-safe") {
            word := mload(add(add(data, 32), mul(index, 32)))
        }
    }

    /// @dev The recorded logs give every word in storage, and how many lanes there are.
    function _checkRecord() internal view {
        for (uint256 i; i < lanes.length; ++i) {
            _same(Word.unwrap(conclave.laneWord(lanes[i])), heads[lanes[i]]);
        }
        for (uint8 tier; tier < 16; ++tier) _same(conclave.laneCount(tier), opened[tier]);
    }
}
