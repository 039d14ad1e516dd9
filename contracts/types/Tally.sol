// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Config} from "./Config.sol";
import {Stamp} from "./Stamp.sol";
import {Terms} from "./Terms.sol";
import {Tier} from "./Tier.sol";
import {Document} from "../libraries/Documents.sol";

/// @notice A proposal before those who decide about it: what it asks, by which rules, and who has consented so far. One place in memory,
/// because a dozen variables on the stack cost more in moving them about than in using them.
/// @dev `PlainSignatures` reads and writes the first six fields where they lie: keep their order.
/// @param entries Where the roster's entries lie in memory.
/// @param expiry A key whose entry, shifted so that its expiry comes first, is less than this has expired.
/// @param roles Of which a key must have one.
/// @param place Where in calldata the next signature begins.
/// @param limit Where in calldata the signatures end.
/// @param counted Bitmap of key indices (bits 0-63), those that are barred and those counted since it was last cleared, and of all holders
/// counted (bits 64-127).
/// @param barred Bitmap of the key indices that have to be looked into: those the config marks unusable, and all beyond the roster.
/// @param start Where in calldata the signatures begin.
/// @param stamp What the operation becomes; kept here, or the optimiser would put it together anew for each use.
struct Tally {
    uint256 entries;
    uint256 expiry;
    uint256 roles;
    uint256 place;
    uint256 limit;
    uint256 counted;
    uint256 barred;
    uint256 start;
    Document roster;
    Config config;
    Terms terms;
    Tier tier;
    Stamp stamp;
}
