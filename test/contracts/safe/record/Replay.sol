// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeTx} from "../../../../contracts/safe/SafeTx.sol";
import {Vm} from "../../support/Vm.sol";

/// @notice A Safe's chain from its events, written from docs/formats.md, 9, not from the contracts.
library Replay {
    error WrongHead(uint256 link, bytes32 expected, bytes32 told);
    error UnknownEvent(bytes32 topic);

    /// @dev Of the map of heads in the guard's storage (the two words of EIP712's name and version come first).
    uint256 internal constant HEADS_SLOT = 2;

    string internal constant TRANSACTION =
        "(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,uint256)";
    bytes32 internal constant ADOPTED = keccak256("Adopted(address,bytes32)");
    bytes32 internal constant MESSAGE = keccak256(
        "MessageAnnounced(address,bytes32,bytes32,bytes,uint256,uint8,uint8,bytes32)"
    );
    bytes32 internal constant WITHDRAWN = keccak256("Withdrawn(address,bytes32,bytes32,uint8,uint8)");
    bytes32 internal constant PASSED = keccak256("Passed(address,bytes32,bytes32,uint8,uint64,address)");
    bytes32 internal constant MODULE_PASSED = keccak256(
        "ModulePassed(address,address,bytes32,address,uint256,bytes32,uint8)"
    );
    bytes32 internal constant TRUSTED = keccak256("ModuleTrusted(address,address,bytes32,bool)");
    bytes32 internal constant EXIT_ANNOUNCED = keccak256(
        "ExitAnnounced(address,address,bytes32,uint40,uint40)"
    );
    bytes32 internal constant EXIT_WITHDRAWN = keccak256("ExitWithdrawn(address,address,bytes32)");
    bytes32 internal constant EXIT_PASSED = keccak256("ExitPassed(address,address,bytes32,bytes4)");

    function genesis(address guard, address safe) internal view returns (bytes32) {
        bytes32 type_ = keccak256(
            "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
        );
        bytes32 domain = keccak256(
            abi.encode(type_, keccak256("ConclaveGuard"), keccak256("1"), block.chainid, guard)
        );
        return keccak256(abi.encode(domain, safe));
    }

    /// @param times Of the blocks that the links are from.
    function replay(
        Vm.Log[] memory logs,
        address guard,
        address safe,
        bytes32 head,
        uint256[] memory times
    ) internal pure returns (bytes32, uint256 links) {
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].emitter != guard || address(uint160(uint256(logs[i].topics[1]))) != safe) continue;
            (bytes32 told, bytes memory fields) = _fields(logs[i]);
            bytes memory start = abi.encode(logs[i].topics[0], head, times[links]);
            head = keccak256(bytes.concat(start, fields));
            if (head != told) revert WrongHead(links, head, told);
            ++links;
        }
        return (head, links);
    }

    function _fields(Vm.Log memory log) private pure returns (bytes32 head, bytes memory fields) {
        bytes32 topic = log.topics[0];
        bytes32 about = log.topics.length > 2 ? log.topics[2] : bytes32(0);
        if (topic == ADOPTED) return (abi.decode(log.data, (bytes32)), "");
        if (topic == EXIT_WITHDRAWN) return (abi.decode(log.data, (bytes32)), abi.encode(about));
        if (
            topic ==
            keccak256(
                bytes(
                    string.concat(
                        "Announced(address,bytes32,bytes32,",
                        TRANSACTION,
                        ",uint256,uint8,uint8,bytes32)"
                    )
                )
            )
        ) {
            return _announced(log, about);
        }
        if (topic == MESSAGE) {
            uint256 a;
            uint8 proposer;
            uint8 tester;
            bytes32 report;
            (head, , a, proposer, tester, report) = abi.decode(
                log.data,
                (bytes32, bytes, uint256, uint8, uint8, bytes32)
            );
            return (head, abi.encode(about, a, proposer, tester, report));
        }
        bool known = topic == WITHDRAWN || topic == PASSED || topic == MODULE_PASSED;
        known = known || topic == TRUSTED || topic == EXIT_ANNOUNCED || topic == EXIT_PASSED;
        if (!known) revert UnknownEvent(topic);
        // Static fields: the words behind the head, as they lie.
        bytes memory data = log.data;
        head = bytes32(data);
        fields = new bytes(data.length - 32);
        for (uint256 i; i < fields.length; ++i) fields[i] = data[i + 32];
        fields = bytes.concat(abi.encode(about), fields);
    }

    function _announced(
        Vm.Log memory log,
        bytes32 about
    ) private pure returns (bytes32 head, bytes memory fields) {
        uint256 a;
        uint8 proposer;
        uint8 tester;
        bytes32 report;
        (head, , a, proposer, tester, report) = abi.decode(
            log.data,
            (bytes32, SafeTx, uint256, uint8, uint8, bytes32)
        );
        return (head, abi.encode(about, a, proposer, tester, report));
    }
}
