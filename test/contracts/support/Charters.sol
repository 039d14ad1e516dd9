// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

struct TierSpec {
    uint8 approvals;
    uint8 overrideCount;
    uint8 roles;
    uint8 flags;
    uint32 delay;
    uint32 grace;
}

/// @param signer 20 bytes, or verifier and key for ERC-7913; empty for a vacant index.
/// @param expiry Minutes.
struct KeySpec {
    uint8 kind;
    bytes signer;
    uint8 holder;
    uint8 roles;
    uint8 predecessor;
    uint32 expiry;
    uint16 since;
}

struct RosterSpec {
    uint16 serial;
    uint32 cooldown;
    TierSpec[] tiers;
    KeySpec[] keys;
}

struct RuleSpec {
    address target;
    bytes4 selector;
    uint16 tiers;
    uint96 maxValue;
}

struct ExactSpec {
    address target;
    bytes32 dataHash;
    uint16 tiers;
    bool alone;
}

struct ItemSpec {
    uint8 kind;
    address target;
    uint256 parameter;
}

struct RulebookSpec {
    uint16 serial;
    RuleSpec[] rules;
    ExactSpec[] exactRules;
    ItemSpec[] items;
}

/// @notice Roster and rulebook documents, written from docs/formats.md, 1 and 2, not from the contracts.
library Charters {
    function encode(RosterSpec memory spec) internal pure returns (bytes memory document) {
        document = abi.encodePacked(
            uint8(1),
            spec.serial,
            spec.cooldown,
            uint8(spec.tiers.length),
            uint8(spec.keys.length)
        );
        for (uint256 i; i < spec.tiers.length; ++i) {
            TierSpec memory tier = spec.tiers[i];
            bytes memory head = abi.encodePacked(tier.approvals, tier.overrideCount, tier.roles, tier.flags);
            document = bytes.concat(document, head, abi.encodePacked(tier.delay, tier.grace));
        }
        uint256 offset = document.length + 32 * spec.keys.length;
        bytes memory blobs;
        for (uint256 i; i < spec.keys.length; ++i) {
            KeySpec memory key = spec.keys[i];
            bool long = key.kind == 2 && key.signer.length >= 20;
            document = bytes.concat(document, _entry(key, long ? offset + blobs.length : 0));
            if (long) blobs = bytes.concat(blobs, bytes2(uint16(key.signer.length - 20)), _tail(key.signer));
        }
        document = bytes.concat(document, blobs);
    }

    function encode(RulebookSpec memory spec) internal pure returns (bytes memory document) {
        document = abi.encodePacked(
            uint8(1),
            spec.serial,
            uint16(spec.rules.length),
            uint16(spec.exactRules.length),
            uint16(spec.items.length)
        );
        for (uint256 i; i < spec.rules.length; ++i) {
            RuleSpec memory rule = spec.rules[i];
            document = abi.encodePacked(document, rule.target, rule.selector, rule.tiers, rule.maxValue);
        }
        for (uint256 i; i < spec.exactRules.length; ++i) {
            ExactSpec memory rule = spec.exactRules[i];
            bytes memory flags = abi.encodePacked(uint8(rule.alone ? 1 : 0));
            document = abi.encodePacked(document, rule.target, rule.dataHash, rule.tiers, flags);
        }
        for (uint256 i; i < spec.items.length; ++i) document = bytes.concat(document, encode(spec.items[i]));
    }

    /// @notice A watched item; its id is the hash of these bytes.
    function encode(ItemSpec memory item) internal pure returns (bytes memory) {
        return abi.encodePacked(item.kind, item.target, item.parameter);
    }

    function keyHash(KeySpec memory key) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(key.kind, key.signer));
    }

    /// @notice The address itself, or the low 20 bytes of the key's hash.
    function identity(KeySpec memory key) internal pure returns (address) {
        if (key.kind == 2) return address(uint160(uint256(keccak256(_tail(key.signer)))));
        return address(bytes20(key.signer));
    }

    /// @notice Puts a key at the next free index.
    function add(RosterSpec memory spec, KeySpec memory key) internal pure returns (uint8 index) {
        KeySpec[] memory keys = new KeySpec[](spec.keys.length + 1);
        index = uint8(spec.keys.length);
        for (uint256 i; i < index; ++i) keys[i] = spec.keys[i];
        keys[index] = key;
        spec.keys = keys;
    }

    /// @notice Sorts rules, exact rules and items as a rulebook must have them.
    function sort(RulebookSpec memory spec) internal pure returns (RulebookSpec memory) {
        for (uint256 i; i < spec.rules.length; ++i) {
            for (uint256 j = i; j > 0 && _key(spec.rules[j]) < _key(spec.rules[j - 1]); --j) {
                (spec.rules[j], spec.rules[j - 1]) = (spec.rules[j - 1], spec.rules[j]);
            }
        }
        for (uint256 i; i < spec.exactRules.length; ++i) {
            for (uint256 j = i; j > 0 && _before(spec.exactRules[j], spec.exactRules[j - 1]); --j) {
                (spec.exactRules[j], spec.exactRules[j - 1]) = (spec.exactRules[j - 1], spec.exactRules[j]);
            }
        }
        for (uint256 i; i < spec.items.length; ++i) {
            for (uint256 j = i; j > 0 && _before(spec.items[j], spec.items[j - 1]); --j) {
                (spec.items[j], spec.items[j - 1]) = (spec.items[j - 1], spec.items[j]);
            }
        }
        return spec;
    }

    function _entry(KeySpec memory key, uint256 offset) private pure returns (bytes memory) {
        if (key.signer.length == 0) return new bytes(32);
        bytes memory tail = abi.encodePacked(key.expiry, key.since, uint16(offset));
        return abi.encodePacked(bytes20(key.signer), key.kind, key.holder, key.roles, key.predecessor, tail);
    }

    function _tail(bytes memory signer) private pure returns (bytes memory tail) {
        tail = new bytes(signer.length - 20);
        for (uint256 i; i < tail.length; ++i) tail[i] = signer[i + 20];
    }

    function _key(RuleSpec memory rule) private pure returns (bytes24) {
        return bytes24(abi.encodePacked(rule.target, rule.selector));
    }

    function _before(ExactSpec memory a, ExactSpec memory b) private pure returns (bool) {
        return a.target == b.target ? a.dataHash < b.dataHash : a.target < b.target;
    }

    function _before(ItemSpec memory a, ItemSpec memory b) private pure returns (bool) {
        if (a.kind != b.kind) return a.kind < b.kind;
        return a.target == b.target ? a.parameter < b.parameter : a.target < b.target;
    }
}
