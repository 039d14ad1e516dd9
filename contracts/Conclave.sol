// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ERC1155Holder} from "@openzeppelin/contracts/token/ERC1155/utils/ERC1155Holder.sol";
import {ERC721Holder} from "@openzeppelin/contracts/token/ERC721/utils/ERC721Holder.sol";
import {Amendments} from "./base/Amendments.sol";
import {ICharterValidator} from "./interfaces/ICharterValidator.sol";
import {IConclaveLens} from "./interfaces/IConclaveLens.sol";
import {IRetirementGate} from "./interfaces/IRetirementGate.sol";
import {HelperCode} from "./libraries/HelperCode.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Config} from "./types/Config.sol";
import {Word} from "./types/Word.sol";

/// @title Conclave
/// @notice The manual is `IConclave`. Read the parts in `base/` from the bottom of this inheritance upwards:
/// ConclaveState (storage), Consent (who counts), Execution (calls and post-conditions), Lanes (scheduleProposal, execute, amend, clear),
/// Guardians, KeyRegister (a key's life), Amendments (roster and rulebook).
contract Conclave is Amendments, IERC1271, ERC721Holder, ERC1155Holder {
    uint256 internal constant SIGNING_WINDOW_LIMIT = 14 days;
    uint256 internal constant SUSPENSION_LIMIT = 90 days;

    struct Message {
        uint40 expiry;
        uint32 epoch;
    }

    mapping(bytes32 hash => Message) private _messages;

    /// @param validator_ CharterValidator, byte for byte.
    /// @param gate_ RetirementGate, byte for byte.
    /// @param lens_ ConclaveLens, byte for byte.
    /// @param roster_ First roster document.
    /// @param signingWindow_ W, seconds, at most 14 days.
    /// @param suspension_ S, seconds, at most 90 days.
    /// @param deployBefore_ UNIX seconds. Warning: after it nobody can take this address on another chain with a stale charter, so make it soon.
    constructor(
        address validator_,
        address gate_,
        address lens_,
        bytes memory roster_,
        uint256 signingWindow_,
        uint256 suspension_,
        uint256 deployBefore_
    ) EIP712("Conclave", "1") {
        if (block.timestamp > deployBefore_) revert DeployedTooLate(deployBefore_, block.timestamp);
        if (signingWindow_ == 0 || signingWindow_ > SIGNING_WINDOW_LIMIT) {
            revert SigningWindowOutOfRange(signingWindow_, SIGNING_WINDOW_LIMIT);
        }
        if (suspension_ == 0 || suspension_ > SUSPENSION_LIMIT) revert SuspensionOutOfRange(suspension_);
        _requireCode(validator_, HelperCode.VALIDATOR);
        _requireCode(gate_, HelperCode.GATE);
        _requireCode(lens_, HelperCode.LENS);
        validator = ICharterValidator(validator_);
        gate = IRetirementGate(gate_);
        lens = IConclaveLens(lens_);
        signingWindow = signingWindow_;
        suspensionPeriod = suspension_;
        deployBefore = deployBefore_;

        bytes4 passed = validator.checkGenesis(
            roster_,
            ICharterValidator.Setting(block.timestamp, signingWindow_, suspension_, address(this))
        );
        if (passed != ICharterValidator.checkGenesis.selector) revert CharterRefused();
        _config = _config.withUnusable(type(uint64).max);
        _register = _firstWord(REGISTER);
        _adoptRoster(roster_, keccak256(roster_), RosterAmended.selector);
    }

    /// @notice ETH may come from anywhere; it makes no link and gives nothing.
    receive() external payable {}

    function approveMessage(bytes32 hash, uint40 expiry) external onlySelf {
        uint32 epoch = _open().epoch();
        _messages[hash] = Message(expiry, epoch);
        Word word = _append(MessageApproved.selector, abi.encode(hash, expiry, epoch));
        emit MessageApproved(word, hash, expiry, epoch);
    }

    function close(address successor) external onlySelf {
        _open();
        _config = _config.close();
        emit Closed(_append(Closed.selector, abi.encode(successor)), successor);
    }

    /// @inheritdoc IERC1271
    /// @dev Only what tier 0 approved, as is. The signature is ignored: consent is in storage.
    function isValidSignature(bytes32 hash, bytes calldata) external view returns (bytes4) {
        Message memory message = _messages[hash];
        Config current = _config;
        bool valid =
            block.timestamp < message.expiry && message.epoch == current.epoch() && !current.closed();
        return valid ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }

    function _requireCode(address helper, bytes32 expected) private view {
        if (keccak256(helper.code) != expected) revert WrongCode(helper);
    }
}
