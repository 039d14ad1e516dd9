// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {IConclave} from "../interfaces/IConclave.sol";
import {ISafe} from "../interfaces/ISafe.sol";
import {ISafeModuleGuard, ISafeTransactionGuard} from "../interfaces/ISafeGuards.sol";
import {Document, Documents} from "../libraries/Documents.sol";
import {Roster} from "../libraries/Roster.sol";
import {Announcement} from "./Announcement.sol";
import {ConclaveFallback} from "./ConclaveFallback.sol";
import {Exits} from "./Exits.sol";
import {Judging} from "./Judging.sol";
import {Modules} from "./Modules.sol";
import {Delegate, SafeTx} from "./SafeTx.sol";

/// @title ConclaveGuard
/// @notice The manual is `IConclaveGuard`. Read the parts from the bottom of this inheritance upwards: GuardState (storage, record, what is
/// asked of the Conclave), GuardRules (what a tier may do), Announcing, Counting (owners' signatures as holders), Judging, Modules, Exits.
contract ConclaveGuard is Judging, Modules, Exits, IERC165 {
    uint256 internal constant EXIT_DELAY_LIMIT = 180 days;
    uint256 internal constant EXIT_WINDOW_LEAST = 1 days;
    uint256 internal constant EXIT_WINDOW_LIMIT = 90 days;

    /// @param conclave_ In use for good.
    /// @param exitDelay_ Seconds; at least W and tier 0's delay of now, at most 180 days.
    /// @param exitWindow_ Seconds; 1 to 90 days.
    /// @param delegates_ All that Safes may ever delegatecall. Warning: what is listed as a batch must be Safe's MultiSend or MultiSendCallOnly.
    constructor(
        IConclave conclave_,
        uint256 exitDelay_,
        uint256 exitWindow_,
        Delegate[] memory delegates_
    ) EIP712("ConclaveGuard", "1") {
        conclave = conclave_;
        _signingWindow = conclave_.signingWindow();
        Document roster = Documents.load(conclave_.rosterCarrier());
        uint256 least = _signingWindow + Roster.tier(roster, 0).delay();
        if (exitDelay_ < least || exitDelay_ > EXIT_DELAY_LIMIT)
            revert ExitDelayOutOfRange(exitDelay_, least, EXIT_DELAY_LIMIT);
        if (exitWindow_ < EXIT_WINDOW_LEAST || exitWindow_ > EXIT_WINDOW_LIMIT)
            revert ExitWindowOutOfRange(exitWindow_, EXIT_WINDOW_LEAST, EXIT_WINDOW_LIMIT);
        exitDelay = exitDelay_;
        exitWindow = exitWindow_;
        for (uint256 i; i < delegates_.length; ++i) {
            bytes32 codeHash = delegates_[i].codeHash;
            // Neither the hash of no account nor that of no code: what is not there yet could become anything.
            if (codeHash == 0 || codeHash == keccak256("") || _delegates[codeHash] != 0)
                revert DelegateInvalid(codeHash);
            _delegates[codeHash] = delegates_[i].batch ? BATCH : PLAIN;
        }
        handler = address(new ConclaveFallback(this));
    }

    /// @inheritdoc ISafeTransactionGuard
    function checkTransaction(
        address to,
        uint256 value,
        bytes calldata data,
        uint8 operation,
        uint256 safeTxGas,
        uint256 baseGas,
        uint256 gasPrice,
        address gasToken,
        address payable refundReceiver,
        bytes calldata signatures,
        address msgSender
    ) external {
        // A refund is paid to whom the executor likes; through a token's `transfer` it is a call that nobody has judged.
        if (gasPrice != 0) revert RefundRefused(gasPrice);
        if (_passesExit(msg.sender, to, value, data, operation)) return;
        SafeTx memory transaction = SafeTx(
            to,
            value,
            data,
            operation,
            safeTxGas,
            baseGas,
            gasPrice,
            gasToken,
            refundReceiver,
            // The Safe has raised it already.
            ISafe(msg.sender).nonce() - 1
        );
        (bytes32 hash, uint8 proposer, uint64 approvers) = _judgeAny(
            msg.sender,
            transaction,
            data,
            signatures,
            msgSender
        );
        _announcements[msg.sender][hash] = Announcement.wrap(0);
        bytes memory fields = abi.encode(hash, proposer, approvers, msgSender);
        bytes32 next = _link(msg.sender, Passed.selector, fields);
        emit Passed(msg.sender, hash, next, proposer, approvers, msgSender);
    }

    /// @inheritdoc ISafeTransactionGuard
    /// @dev A Safe whose transaction has a `safeTxGas` takes a failure for done: whoever gave it too little gas would have used up its nonce.
    function checkAfterExecution(bytes32 hash, bool success) external pure {
        if (!success) revert ExecutionFailed(hash);
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return
            interfaceId == type(ISafeTransactionGuard).interfaceId ||
            interfaceId == type(ISafeModuleGuard).interfaceId ||
            interfaceId == type(IERC165).interfaceId;
    }
}
