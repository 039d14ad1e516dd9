// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    APPROVER,
    EXECUTOR,
    GUARDIAN,
    KIND_EOA,
    KIND_ERC1271,
    KIND_ERC7913,
    PROPOSER,
    RECOVERY,
    SEVERAL,
    TESTER
} from "../../../contracts/types/Entry.sol";
import {NO_KEY} from "../../../contracts/types/Stamp.sol";
import {RECOVERY_TIER, TESTER_NEEDED} from "../../../contracts/types/Tier.sol";
import {KeySpec, RosterSpec, TierSpec} from "../support/Charters.sol";

uint256 constant NOW = 1_800_000_000;
/// @dev Ten years later, in minutes.
uint32 constant FAR = uint32(NOW / 60) + 10 * 365 * 1440;

/// @dev Appends a key; its index is the number of keys before.
function add(RosterSpec memory draft, KeySpec memory key) pure {
    resize(draft, draft.keys.length + 1);
    draft.keys[draft.keys.length - 1] = key;
}

/// @dev Cuts keys off, or appends vacant indices.
function resize(RosterSpec memory draft, uint256 count) pure {
    KeySpec[] memory keys = new KeySpec[](count);
    for (uint256 i; i < count && i < draft.keys.length; ++i) keys[i] = draft.keys[i];
    draft.keys = keys;
}

function signerOf(address account) pure returns (bytes memory) {
    return abi.encodePacked(account);
}

/// @dev A key of its own address, good for ten years, entered with roster 1.
function keyOf(uint256 number, uint8 holder, uint8 roles) pure returns (KeySpec memory) {
    address account = address(uint160(uint256(keccak256(abi.encode("charter draft", number)))));
    return KeySpec(KIND_EOA, signerOf(account), holder, roles, NO_KEY, FAR, 1);
}

/// @dev A P-256 point, or whatever bytes, behind a verifier.
function passkeyOf(
    address verifier,
    bytes memory point,
    uint8 holder,
    uint8 roles
) pure returns (KeySpec memory) {
    return KeySpec(KIND_ERC7913, abi.encodePacked(verifier, point), holder, roles, NO_KEY, FAR, 1);
}

function tierOf(uint8 approvals, uint32 delay) pure returns (TierSpec memory) {
    return TierSpec(approvals, 255, APPROVER, 0, delay, 7 days);
}

address constant VERIFIER = address(0x79137913);

/// @dev The point of key 6.
function samplePoint() pure returns (bytes memory) {
    return abi.encode(keccak256("x"), keccak256("y"));
}

/// @dev A charter that passes with nobody to spare in tier 0: proposers 0 and 1, testers 2 and 3, approvers 4, 5 (a wallet) and 6 (a
/// passkey), guardians 7 and 8, recovery by 0, 2 and 8. Tiers: strictest, ordinary, emergency, recovery.
function sampleCharter() pure returns (RosterSpec memory draft) {
    draft.serial = 1;
    draft.cooldown = 30 days;
    draft.tiers = new TierSpec[](4);
    draft.tiers[0] = TierSpec(2, 3, APPROVER, TESTER_NEEDED, 2 days, 7 days);
    draft.tiers[1] = tierOf(1, 1 days);
    draft.tiers[2] = TierSpec(1, 255, APPROVER | GUARDIAN, 0, 0, 7 days);
    draft.tiers[3] = TierSpec(2, 255, RECOVERY, RECOVERY_TIER, 60 days, 30 days);
    draft.keys = new KeySpec[](12);
    draft.keys[0] = keyOf(0, 0, PROPOSER);
    draft.keys[1] = keyOf(1, 1, PROPOSER | EXECUTOR | SEVERAL);
    draft.keys[2] = keyOf(2, 2, TESTER);
    draft.keys[3] = keyOf(3, 3, TESTER);
    draft.keys[4] = keyOf(4, 4, APPROVER);
    draft.keys[5] = keyOf(5, 5, APPROVER);
    draft.keys[5].kind = KIND_ERC1271;
    draft.keys[6] = passkeyOf(VERIFIER, samplePoint(), 6, APPROVER);
    draft.keys[7] = keyOf(7, 7, GUARDIAN);
    draft.keys[8] = keyOf(8, 8, GUARDIAN);
    draft.keys[9] = keyOf(9, 0, RECOVERY);
    draft.keys[10] = keyOf(10, 2, RECOVERY);
    draft.keys[11] = keyOf(11, 8, RECOVERY);
}
