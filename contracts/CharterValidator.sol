// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICharterValidator} from "./interfaces/ICharterValidator.sol";
import {CharterForm} from "./libraries/CharterForm.sol";
import {Document, Documents} from "./libraries/Documents.sol";
import {Lockout} from "./libraries/Lockout.sol";
import {Roster} from "./libraries/Roster.sol";
import {RulebookForm} from "./libraries/RulebookForm.sol";
import {Succession} from "./libraries/Succession.sol";
import {Entry} from "./types/Entry.sol";

/// @title CharterValidator
/// @notice The manual is `ICharterValidator`. What a roster must be in itself: `CharterForm`; against its predecessor: `Succession`; that
/// nobody is indispensable: `Lockout`; the rulebook: `RulebookForm`.
contract CharterValidator is ICharterValidator {
    /// @inheritdoc ICharterValidator
    function checkGenesis(bytes calldata roster, Setting calldata setting) external pure returns (bytes4) {
        Document next = Documents.from(roster);
        CharterForm.check(next, setting);
        uint64 everybody = _present(next);
        Succession.checkGenesis(next);
        Lockout.check(next, everybody, everybody, 0, setting.now_);
        return ICharterValidator.checkGenesis.selector;
    }

    /// @inheritdoc ICharterValidator
    function checkAmendment(
        bytes calldata old,
        bytes calldata roster,
        KeyStates calldata states,
        Setting calldata setting
    ) external pure returns (bytes4) {
        Document before = Documents.from(old);
        Document next = Documents.from(roster);
        CharterForm.check(next, setting);
        uint64 pending = Succession.check(before, next, states.pending) & ~states.activating;
        uint64 active = states.active | states.activating;
        active &= ~Succession.replacedBy(next, states.activating);
        Lockout.check(next, active, active | pending, pending, setting.now_);
        return ICharterValidator.checkAmendment.selector;
    }

    /// @inheritdoc ICharterValidator
    function checkRenewal(
        bytes calldata old,
        bytes calldata roster,
        uint256 now_
    ) external pure returns (bytes4) {
        Succession.checkRenewal(old, roster, now_);
        return ICharterValidator.checkRenewal.selector;
    }

    /// @inheritdoc ICharterValidator
    function checkRulebook(bytes calldata rulebook, uint16 serial) external pure returns (bytes4) {
        RulebookForm.check(Documents.from(rulebook), serial);
        return ICharterValidator.checkRulebook.selector;
    }

    /// @inheritdoc ICharterValidator
    function checkAble(
        bytes calldata roster,
        uint64 active,
        uint64 pending,
        bool withoutAny,
        uint256 now_
    ) external pure returns (bytes4) {
        Lockout.checkTierZero(Documents.from(roster), active, pending, withoutAny, now_);
        return ICharterValidator.checkAble.selector;
    }

    function _present(Document roster) private pure returns (uint64 keys) {
        uint256 count = Roster.keyCount(roster);
        for (uint256 i; i < count; ++i) {
            Entry entry = Roster.entry(roster, i);
            if (!entry.isVacant()) keys |= uint64(1 << i);
        }
    }
}
