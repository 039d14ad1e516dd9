// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeTx} from "../../../../contracts/safe/SafeTx.sol";
import {ANA, BEN, BEN_SECOND, CLEO, DAN, EVE, People, ROUTINE, ZERO_TIER} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";
import {Bundles, How, Voice} from "../support/Bundles.sol";
import {Safe150} from "../support/SafeKit.sol";
import {Owned} from "./Owned.sol";

/// @notice Random bundles by random owners and means, for random thresholds and tiers: they pass if, and only if, a count that knows people
/// and nothing of signatures says so. Spoilt ones pass only if what is left of them would.
contract BundleFuzzTest is Owned, Safe150 {
    function testFuzz_a_bundle_passes_if_and_only_if_enough_people_are_in_it(uint256 seed) public {
        (SafeTx memory t, uint256 needed, uint256 threshold) = _announced(seed);
        Voice[] memory voices = _random(t, seed >> 16);
        bool enough = voices.length >= threshold && _enough(voices, needed);
        (bool succeeded, ) = _toSafe(OUTSIDER, t, _bundle(t, voices));
        _isTrue(succeeded == enough, enough ? "refused though enough" : "passed though not enough");
    }

    function testFuzz_a_spoilt_bundle_passes_only_if_enough_is_left_of_it(uint256 seed) public {
        (SafeTx memory t, uint256 needed, ) = _announced(seed);
        Voice[] memory voices = _random(t, seed >> 16);
        if (voices.length == 0) return;
        bytes memory bundle = _bundle(t, voices);
        uint256 place = (seed >> 64) % bundle.length;
        bundle[place] = bytes1(uint8(bundle[place]) ^ uint8(1 + ((seed >> 128) % 255)));
        uint256 spoilt = place / 65;
        (bool succeeded, ) = _toSafe(OUTSIDER, t, bundle);
        if (!succeeded) return;
        if (spoilt < voices.length && _isIdle(voices[spoilt].how, place % 65)) return;
        // If it hit an owner's signature, that owner does not count; what lies behind is a wallet's.
        bool behind = spoilt >= voices.length;
        Voice[] memory left = new Voice[](voices.length);
        uint256 count;
        for (uint256 i; i < voices.length; ++i) {
            bool gone = behind ? voices[i].owner == wallet : i == spoilt;
            if (!gone) left[count++] = voices[i];
        }
        assembly ("memory-safe") {
            mstore(left, count)
        }
        _isTrue(_enough(left, needed), "passed by a signature that was none");
    }

    /// @dev Bytes that no Safe reads: what stands before an address in r, and s of an approved hash.
    function _isIdle(How how, uint256 place) private pure returns (bool) {
        if (how == How.Approves) return place < 12 || (place >= 32 && place < 64);
        return how == How.AsContract && place < 12;
    }

    function _announced(uint256 seed) private returns (SafeTx memory t, uint256 needed, uint256 threshold) {
        t = _toTarget(seed);
        uint8 tier = seed % 2 == 0 ? ZERO_TIER : ROUTINE;
        needed = tier == ZERO_TIER ? 2 : 1;
        _announceAndWait(t, tier);
        threshold = 1 + ((seed >> 1) % 3);
        _setThreshold(threshold);
    }

    /// @dev Sorted, each owner at most once.
    function _random(SafeTx memory t, uint256 seed) private returns (Voice[] memory voices) {
        uint8[7] memory keys = [ANA, BEN, BEN_SECOND, CLEO, DAN, EVE, WALLET];
        voices = new Voice[](8);
        uint256 count;
        for (uint256 i; i < 8; ++i) {
            uint256 chance = uint8(seed >> (8 * (i % 4))) ^ uint8(uint256(keccak256(abi.encode(seed, i))));
            if (chance % 2 == 0) continue;
            if (i == 7) voices[count++] = _strange();
            else if (keys[i] == WALLET) voices[count++] = _walletVoice(t);
            else {
                How how = chance % 8 < 3 ? How.SignsPrefixed : How.Signs;
                if (chance % 8 == 5) {
                    how = How.Approves;
                    _approveHash(People.accountOf(keys[i]), _hash(t));
                }
                voices[count++] = _as(keys[i], how);
            }
        }
        assembly ("memory-safe") {
            mstore(voices, count)
        }
        if (count > 1) Bundles.sort(voices);
    }

    /// @dev Ben once, Cleo, Dan, the wallet; at least one of them a person.
    function _enough(Voice[] memory voices, uint256 needed) private view returns (bool) {
        bool ben;
        uint256 persons;
        uint256 wallets;
        for (uint256 i; i < voices.length; ++i) {
            address owner = voices[i].owner;
            if (owner == People.accountOf(BEN) || owner == People.accountOf(BEN_SECOND)) ben = true;
            if (owner == People.accountOf(CLEO) || owner == People.accountOf(DAN)) ++persons;
            if (owner == wallet) ++wallets;
        }
        if (ben) ++persons;
        return persons != 0 && persons + wallets >= needed;
    }
}
