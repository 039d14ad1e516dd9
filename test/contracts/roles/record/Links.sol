// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Vm} from "../../support/Vm.sol";

/// @notice A manager's chain from its events, written from docs/formats.md, 11, not from the contract.
library Links {
    /// @dev Of `head` in the manager's storage.
    uint256 internal constant HEAD_SLOT = 6;

    bytes32 internal constant LABEL = keccak256("RoleLabel(uint64,string)");

    bytes32 internal constant FUNCTION = keccak256("TargetFunctionRoleUpdated(address,bytes4,uint64)");

    function genesis(bytes32 domain) internal pure returns (bytes32) {
        return keccak256(abi.encode(domain));
    }

    /// @notice Whether the event makes a link.
    function isLink(bytes32 topic) internal pure returns (bool) {
        string[17] memory events = [
            "RoleLabel(uint64,string)",
            "RoleGranted(uint64,address,uint32,uint48,bool)",
            "RoleRevoked(uint64,address)",
            "RoleAdminChanged(uint64,uint64)",
            "RoleGuardianChanged(uint64,uint64)",
            "RoleGrantDelayChanged(uint64,uint32,uint48)",
            "TargetClosed(address,bool)",
            "TargetFunctionRoleUpdated(address,bytes4,uint64)",
            "TargetAdminDelayUpdated(address,uint32,uint48)",
            "RoleDefined(uint64,(uint32,uint32,uint32,uint64,bool,bool))",
            "ConflictSet(uint64,uint64,bool)",
            "ContractDeclared(address,bool,uint8)",
            "GrantTermed(uint64,address,address,uint256)",
            "GrantReviewed(uint64,address,address,bool,uint256)",
            "GrantSucceeded(uint64,address,address,uint256)",
            "ReviewOverdue(uint64,address,uint40)",
            "AuthorityMoved(address,address)"
        ];
        for (uint256 i; i < events.length; ++i) if (keccak256(bytes(events[i])) == topic) return true;
        return false;
    }

    /// @param time Of the block that the link is from.
    function next(bytes32 head, Vm.Log memory log, uint256 time) internal pure returns (bytes32) {
        bytes memory fields;
        for (uint256 i = 1; i < log.topics.length; ++i) fields = bytes.concat(fields, log.topics[i]);
        // Indexed arguments come first, but in one event; and all others are words, but for one text.
        if (log.topics[0] == LABEL) {
            fields = bytes.concat(fields, keccak256(bytes(abi.decode(log.data, (string)))));
        } else if (log.topics[0] == FUNCTION) {
            fields = bytes.concat(log.topics[1], log.data, log.topics[2]);
        } else {
            fields = bytes.concat(fields, log.data);
        }
        return keccak256(bytes.concat(log.topics[0], head, bytes32(time), fields));
    }
}
