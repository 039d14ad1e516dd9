// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../interfaces/IConclave.sol";
import {IConclaveErrors} from "../interfaces/IConclaveErrors.sol";
import {IRoleManager} from "../interfaces/IRoleManager.sol";
import {Document, Documents} from "../libraries/Documents.sol";
import {Roster} from "../libraries/Roster.sol";
import {Entry, KIND_ERC7913} from "../types/Entry.sol";
import {ConfigView, KeyRecord, KeyState} from "../types/State.sol";
import {Answers} from "./Answers.sol";
import {Grant, NEVER, NONE} from "./Grant.sol";
import {RoleState} from "./RoleState.sol";

/// @notice Who could be a member: a key, or a declared contract.
/// @param endsAt UNIX seconds, of the key.
struct Member {
    uint8 key;
    uint8 holder;
    uint40 endsAt;
}

/// @dev Who may be a member, and what is asked of the Conclave about it.
abstract contract Members is RoleState {
    /// @inheritdoc IRoleManager
    function declareContract(address account, bool declared, uint8 holder) external onlyConclave {
        if (!declared) holder = NONE;
        else _requireDeclarable(account, holder);
        _declarations[account] = declared ? uint256(holder) + 1 : 0;
        emit ContractDeclared(account, declared, holder);
        _link(ContractDeclared.selector, abi.encode(account, declared, holder));
    }

    /// @inheritdoc IRoleManager
    function declaration(address account) public view returns (bool declared, uint8 holder) {
        uint256 stored = _declarations[account];
        return stored == 0 ? (false, NONE) : (true, uint8(stored - 1));
    }

    /// @dev The roster in force. One that fails ends the transaction here.
    function _roster() internal view returns (Document roster) {
        ConfigView memory config = conclave.config();
        if (config.closed) revert IConclaveErrors.ConclaveClosed();
        roster = Documents.load(Documents.addressOf(address(conclave), config.roster));
        if (roster.size() < Roster.HEADER) revert NotAConclave(address(conclave));
    }

    /// @dev The key that has this account. Keys of kind ERC-7913 have none: theirs is a verifier's.
    function _keyOf(
        Document roster,
        address account
    ) internal pure returns (bool found, uint8 key, Entry entry) {
        uint256 count = Roster.keyCount(roster);
        for (uint256 i; i < count; ++i) {
            entry = Roster.entry(roster, i);
            if (!entry.isVacant() && entry.account() == account && entry.kind() != KIND_ERC7913)
                return (true, uint8(i), entry);
        }
        return (false, NONE, Entry.wrap(0));
    }

    /// @dev One of both, so that nobody has roles as a contract of nobody's and others as a key.
    function _requireMember(Document roster, address account) internal view returns (Member memory) {
        (bool found, uint8 key, Entry entry) = _keyOf(roster, account);
        (bool declared, uint8 holder) = declaration(account);
        if (!found) {
            if (!declared) revert NeitherKeyNorDeclared(account);
            return Member(NONE, holder, NEVER);
        }
        if (declared) revert KeyDeclaredAsContract(account, key);
        _requireUsable(account, key, entry);
        return Member(key, entry.holder(), uint40(entry.expiresAt()));
    }

    /// @dev In use, not expired, of a holder who is not suspended.
    function _requireUsable(address account, uint8 key, Entry entry) internal view {
        KeyState state = _stateOf(account, key);
        if (state != KeyState.Active) revert MemberKeyNotActive(account, key, state);
        if (entry.isExpired(block.timestamp)) revert MemberKeyExpired(account, key, entry.expiresAt());
        uint40 until = conclave.holderRecord(entry.holder()).suspendedUntil;
        if (block.timestamp < until) revert MemberSuspended(account, entry.holder(), until);
    }

    function _stateOf(address account, uint8 key) internal view returns (KeyState) {
        KeyRecord memory record = conclave.keyRecord(key);
        return record.identity == account ? record.state : KeyState.Pending;
    }

    /// @dev Whether the key is Retired or Compromised, or the contract not declared for this holder (any more).
    function _isGone(uint64 roleId, Grant grant, address account) internal view returns (bool) {
        if (grant.key() != NONE) return conclave.tombstoned(account);
        return roleId != ADMIN_ROLE && _declarations[account] != uint256(grant.holder()) + 1;
    }

    /// @dev What a live role asks at each call. Whatever goes wrong there, the grant does not count.
    function _mayBeUsed(Grant grant, address account) internal view returns (bool) {
        uint8 holder = grant.holder();
        if (grant.key() == NONE) return holder == NONE || !_isSuspended(holder);
        // Which account the index has is asked each time: it may have passed to another key.
        bytes memory question = abi.encodeCall(IConclave.keyRecord, (grant.key()));
        (bool answered, uint256 identity, uint256 state) = Answers.firstTwo(address(conclave), question, 128);
        if (!answered || identity != uint160(account) || state != uint256(KeyState.Active)) return false;
        return !_isSuspended(holder);
    }

    /// @dev Also if the Conclave does not answer.
    function _isSuspended(uint8 holder) private view returns (bool) {
        bytes memory question = abi.encodeCall(IConclave.holderRecord, (holder));
        (bool answered, uint256 until, ) = Answers.firstTwo(address(conclave), question, 192);
        return !answered || block.timestamp < until;
    }

    function _requireDeclarable(address account, uint8 holder) private view {
        // What EIP-7702 puts at an account of a person makes no contract of it: 23 bytes, ef0100 and an address.
        bytes memory code = account.code;
        bool delegated = code.length == 23 && bytes3(code) == 0xef0100;
        if (code.length == 0 || delegated || account == address(this)) revert NotAContract(account);
        Document roster = _roster();
        (bool found, uint8 key, ) = _keyOf(roster, account);
        if (found) revert KeyDeclaredAsContract(account, key);
        if (holder != NONE && !_isHolder(roster, holder)) revert IConclaveErrors.UnknownHolder(holder);
    }

    function _isHolder(Document roster, uint8 holder) private pure returns (bool) {
        uint256 count = Roster.keyCount(roster);
        for (uint256 i; i < count; ++i) {
            Entry entry = Roster.entry(roster, i);
            if (!entry.isVacant() && entry.holder() == holder) return true;
        }
        return false;
    }
}
