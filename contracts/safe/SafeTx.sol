// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A Safe's transaction, field by field as its owners sign it.
/// @param operation 0 call, 1 delegatecall.
struct SafeTx {
    address to;
    uint256 value;
    bytes data;
    uint8 operation;
    uint256 safeTxGas;
    uint256 baseGas;
    uint256 gasPrice;
    address gasToken;
    address refundReceiver;
    uint256 nonce;
}

/// @notice Who stands for an announcement.
/// @param proposer Key index.
/// @param proposerSignature Empty if `msg.sender` is the key's address.
/// @param tester Key index, 255 if there is none; then the rest is ignored.
/// @param testerSignature Likewise.
/// @param report Hash of the report the tester vouches for; not zero.
struct Sponsors {
    uint8 proposer;
    bytes proposerSignature;
    uint8 tester;
    bytes testerSignature;
    bytes32 report;
}

/// @notice A contract that Safes may delegatecall, by the hash of its code.
/// @param batch Whether it is a MultiSend or MultiSendCallOnly of 1.3.0, 1.4.1 or 1.5.0: its calldata is unpacked and each call judged. What
/// is no batch, only tier 0 may use.
struct Delegate {
    bytes32 codeHash;
    bool batch;
}
