// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PROPOSER, RECOVERY, TESTER} from "../../../contracts/types/Entry.sol";
import {Acts} from "../support/Acts.sol";
import {Charters, KeySpec, RosterSpec, TierSpec} from "../support/Charters.sol";
import {Draft} from "../support/Drafts.sol";
import {vm} from "../support/Vm.sol";
import {Voice} from "./Ghost.sol";
import {World} from "./World.sol";

/// @notice Who consents to a proposal: mostly people who may, sometimes those who may not, or did not.
abstract contract Voices is World {
    mapping(address identity => uint256) internal secrets;
    mapping(address identity => bool) internal onCurve;
    uint8 internal constant NOBODY = 255;
    /// @dev Key that is picked before others, or NOBODY.
    uint8 internal favourite = NOBODY;
    /// @dev Whether the odd wallet says yes.
    bool internal oddSaysYes = true;

    /// @dev One usable key for each role in turn, all of different holders as far as there are any.
    function _choose(Draft memory draft, bool tested, uint256 late) internal returns (Voice[] memory voices) {
        RosterSpec memory spec = _rosterSpec();
        TierSpec memory tier = spec.tiers[(draft.lane >> 8) % spec.tiers.length];
        uint256 first = tested ? 2 : 1;
        voices = new Voice[](first + draft.approvals);
        uint256 taken;
        for (uint256 i; i < voices.length; ++i) {
            uint8 roles =
                i == 0
                    ? _proposing(tier)
                    : tested && i == 1
                        ? TESTER
                        : tier.roles;
            (uint8 key, bool found) = _pick(spec, roles, taken, late, tier.roles == RECOVERY);
            if (!found) key = uint8(_roll(spec.keys.length));
            voices[i] = _voice(spec, key);
            taken |= 1 << voices[i].holder;
        }
        if (_roll(8) == 0) voices[_roll(voices.length)] = _voice(spec, uint8(_roll(spec.keys.length)));
    }

    function _proposing(TierSpec memory tier) internal pure returns (uint8) {
        if (tier.roles == RECOVERY) return RECOVERY;
        return tier.delay == 0 ? PROPOSER | tier.roles : PROPOSER;
    }

    /// @dev A usable key with one of the roles, whose holder is not among `taken`, from a random place onwards.
    function _pick(
        RosterSpec memory spec,
        uint8 roles,
        uint256 taken,
        uint256 late,
        bool despite
    ) internal returns (uint8, bool) {
        uint256 start = favourite == NOBODY ? _roll(spec.keys.length) : favourite;
        for (uint256 n; n < spec.keys.length; ++n) {
            uint8 index = uint8((start + n) % spec.keys.length);
            KeySpec memory key = spec.keys[index];
            if (key.roles & roles == 0 || (taken >> key.holder) & 1 == 1) continue;
            if (_usable(key, late, despite)) return (index, true);
        }
        return (0, false);
    }

    function _voice(RosterSpec memory spec, uint8 index) internal pure returns (Voice memory voice) {
        KeySpec memory key = spec.keys[index];
        voice.key = index;
        voice.holder = key.holder;
        if (key.signer.length != 0) voice.identity = Charters.identity(key);
        voice.wallet = _isWallet(key);
        voice.genuine = true;
    }

    /// @dev The packed signatures of these people, of which some may be forged, or left out because consent is on-chain.
    function _speak(
        Draft memory draft,
        Voice[] memory voices,
        bool tested
    ) internal returns (bytes memory packed) {
        bytes32 id = _id(draft);
        uint256 forged = _roll(40);
        for (uint256 i; i < voices.length; ++i) {
            Voice memory voice = voices[i];
            bytes32 act = i == 0 ? Acts.propose(draft) : Acts.approve(draft);
            if (tested && i == 1) act = Acts.test(draft, REPORT);
            if (i > (tested ? 1 : 0) && agreed[id][voice.identity]) voice.onChain = true;
            bytes memory signature;
            if (forged == i) {
                signature = _forge(act);
                voice.genuine = voice.identity == address(odd) && oddSaysYes;
            } else if (!voice.onChain) {
                signature = _sign(voice.key, act);
                voice.genuine = voice.identity != address(odd) || oddSaysYes;
            }
            packed = bytes.concat(packed, _entry(voice.key, signature));
        }
    }

    function _forge(bytes32 act) internal view returns (bytes memory) {
        bytes32 digest = _digest(act, address(conclave), block.chainid);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(uint256(keccak256("somebody else")), digest);
        return abi.encodePacked(r, s, v);
    }

    /// @dev A guardian's or key's own act: signed, forged, or sent by the key itself.

    function _consent(
        uint8 key,
        bytes32 act
    ) internal returns (bytes memory signature, address from, bool genuine) {
        (from, genuine) = (OUTSIDER, true);
        uint256 how = _roll(10);
        address identity = _identity(key);
        if (how == 0) return (_forge(act), from, identity == address(odd) && oddSaysYes);
        if (how == 1) {
            // By sending. A point on a curve has no account to send from.
            if (_roll(2) == 0) from = identity == address(0) ? OUTSIDER : identity;
            return ("", from, from != OUTSIDER && !onCurve[identity]);
        }
        return (_sign(key, act), from, identity != address(odd) || oddSaysYes);
    }

    /// @dev Ana's key and all others of the first roster are what `People` says; later ones are drawn.
    function _newSecret() internal returns (uint256) {
        return 1 + _roll(type(uint128).max);
    }

    /// @dev From now on the roster's indices sign with the secrets of the keys that stand there.
    function _adoptSecrets(RosterSpec memory spec) internal {
        for (uint8 i; i < spec.keys.length; ++i) {
            if (spec.keys[i].signer.length == 0) continue;
            address identity = Charters.identity(spec.keys[i]);
            if (secrets[identity] == 0) continue;
            _setSecret(i, secrets[identity]);
            styles[i] = onCurve[identity] ? Style.P256 : Style.Ecdsa;
        }
    }
}
