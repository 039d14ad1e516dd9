// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Stamp} from "../types/Stamp.sol";
import {Word} from "../types/Word.sol";

/// @title The record
/// @notice One event per link, one link per state change. `word` is the lane's word after it; how it is computed from the other
/// arguments and the word before: docs/formats.md, 7. GR-02, GR-07, GR-10.
interface IConclaveEvents {
    /// @param id The proposal's, to find it by. The link commits to `proposal` and the chain, from which the id follows.
    /// @param proposal Packed; lane and report are in it.
    event Scheduled(bytes32 indexed id, Word word, bytes proposal, Stamp stamp);
    event Executed(uint16 indexed lane, Word word, address executor);
    event Cancelled(uint16 indexed lane, Word word, uint8 guardian);
    event Cleared(uint16 indexed lane, Word word, address by);
    event Stopped(uint16 indexed lane, Word word, uint64 approvers, uint8 attempt);

    event RosterAmended(Word word, uint16 generation, uint16 serial, bytes32 hash);
    event RosterRenewed(Word word, uint16 generation, uint16 serial, bytes32 hash);
    event RulebookAmended(Word word, uint16 generation, uint16 serial, bytes32 hash);

    event KeyActivated(Word word, uint8 indexed key, bytes32 keyHash, uint8 predecessor, bool opened);
    event KeyRetiring(Word word, uint8 indexed key);
    event KeyRetired(Word word, uint8 indexed key, address identity);
    event KeyCompromised(Word word, uint8 indexed key, address identity, uint32 epoch, bool byItself);
    event HolderSuspended(Word word, uint8 indexed holder, uint8 guardian, uint40 until, uint32 epoch);
    /// @param guardian Key index; 255 if tier 0 lifted it.
    event SuspensionLifted(Word word, uint8 indexed holder, uint8 guardian);
    event Voided(Word word, uint8 guardian, uint32 epoch);
    event PreApproved(Word word, bytes32 indexed id, uint8 key);
    event Attested(Word word, uint16 indexed kind, bytes32 indexed subject, bytes32 hash, uint8 witness);
    event ItemWaived(Word word, uint8 indexed key, bytes32 item);
    event MessageApproved(Word word, bytes32 indexed hash, uint40 expiry, uint32 epoch);
    event Closed(Word word, address successor);
}
