// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {APPROVER, PROPOSER, TESTER} from "../../../contracts/types/Entry.sol";
import {KeyState} from "../../../contracts/types/State.sol";
import {Acts} from "../support/Acts.sol";
import {Draft} from "../support/Drafts.sol";
import {Signers} from "../support/Flow.sol";
import {
    ANA,
    ANA_RECOVERY,
    BEN,
    BEN_SECOND,
    CLEO,
    CLEO_RECOVERY,
    DAN,
    EMERGENCY,
    EVE,
    GUS,
    HANA,
    LAST_RESORT,
    NONE,
    PIA,
    ROUTINE,
    TOM,
    TOM_RECOVERY
} from "../support/People.sol";
import {vm} from "../support/Vm.sol";
import {Forms, Sig} from "./Forms.sol";

/// @dev The plain form of signatures, counted in assembly where nothing is out of the ordinary: whatever it is, the long form says the same.
contract ConsentPlainTest is Forms {
    function test_plain_signatures_schedule_what_the_others_schedule() public {
        _bothSchedule(_setting(0, 1), _signers(ANA, EVE, BEN, CLEO));
        _bothSchedule(_setting(ROUTINE, 1), _signers(PIA, NONE, DAN));
        _bothSchedule(_setting(ROUTINE, 1), _signers(ANA, EVE, DAN));
        Draft memory draft = _setting(0, 1);
        draft.approvals = 3;
        _bothSchedule(draft, _signers(MAX_OF_ALL, TOM, CLEO, BEN_SECOND, LAST));
    }

    function test_the_plain_form_is_what_is_documented() public {
        Draft memory draft = _setting(ROUTINE, 1);
        bytes32 digest = _digest(Acts.approve(draft), address(conclave), block.chainid);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(_secretOf(LAST), digest);
        bytes memory packed = abi.encodePacked(uint8(128 + 64 * (v - 27) + LAST), r, s);
        bytes memory first = _plain(_sigs(draft, _signers(ANA, NONE, LAST))[0]);
        _accepts(_scheduling(draft, 0, bytes.concat(first, packed)));
    }

    function test_in_an_emergency_guardians_count_in_both_forms() public {
        _bothSchedule(_setting(EMERGENCY, 9), _signers(GUS, NONE, BEN));
        _bothSchedule(_setting(EMERGENCY, 9), _signers(ANA, NONE, HANA));
        Draft memory alone = _draft(_lane(EMERGENCY, 0), _pauses());
        alone.approvals = 0;
        Sig[] memory sigs = new Sig[](1);
        sigs[0] = Sig(GUS, _sign(GUS, Acts.propose(alone)));
        _bothSchedule(alone, 0, sigs);
    }

    function test_recovery_does_not_see_suspensions_in_either_form() public {
        _accepts(_suspending(CLEO, GUS));
        Draft memory draft = _rosterDraft(_nextRoster());
        draft.lane = _lane(LAST_RESORT, 0);
        draft.prev = _wordOf(draft.lane);
        _bothSchedule(draft, _signers(ANA_RECOVERY, NONE, CLEO_RECOVERY, TOM_RECOVERY));
        _bothRefuse(
            draft,
            _signers(ANA_RECOVERY, NONE, CLEO_RECOVERY, BEN),
            abi.encodeWithSelector(E.RoleMissing.selector, BEN, 16)
        );
    }

    function test_roles_are_asked_for_in_both_forms() public {
        _bothRefuse(_setting(0, 1), _signers(BEN, EVE, CLEO, DAN), _lacks(BEN, PROPOSER));
        _bothRefuse(_setting(0, 1), _signers(ANA, BEN, CLEO, DAN), _lacks(BEN, TESTER));
        _bothRefuse(_setting(0, 1), _signers(ANA, EVE, TOM, DAN), _lacks(TOM, APPROVER));
        _bothRefuse(_setting(0, 1), _signers(ANA, EVE, CLEO, GUS), _lacks(GUS, APPROVER));
        _bothRefuse(_setting(EMERGENCY, 9), _signers(EVE, NONE, BEN), _lacks(EVE, 11));
    }

    function test_the_boundaries_of_the_index() public {
        _bothSchedule(_setting(ROUTINE, 1), _signers(0, NONE, LAST));
        _bothRefuse(_setting(ROUTINE, 1), _signers(VACANT, NONE, BEN), _unknown(VACANT));
        _bothRefuse(_setting(0, 1), _signers(ANA, VACANT, BEN, CLEO), _unknown(VACANT));
        _bothRefuse(_setting(0, 1), _signers(ANA, EVE, LAST, VACANT), _unknown(VACANT));
        // Beyond what the plain form can name.
        Draft memory draft = _setting(ROUTINE, 1);
        bytes memory first = _plain(_sigs(draft, _signers(ANA, NONE, BEN))[0]);
        for (uint8 key = 64; key < 128; key += 21) {
            bytes memory other = _entry(key, _sign(BEN, Acts.approve(draft)));
            _refuses(_scheduling(draft, 0, bytes.concat(first, other)), _unknown(key));
        }
    }

    function test_a_key_expires_to_the_second_in_both_forms() public {
        vm.warp(SHORT_EXPIRY - 1);
        _bothSchedule(_setting(ROUTINE, 1), _signers(ANA, NONE, SHORT));
        vm.warp(SHORT_EXPIRY);
        bytes memory expired = abi.encodeWithSelector(E.KeyExpired.selector, SHORT, SHORT_EXPIRY);
        _bothRefuse(_setting(ROUTINE, 1), _signers(ANA, NONE, SHORT), expired);
        _bothRefuse(_setting(0, 1), _signers(ANA, EVE, BEN, SHORT), expired);
    }

    function test_expired_keys_renew_for_ninety_days_in_both_forms() public {
        uint256 expiresAt = uint256(_rosterSpec().keys[ANA].expiry) * 60;
        Signers memory signers = _signers(ANA, EVE, BEN, CLEO);
        vm.warp(expiresAt + 90 days - 1);
        _bothSchedule(_renewing(), signers);
        _bothRefuse(_setting(0, 1), signers, _expired(ANA, expiresAt));
        vm.warp(expiresAt + 90 days);
        _bothRefuse(_renewing(), signers, _expired(ANA, expiresAt));
    }

    function test_keys_out_of_use_are_refused_in_both_forms() public {
        _passSelfCall(abi.encodeCall(IConclave.beginRetirement, (BEN_SECOND)));
        _accepts(_compromisingOwn(DAN));
        _bothRefuse(_by(NEVER_ACTIVATED), _notActive(NEVER_ACTIVATED, KeyState.Pending));
        _bothRefuse(_by(BEN_SECOND), _notActive(BEN_SECOND, KeyState.Retiring));
        _bothRefuse(_by(DAN), _notActive(DAN, KeyState.Compromised));
        _bothSchedule(_setting(ROUTINE, 1), _by(BEN));
    }

    function test_a_suspended_holder_is_refused_until_the_suspension_lapses_in_both_forms() public {
        _accepts(_suspending(BEN, GUS));
        uint256 until = _now() + 7 days;
        bytes memory suspended = abi.encodeWithSelector(E.HolderIsSuspended.selector, BEN, until);
        _bothRefuse(_by(BEN), suspended);
        vm.warp(until - 1);
        _bothRefuse(_by(BEN_SECOND), suspended);
        // The map says unusable still: both look into the records.
        vm.warp(until);
        _bothSchedule(_setting(ROUTINE, 1), _by(BEN));
        _bothSchedule(_setting(0, 1), _signers(ANA, EVE, BEN, CLEO));
    }

    function test_holders_count_once_in_both_forms() public {
        _bothRefuse(_setting(0, 1), _signers(ANA, EVE, BEN, BEN), _twice(BEN, BEN));
        _bothRefuse(_setting(0, 1), _signers(ANA, EVE, BEN, BEN_SECOND), _twice(BEN, BEN_SECOND));
        _bothRefuse(_setting(0, 1), _signers(ANA, EVE, BEN_SECOND, BEN), _twice(BEN, BEN));
        _bothRefuse(_setting(0, 1), _signers(MAX_OF_ALL, MAX_OF_ALL, BEN, CLEO), _twice(13, MAX_OF_ALL));
        _bothRefuse(_setting(0, 1), _signers(MAX_OF_ALL, EVE, MAX_OF_ALL, BEN), _twice(13, MAX_OF_ALL));
        _bothRefuse(_setting(0, 1), _signers(ANA, MAX_OF_ALL, BEN, MAX_OF_ALL), _twice(13, MAX_OF_ALL));
    }

    function test_too_few_are_missed_in_both_forms() public {
        bytes memory missing = abi.encodeWithSelector(E.ApprovalsMissing.selector, 1, 2);
        _bothRefuse(_setting(0, 1), _signers(ANA, EVE, BEN), missing);
        _bothRefuse(_setting(0, 1), Signers(ANA, EVE, new uint8[](0)), _missing(0, 2));
        _bothRefuse(_setting(ROUTINE, 1), Signers(ANA, NONE, new uint8[](0)), _missing(0, 1));
        _bothRefuse(
            _setting(0, 1),
            _signers(ANA, NONE, BEN, CLEO),
            abi.encodeWithSelector(E.TesterNeeded.selector, 0)
        );
    }

    function test_plain_stops_of_a_recovery_count_too() public {
        Draft memory draft = _rosterDraft(_nextRoster());
        draft.lane = _lane(LAST_RESORT, 0);
        draft.prev = _wordOf(draft.lane);
        Signers memory signers = _signers(ANA_RECOVERY, NONE, CLEO_RECOVERY, TOM_RECOVERY);
        bytes32 word = _reschedule(draft, signers);
        Sig memory sig = Sig(BEN, _sign(BEN, Acts.stop(draft.lane, word)));
        _accepts(abi.encodeCall(IConclave.stop, (draft.lane, conclave.laneWord(draft.lane), _plain(sig))));
        _isTrue(!conclave.laneWord(draft.lane).isPending(), "stopped");
    }

    function _reschedule(Draft memory draft, Signers memory signers) private returns (bytes32) {
        _accepts(_scheduling(draft, 0, _allPlain(_sigs(draft, signers))));
        return _wordOf(draft.lane);
    }

    function _bothRefuse(Signers memory signers, bytes memory expected) private {
        _bothRefuse(_setting(ROUTINE, 1), signers, expected);
    }

    /// @dev Ana proposes, one approves.
    function _by(uint8 approver) private pure returns (Signers memory) {
        return _signers(ANA, NONE, approver);
    }

    function _renewing() private view returns (Draft memory) {
        return _draft(0, _call(address(conclave), abi.encodeCall(IConclave.renew, (keccak256("renewed")))));
    }

    function _expired(uint8 key, uint256 expiresAt) private pure returns (bytes memory) {
        return abi.encodeWithSelector(E.KeyExpired.selector, key, expiresAt);
    }

    function _notActive(uint8 key, KeyState state) private pure returns (bytes memory) {
        return abi.encodeWithSelector(E.KeyNotActive.selector, key, state);
    }

    function _unknown(uint8 key) private pure returns (bytes memory) {
        return abi.encodeWithSelector(E.UnknownKey.selector, key);
    }

    function _twice(uint8 holder, uint8 key) private pure returns (bytes memory) {
        return abi.encodeWithSelector(E.HolderCountedTwice.selector, holder, key);
    }

    function _lacks(uint8 key, uint8 roles) private pure returns (bytes memory) {
        return abi.encodeWithSelector(E.RoleMissing.selector, key, roles);
    }

    function _missing(uint256 counted, uint256 demanded) private pure returns (bytes memory) {
        return abi.encodeWithSelector(E.ApprovalsMissing.selector, counted, demanded);
    }
}
