// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    APPROVER,
    EXECUTOR,
    GUARDIAN,
    PROPOSER,
    RECOVERY,
    SEVERAL,
    TESTER
} from "../../../contracts/types/Entry.sol";
import {EXECUTOR_FIRST, RECOVERY_TIER, TESTER_NEEDED} from "../../../contracts/types/Tier.sol";
import {KeySpec, RosterSpec, TierSpec} from "./Charters.sol";
import {vm} from "./Vm.sol";

// Key indices of the default roster; up to Hana a key's index is its holder's number too.
uint8 constant ANA = 0;
uint8 constant BEN = 1;
uint8 constant CLEO = 2;
uint8 constant DAN = 3;
uint8 constant EVE = 4;
uint8 constant GUS = 5;
uint8 constant PIA = 6;
uint8 constant TOM = 7;
uint8 constant HANA = 8;
uint8 constant BEN_SECOND = 9;
uint8 constant ANA_RECOVERY = 10;
uint8 constant CLEO_RECOVERY = 11;
uint8 constant TOM_RECOVERY = 12;

// Tiers of the default roster.
uint8 constant ZERO_TIER = 0;
uint8 constant ROUTINE = 1;
uint8 constant EMERGENCY = 2;
uint8 constant LAST_RESORT = 3;
uint8 constant EXECUTORS = 4;

uint256 constant WINDOW = 3 days;
uint256 constant SUSPENSION = 7 days;
uint32 constant COOLDOWN = 22 days;
uint8 constant NONE = 255;

/// @notice The people of the tests, the same as in test/support/people.ts.
library People {
    function secretOf(uint256 key) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode("conclave test key", key)));
    }

    function accountOf(uint256 key) internal pure returns (address) {
        return vm.addr(secretOf(key));
    }

    /// @notice An EOA entry of the first roster, usable until `expiry` (minutes).
    function eoa(
        uint8 index,
        uint8 holder,
        uint8 roles,
        uint32 expiry
    ) internal pure returns (KeySpec memory) {
        return KeySpec(0, abi.encodePacked(accountOf(index)), holder, roles, NONE, expiry, 1);
    }

    /// @notice Tier 0: 2 approvals, tester, 2 days, protected from 3 approvals on. 1: one approval, a day. 2: emergencies, approvers and
    /// guardians count. 3: recovery, 30 days. 4: one approval, a day, executors first. Keys expire 300 days after `now_`.
    function roster(uint256 now_) internal pure returns (RosterSpec memory spec) {
        spec.serial = 1;
        spec.cooldown = COOLDOWN;
        spec.tiers = new TierSpec[](5);
        spec.tiers[ZERO_TIER] = TierSpec(2, 3, APPROVER, TESTER_NEEDED, 2 days, 7 days);
        spec.tiers[ROUTINE] = TierSpec(1, 255, APPROVER, 0, 1 days, 7 days);
        spec.tiers[EMERGENCY] = TierSpec(1, 255, APPROVER | GUARDIAN, 0, 0, 7 days);
        spec.tiers[LAST_RESORT] = TierSpec(2, 255, RECOVERY, RECOVERY_TIER, 30 days, 7 days);
        spec.tiers[EXECUTORS] = TierSpec(1, 255, APPROVER, EXECUTOR_FIRST, 1 days, 7 days);

        uint32 expiry = uint32((now_ + 300 days + 59) / 60);
        spec.keys = new KeySpec[](13);
        spec.keys[ANA] = eoa(ANA, ANA, PROPOSER, expiry);
        spec.keys[BEN] = eoa(BEN, BEN, APPROVER, expiry);
        spec.keys[CLEO] = eoa(CLEO, CLEO, APPROVER, expiry);
        spec.keys[DAN] = eoa(DAN, DAN, APPROVER, expiry);
        spec.keys[EVE] = eoa(EVE, EVE, TESTER, expiry);
        spec.keys[GUS] = eoa(GUS, GUS, GUARDIAN, expiry);
        spec.keys[PIA] = eoa(PIA, PIA, PROPOSER | EXECUTOR | SEVERAL, expiry);
        spec.keys[TOM] = eoa(TOM, TOM, TESTER, expiry);
        spec.keys[HANA] = eoa(HANA, HANA, GUARDIAN, expiry);
        spec.keys[BEN_SECOND] = eoa(BEN_SECOND, BEN, APPROVER, expiry);
        spec.keys[ANA_RECOVERY] = eoa(ANA_RECOVERY, ANA, RECOVERY, expiry);
        spec.keys[CLEO_RECOVERY] = eoa(CLEO_RECOVERY, CLEO, RECOVERY, expiry);
        spec.keys[TOM_RECOVERY] = eoa(TOM_RECOVERY, TOM, RECOVERY, expiry);
    }
}
