// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What keys sign for a guard, written from docs/formats.md, 10, not from the contracts.
library GuardActs {
    function announce(
        address safe,
        bytes32 hash,
        uint8 tier,
        uint8 tester,
        uint32 epoch,
        uint40 deadline
    ) internal pure returns (bytes32) {
        bytes32 type_ = keccak256(
            "Announce(address safe,bytes32 safeTxHash,uint8 tier,uint8 tester,uint32 epoch,uint40 deadline)"
        );
        return keccak256(abi.encode(type_, safe, hash, tier, tester, epoch, deadline));
    }

    function examine(
        address safe,
        bytes32 hash,
        uint8 tier,
        uint32 epoch,
        uint40 deadline,
        bytes32 report
    ) internal pure returns (bytes32) {
        bytes32 type_ = keccak256(
            "Examine(address safe,bytes32 safeTxHash,uint8 tier,uint32 epoch,uint40 deadline,bytes32 report)"
        );
        return keccak256(abi.encode(type_, safe, hash, tier, epoch, deadline, report));
    }

    function announceMessage(
        address safe,
        bytes32 hash,
        uint8 tester,
        uint32 epoch,
        uint40 deadline
    ) internal pure returns (bytes32) {
        bytes32 type_ = keccak256(
            "AnnounceMessage(address safe,bytes32 messageHash,uint8 tester,uint32 epoch,uint40 deadline)"
        );
        return keccak256(abi.encode(type_, safe, hash, tester, epoch, deadline));
    }

    function examineMessage(
        address safe,
        bytes32 hash,
        uint32 epoch,
        uint40 deadline,
        bytes32 report
    ) internal pure returns (bytes32) {
        bytes32 type_ = keccak256(
            "ExamineMessage(address safe,bytes32 messageHash,uint32 epoch,uint40 deadline,bytes32 report)"
        );
        return keccak256(abi.encode(type_, safe, hash, epoch, deadline, report));
    }

    function withdraw(
        address safe,
        bytes32 hash,
        uint8 holder,
        uint40 deadline
    ) internal pure returns (bytes32) {
        bytes32 type_ = keccak256("Withdraw(address safe,bytes32 hash,uint8 holder,uint40 deadline)");
        return keccak256(abi.encode(type_, safe, hash, holder, deadline));
    }

    function digest(bytes32 structHash, address guard) internal view returns (bytes32) {
        bytes32 type_ = keccak256(
            "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
        );
        bytes32 domain = keccak256(
            abi.encode(type_, keccak256("ConclaveGuard"), keccak256("1"), block.chainid, guard)
        );
        return keccak256(abi.encodePacked(bytes2(0x1901), domain, structHash));
    }
}
