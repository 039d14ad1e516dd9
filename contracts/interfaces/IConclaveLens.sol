// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "./IConclave.sol";
import {Stamp} from "../types/Stamp.sol";
import {Fate} from "../types/State.sol";
import {Tier} from "../types/Tier.sol";

/// @title What can be told from a Conclave's state
/// @notice Stateless. A Conclave asks it, by STATICCALL, what is needed rarely; anybody may ask the same about any Conclave.
interface IConclaveLens {
    /// @notice What has become of an operation whose epoch, roster or rulebook is no longer current.
    /// @return outcome Why it may not run, or Stands.
    /// @return protected_ Whether guardians still cannot touch it.
    /// @return readyAt Earliest UNIX second at which it may run, by the tier's delay of then and of now.
    function fate(
        IConclave conclave,
        bytes calldata p,
        Stamp stamp
    ) external view returns (Fate outcome, bool protected_, uint256 readyAt);

    /// @notice Reverts, with what `scheduleProposal` would say, unless the rules in force let `tier` make the calls of `p`.
    function checkRules(IConclave conclave, bytes calldata p, Tier tier) external view;

    /// @notice Bitmaps of the current roster's keys.
    /// @return active In use; suspended holders' keys included.
    /// @return pending Never activated.
    function keyStates(IConclave conclave) external view returns (uint64 active, uint64 pending);

    /// @notice Whether `account` is the address of an EXECUTOR key that is in use.
    function isExecutor(IConclave conclave, address account) external view returns (bool);

    /// @notice Approvers it takes to stop a recovery now: one more for each stopped so far, but never more than suffice to keep tier 0 from its
    /// quorum.
    function neededToStop(IConclave conclave) external view returns (uint256);

    /// @notice The approvers who consent to stopping a recovery, as many as it takes; reverts if they are fewer.
    /// @param digest EIP-712 digest of the `Stop`.
    /// @param signatures Packed; length 0 means `caller` is the key's address.
    /// @return approvers Bitmap of keys, one per holder.
    function checkStop(
        IConclave conclave,
        bytes32 digest,
        bytes calldata signatures,
        address caller
    ) external view returns (uint64 approvers);

    // The checks below revert with what is wrong, or because the validator failed or answered short; otherwise they just return.

    /// @notice Whether `next` may replace the roster: the validator passes it, every entry left out or replaced was never activated or ended
    /// long enough ago, and nothing enters that has a tombstone.
    /// @param activating Bitmap of keys whose activation comes with it.
    function checkAmendment(IConclave conclave, bytes calldata next, uint64 activating) external view;

    /// @notice Whether `next` extends expiries and nothing else.
    function checkRenewal(IConclave conclave, bytes calldata next) external view;

    /// @notice Whether `next` may replace the rulebook.
    function checkRulebook(IConclave conclave, bytes calldata next) external view;

    /// @notice Whether tier 0 can act with the keys in use: with everybody there, or (`withoutAny`) also without any one holder.
    function checkAble(IConclave conclave, bool withoutAny) external view;

    /// @notice Whether nothing the rulebook watches is left on an EOA key, apart from what tier 0 waived. If the gate fails, nothing
    /// is known: only the waiver of item 0 helps.
    function checkEmpty(IConclave conclave, uint8 key) external view;
}
