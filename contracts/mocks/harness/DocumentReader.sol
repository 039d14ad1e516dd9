// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Document, Documents} from "../../libraries/Documents.sol";
import {Roster} from "../../libraries/Roster.sol";
import {Rulebook} from "../../libraries/Rulebook.sol";
import {Entry, KIND_ERC7913} from "../../types/Entry.sol";
import {Tier} from "../../types/Tier.sol";

/// @notice What the contracts read from a document, field by field. For tests that compare it with what the TypeScript library wrote.
contract DocumentReader {
    struct TierFields {
        uint8 approvals;
        uint8 overrideCount;
        uint8 roles;
        bool testerNeeded;
        bool recovery;
        bool executorFirst;
        uint32 delay;
        uint32 grace;
    }

    struct KeyFields {
        bool vacant;
        uint8 kind;
        bytes signer;
        uint8 holder;
        uint8 roles;
        uint8 predecessor;
        uint256 expiresAt;
        uint16 since;
        bytes32 keyHash;
        address identity;
    }

    function roster(
        bytes calldata document
    )
        external
        pure
        returns (uint16 serial, uint32 cooldown, TierFields[] memory tiers, KeyFields[] memory keys)
    {
        Document source = Documents.from(document);
        tiers = new TierFields[](Roster.tierCount(source));
        for (uint256 i; i < tiers.length; ++i) tiers[i] = _tier(Roster.tier(source, i));
        keys = new KeyFields[](Roster.keyCount(source));
        for (uint256 i; i < keys.length; ++i) keys[i] = _key(source, Roster.entry(source, i));
        return (Roster.serial(source), Roster.cooldown(source), tiers, keys);
    }

    function rulebook(
        bytes calldata document
    ) external pure returns (uint16 serial, uint256 rules, uint256 exactRules, uint256 items) {
        Document source = Documents.from(document);
        return (
            Rulebook.serial(source),
            Rulebook.ruleCount(source),
            Rulebook.exactCount(source),
            Rulebook.itemCount(source)
        );
    }

    function rule(
        bytes calldata document,
        address target,
        bytes4 selector
    ) external pure returns (uint16 tiers, uint96 maxValue) {
        (uint256 mask, uint256 most) = Rulebook.rule(Documents.from(document), target, selector);
        return (uint16(mask), uint96(most));
    }

    function exactRule(
        bytes calldata document,
        address target,
        bytes32 dataHash
    ) external pure returns (uint16 tiers, bool alone) {
        return Rulebook.exactRule(Documents.from(document), target, dataHash);
    }

    /// @return id Of the watched item at `index`.
    function itemId(bytes calldata document, uint256 index) external pure returns (bytes32 id) {
        Document source = Documents.from(document);
        return keccak256(source.slice(Rulebook.itemOffset(source) + Rulebook.ITEM * index, Rulebook.ITEM));
    }

    function _tier(Tier tier) private pure returns (TierFields memory) {
        return
            TierFields(
                tier.quorum(),
                tier.overrideCount(),
                tier.countedRoles(),
                tier.needsTester(),
                tier.isRecovery(),
                tier.executorFirst(),
                tier.delay(),
                tier.grace()
            );
    }

    function _key(Document source, Entry entry) private pure returns (KeyFields memory) {
        bytes memory signer = abi.encodePacked(entry.account());
        if (entry.kind() == KIND_ERC7913) signer = bytes.concat(signer, Roster.blob(source, entry));
        return
            KeyFields(
                entry.isVacant(),
                entry.kind(),
                signer,
                entry.holder(),
                entry.roles(),
                entry.predecessor(),
                entry.expiresAt(),
                entry.since(),
                Roster.keyHash(source, entry),
                Roster.identity(source, entry)
            );
    }
}
