// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRoleManager} from "../../../../contracts/interfaces/IRoleManager.sol";
import {Decision} from "../../../../contracts/roles/Terms.sol";
import {Managed} from "./Managed.sol";

/// @notice Reviews by signature, written from docs/formats.md, 11, not from the contract.
abstract contract Reviewed is Managed {
    function _signed(
        uint64 role,
        Decision[] memory decisions,
        uint8 reviewer,
        uint40 deadline
    ) internal view returns (bytes memory) {
        bytes memory signature = _signDigest(reviewer, _reviewDigest(role, decisions, deadline));
        return _submitting(role, decisions, _at(reviewer), deadline, signature);
    }

    function _submitting(
        uint64 role,
        Decision[] memory decisions,
        address reviewer,
        uint40 deadline,
        bytes memory signature
    ) internal pure returns (bytes memory) {
        return
            abi.encodeCall(IRoleManager.reviewBySignature, (role, decisions, reviewer, deadline, signature));
    }

    function _reviewDigest(
        uint64 role,
        Decision[] memory decisions,
        uint40 deadline
    ) internal view returns (bytes32) {
        bytes memory hashes;
        for (uint256 i; i < decisions.length; ++i) {
            bytes32 type_ = keccak256("Decision(address account,bytes32 grant,bool keep)");
            hashes = bytes.concat(
                hashes,
                keccak256(abi.encode(type_, decisions[i].account, decisions[i].grant, decisions[i].keep))
            );
        }
        bytes32 act = keccak256(
            "Review(uint64 roleId,Decision[] decisions,uint40 deadline)Decision(address account,bytes32 grant,bool keep)"
        );
        bytes32 structHash = keccak256(abi.encode(act, role, keccak256(hashes), deadline));
        return keccak256(abi.encodePacked(bytes2(0x1901), _domain(), structHash));
    }

    function _domain() internal view returns (bytes32) {
        bytes32 type_ = keccak256(
            "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
        );
        return keccak256(abi.encode(type_, keccak256("RoleManager"), keccak256("1"), block.chainid, manager));
    }
}
