// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {APPROVER} from "../../../contracts/types/Entry.sol";
import {Stamp} from "../../../contracts/types/Stamp.sol";
import {Acts} from "../support/Acts.sol";
import {KeySpec, RosterSpec} from "../support/Charters.sol";
import {Draft} from "../support/Drafts.sol";
import {ANA, BEN, BEN_SECOND, CLEO, DAN, EVE, GUS, HANA, NONE, People, ROUTINE} from "../support/People.sol";
import {vm} from "../support/Vm.sol";
import {Forms, Sig} from "./Forms.sol";

/// @dev The assembly stops at a key that has to be looked into and goes on behind it. All 64 entries of this roster are keys; one that is
/// not yet activated is Ben's.
contract ConsentPlainBarredTest is Forms {
    uint256 private constant SUSPENSION = 7 days;

    function _charter() internal override returns (RosterSpec memory spec) {
        spec = super._charter();
        uint32 expiry = spec.keys[0].expiry;
        for (uint8 key; key < spec.keys.length; ++key) {
            if (spec.keys[key].signer.length == 0) spec.keys[key] = People.eoa(key, key, APPROVER, expiry);
        }
        spec.keys[NEVER_ACTIVATED].holder = BEN;
    }

    function test_a_key_whose_suspension_has_lapsed_counts_at_every_place_and_is_in_the_stamp() public {
        _suspendAndLapse(BEN, NONE);
        Draft memory draft = _setting(0, 1);
        draft.approvals = 3;
        uint8[3][3] memory orders = [[BEN, CLEO, DAN], [CLEO, BEN, DAN], [CLEO, DAN, BEN]];
        for (uint256 i; i < 3; ++i) {
            uint8[3] memory a = orders[i];
            Sig[] memory sigs = _sigs(draft, _signers(ANA, EVE, a[0], a[1], a[2]));
            _stamped(draft, REPORT, sigs, ANA, EVE, _bits(BEN) | _bits(CLEO) | _bits(DAN));
        }
    }

    function test_two_lapsed_suspensions_one_after_the_other_and_apart() public {
        _suspendAndLapse(BEN, CLEO);
        Draft memory draft = _setting(0, 1);
        draft.approvals = 3;
        uint64 bits = _bits(BEN) | _bits(CLEO) | _bits(DAN);
        _stamped(draft, REPORT, _sigs(draft, _signers(ANA, EVE, BEN, CLEO, DAN)), ANA, EVE, bits);
        _stamped(draft, REPORT, _sigs(draft, _signers(ANA, EVE, BEN, DAN, CLEO)), ANA, EVE, bits);
        // Only one of Ben's keys that are barred signs: the other is not in the stamp.
        bits = _bits(BEN_SECOND) | _bits(CLEO) | _bits(DAN);
        _stamped(draft, REPORT, _sigs(draft, _signers(ANA, EVE, DAN, BEN_SECOND, CLEO)), ANA, EVE, bits);
    }

    function test_proposer_and_tester_whose_suspension_has_lapsed_are_not_among_the_approvers() public {
        _suspendAndLapse(ANA, EVE);
        Draft memory draft = _setting(0, 1);
        Sig[] memory sigs = _sigs(draft, _signers(ANA, EVE, BEN, CLEO));
        _stamped(draft, REPORT, sigs, ANA, EVE, _bits(BEN) | _bits(CLEO));
        // One person as proposer the slow way and as approver: still one person.
        _suspendAndLapse(MAX_OF_ALL, NONE);
        _bothRefuse(_setting(0, 1), _signers(MAX_OF_ALL, EVE, BEN, MAX_OF_ALL), _twice(13, MAX_OF_ALL));
        _bothRefuse(_setting(0, 1), _signers(ANA, MAX_OF_ALL, MAX_OF_ALL, BEN), _twice(13, MAX_OF_ALL));
    }

    function test_a_holder_counts_once_where_one_key_is_barred_and_the_other_is_not() public {
        _suspendAndLapse(BEN, NONE);
        _activate(NEVER_ACTIVATED);
        _same(conclave.config().unusable & (_bits(BEN) | _bits(NEVER_ACTIVATED)), _bits(BEN));
        _bothRefuse(_setting(0, 1), _signers(ANA, EVE, BEN, NEVER_ACTIVATED), _twice(BEN, NEVER_ACTIVATED));
        _bothRefuse(_setting(0, 1), _signers(ANA, EVE, NEVER_ACTIVATED, BEN), _twice(BEN, BEN));
        _bothRefuse(_setting(0, 1), _signers(ANA, EVE, BEN, BEN), _twice(BEN, BEN));
        Draft memory draft = _setting(0, 1);
        Sig[] memory sigs = _sigs(draft, _signers(ANA, EVE, NEVER_ACTIVATED, CLEO));
        _stamped(draft, REPORT, sigs, ANA, EVE, _bits(NEVER_ACTIVATED) | _bits(CLEO));
    }

    function test_a_suspension_in_force_is_refused_between_plain_ones() public {
        _accepts(_suspending(BEN, GUS));
        bytes memory suspended = abi.encodeWithSelector(
            E.HolderIsSuspended.selector,
            BEN,
            _now() + SUSPENSION
        );
        Draft memory draft = _setting(0, 1);
        draft.approvals = 3;
        _bothRefuse(draft, _signers(ANA, EVE, CLEO, BEN, DAN), suspended);
        draft.approvals = 2;
        _bothRefuse(draft, _signers(ANA, EVE, CLEO, BEN), suspended);
    }

    function test_the_highest_index_is_counted_the_fast_way_and_the_slow_one() public {
        Draft memory draft = _setting(ROUTINE, 1);
        Sig[] memory sigs = _sigs(draft, _signers(ANA, NONE, LAST));
        _stamped(draft, 0, sigs, ANA, NONE, uint64(1) << 63);
        _suspendAndLapse(LAST, NONE);
        _same(conclave.config().unusable >> 63, 1);
        draft = _setting(0, 1);
        draft.approvals = 3;
        uint64 bits = _bits(BEN) | _bits(LAST) | _bits(62);
        _stamped(draft, REPORT, _sigs(draft, _signers(ANA, EVE, BEN, LAST, 62)), ANA, EVE, bits);
    }

    function test_sixty_four_keys_and_fifty_approvers_in_all_forms() public {
        _suspendAndLapse(30, 45);
        Draft memory draft = _setting(0, 1);
        draft.approvals = 50;
        Sig[] memory sigs = new Sig[](52);
        sigs[0] = Sig(ANA, _sign(ANA, Acts.propose(draft)));
        sigs[1] = Sig(EVE, _sign(EVE, Acts.test(draft, REPORT)));
        uint64 bits;
        for (uint8 i; i < 50; ++i) {
            // From the last index down to 19, then five of the first.
            uint8 key = i < 45 ? LAST - i : [BEN, CLEO, DAN, WALLET, P256_KEY][i - 45];
            sigs[2 + i] = Sig(key, _sign(key, Acts.approve(draft)));
            bits |= _bits(key);
        }
        _stamped(draft, REPORT, sigs, ANA, EVE, bits);
        for (uint256 seed; seed < 8; ++seed) {
            (bool succeeded, ) = _alike(draft, REPORT, sigs, uint256(keccak256(abi.encode(seed))));
            _isTrue(succeeded, "scheduled");
        }
        sigs[51] = Sig(30, _sign(30, Acts.approve(draft)));
        _bothRefuse(draft, REPORT, sigs, _twice(30, 30));
    }

    /// @dev Plain, long and in turns they come to the same, and the stamp says exactly this.
    function _stamped(
        Draft memory draft,
        bytes32 report,
        Sig[] memory sigs,
        uint8 proposer,
        uint8 tester,
        uint64 approvers
    ) private {
        _bothSchedule(draft, report, sigs);
        uint256[4] memory forms = [type(uint256).max, 0, type(uint256).max / 3, (type(uint256).max / 3) << 1];
        for (uint256 i; i < forms.length; ++i) {
            uint256 snapshot = vm.snapshotState();
            Stamp stamp = _schedule(draft, report, _packed(sigs, forms[i]), OUTSIDER).stamp;
            vm.revertToState(snapshot);
            _same(stamp.approvers(), approvers);
            _same(stamp.proposer(), proposer);
            _same(stamp.tester(), tester);
        }
    }

    /// @dev One holder suspended by each guardian (the second may be nobody), once their cooldown is over, and let lapse: the map says unusable still.
    function _suspendAndLapse(uint8 holder, uint8 other) private {
        uint256 rested = conclave.holderRecord(GUS).readyAt;
        if (_now() < rested) vm.warp(rested);
        _accepts(_suspending(holder, GUS));
        if (other != NONE) _accepts(_suspending(other, HANA));
        vm.warp(_now() + SUSPENSION);
        _same((conclave.config().unusable >> holder) & 1, 1);
    }

    function _bits(uint8 key) private pure returns (uint64) {
        return uint64(1) << key;
    }

    function _twice(uint8 holder, uint8 key) private pure returns (bytes memory) {
        return abi.encodeWithSelector(E.HolderCountedTwice.selector, holder, key);
    }
}

/// @dev A roster of thirteen keys: in memory behind its last entry lies something else.
contract ConsentPlainShortRosterTest is Forms {
    function _charter() internal view override returns (RosterSpec memory) {
        return People.roster(_now());
    }

    function test_an_index_beyond_the_roster_is_unknown_at_every_place_in_both_forms() public {
        for (uint8 key = 13; key < 64; key += key == 13 ? 1 : 7) {
            bytes memory unknown = abi.encodeWithSelector(E.UnknownKey.selector, key);
            _bothRefuse(_setting(ROUTINE, 1), _signers(key, NONE, BEN), unknown);
            _bothRefuse(_setting(0, 1), _signers(ANA, key, BEN, CLEO), unknown);
            _bothRefuse(_setting(0, 1), _signers(ANA, EVE, key, BEN), unknown);
            _bothRefuse(_setting(0, 1), _signers(ANA, EVE, BEN, key), unknown);
        }
        _bothSchedule(_setting(0, 1), _signers(ANA, EVE, BEN, CLEO));
    }
}
