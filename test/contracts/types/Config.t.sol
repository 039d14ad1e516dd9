// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Config} from "../../../contracts/types/Config.sol";
import {ConfigView} from "../../../contracts/types/State.sol";
import {Base} from "../support/Base.t.sol";
import {vm} from "../support/Vm.sol";

/// @dev The config as a value of its own against what `config()` shows, and each setter against its field.
contract ConfigTest is Base {
    error Moved(uint256 setter);

    bytes private constant OVERFLOW = abi.encodeWithSignature("Panic(uint256)", 0x11);

    function testFuzz_config_shows_the_fields_of_the_word(uint256 word) public {
        vm.store(address(conclave), _slot(), bytes32(word));
        _same(_shown(conclave.config()), _shown(_fields(Config.wrap(word))));
        ConfigView memory shown = conclave.config();
        // By the bits that the type's comment names.
        _same(shown.unusable, uint64(word));
        _same(shown.epoch, uint32(word >> 64));
        _same(shown.lastVoid, uint32(word >> 96));
        _same(shown.roster, uint16(word >> 128));
        _same(shown.rulebook, uint16(word >> 144));
        _same(shown.documents, uint16(word >> 160));
        _same(shown.attempts, uint8(word >> 176));
        _isTrue(shown.opened == ((word >> 184) & 1 == 1), "opened");
        _isTrue(shown.closed == ((word >> 192) & 1 == 1), "closed");
    }

    function testFuzz_a_setter_touches_only_its_field(uint256 word, uint256 value) public pure {
        // Counters have room for one more; what happens where they have not is below.
        Config config = Config.wrap(word & ~((uint256(1) << 64) | (uint256(1) << 160)));
        Config[9] memory after_ = [
            config.withUnusable(uint64(value)),
            config.withNextEpoch(),
            config.withVoid(),
            config.withRoster(uint16(value)),
            config.withRulebook(uint16(value)),
            config.withNextDocument(),
            config.withAttempts(uint8(value)),
            config.open(),
            config.close()
        ];
        for (uint256 i; i < after_.length; ++i) {
            ConfigView memory expected = _fields(config);
            if (i == 0) expected.unusable = uint64(value);
            else if (i == 1) ++expected.epoch;
            else if (i == 2) expected.lastVoid = expected.epoch;
            else if (i == 3) expected.roster = uint16(value);
            else if (i == 4) expected.rulebook = uint16(value);
            else if (i == 5) ++expected.documents;
            else if (i == 6) expected.attempts = uint8(value);
            else if (i == 7) expected.opened = true;
            else expected.closed = true;
            if (_shown(_fields(after_[i])) != _shown(expected)) revert Moved(i);
        }
    }

    function test_an_epoch_or_a_document_too_many_reverts() public view {
        Config full = Config.wrap(type(uint256).max);
        try this.nextEpoch(full) {
            revert NotRefused(OVERFLOW);
        } catch (bytes memory reason) {
            _failedWith(false, reason, OVERFLOW);
        }
        try this.nextDocument(full) {
            revert NotRefused(OVERFLOW);
        } catch (bytes memory reason) {
            _failedWith(false, reason, OVERFLOW);
        }
    }

    function nextEpoch(Config config) external pure returns (Config) {
        return config.withNextEpoch();
    }

    function nextDocument(Config config) external pure returns (Config) {
        return config.withNextDocument();
    }

    /// @dev Where the word lies in storage: found by its value, which no other slot has.
    function _slot() private view returns (bytes32 slot) {
        ConfigView memory c = conclave.config();
        uint256 word =
            uint256(c.unusable) |
                (uint256(c.epoch) << 64) |
                (uint256(c.lastVoid) << 96) |
                (uint256(c.roster) << 128) |
                (uint256(c.rulebook) << 144) |
                (uint256(c.documents) << 160) |
                (uint256(c.attempts) << 176) |
                (uint256(c.opened ? 1 : 0) << 184) |
                (uint256(c.closed ? 1 : 0) << 192);
        while (vm.load(address(conclave), slot) != bytes32(word)) slot = bytes32(uint256(slot) + 1);
    }

    function _fields(Config config) private pure returns (ConfigView memory) {
        return
            ConfigView(
                config.unusable(),
                config.epoch(),
                config.lastVoid(),
                config.roster(),
                config.rulebook(),
                config.documents(),
                config.attempts(),
                config.opened(),
                config.closed()
            );
    }

    function _shown(ConfigView memory fields) private pure returns (bytes32) {
        return keccak256(abi.encode(fields));
    }
}
