// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeTx} from "./SafeTx.sol";

/// @notice What the owners of a Safe sign, as Safe 1.3.0 to 1.5.0 hash it.
library SafeHashes {
    bytes32 internal constant DOMAIN_TYPEHASH = keccak256(
        "EIP712Domain(uint256 chainId,address verifyingContract)"
    );
    bytes32 internal constant TRANSACTION_TYPEHASH = keccak256(
        "SafeTx(address to,uint256 value,bytes data,uint8 operation,uint256 safeTxGas,uint256 baseGas,uint256 gasPrice,address gasToken,address refundReceiver,uint256 nonce)"
    );
    bytes32 internal constant MESSAGE_TYPEHASH = keccak256("SafeMessage(bytes message)");

    /// @return The 66 bytes whose hash is the Safe transaction's.
    function transaction(address safe, SafeTx memory t) internal view returns (bytes memory) {
        bytes32 structHash = keccak256(
            abi.encode(
                TRANSACTION_TYPEHASH,
                t.to,
                t.value,
                keccak256(t.data),
                t.operation,
                t.safeTxGas,
                t.baseGas,
                t.gasPrice,
                t.gasToken,
                t.refundReceiver,
                t.nonce
            )
        );
        return _typed(safe, structHash);
    }

    /// @return The 66 bytes whose hash is the Safe message's.
    function message(address safe, bytes calldata content) internal view returns (bytes memory) {
        return _typed(safe, keccak256(abi.encode(MESSAGE_TYPEHASH, keccak256(content))));
    }

    function _typed(address safe, bytes32 structHash) private view returns (bytes memory) {
        bytes32 domain = keccak256(abi.encode(DOMAIN_TYPEHASH, block.chainid, safe));
        return abi.encodePacked(bytes2(0x1901), domain, structHash);
    }
}
