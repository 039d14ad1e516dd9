// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {APPROVER, PROPOSER, SEVERAL, TESTER, GUARDIAN} from "../../../contracts/types/Entry.sol";
import {KeyState} from "../../../contracts/types/State.sol";
import {Charters, RosterSpec} from "../support/Charters.sol";
import {Draft} from "../support/Drafts.sol";
import {Signers} from "../support/Flow.sol";
import {Governed} from "../support/Governed.sol";
import {People} from "../support/People.sol";
import {
    ANA,
    BEN,
    BEN_SECOND,
    CLEO,
    DAN,
    EMERGENCY,
    EVE,
    GUS,
    NONE,
    PIA,
    ROUTINE,
    TOM
} from "../support/People.sol";

/// @dev Invariant 1: holders count, never keys.
contract ConsentPeopleTest is Governed {
    uint8 private constant ANA_APPROVES = 13;
    uint8 private constant EVE_APPROVES = 14;
    uint8 private constant ANA_TESTS = 15;
    uint8 private constant MAX_OF_BOTH = 16;
    uint8 private constant NEVER_ACTIVATED = 17;

    function setUp() public override {
        super.setUp();
        RosterSpec memory next = _nextRoster();
        Charters.add(next, People.eoa(NEVER_ACTIVATED, 17, APPROVER, next.keys[0].expiry));
        next.keys[NEVER_ACTIVATED].since = 2;
        _amendRoster(next);
    }

    function _charter() internal view override returns (RosterSpec memory spec) {
        spec = People.roster(_now());
        uint32 expiry = spec.keys[0].expiry;
        Charters.add(spec, People.eoa(ANA_APPROVES, ANA, APPROVER, expiry));
        Charters.add(spec, People.eoa(EVE_APPROVES, EVE, APPROVER, expiry));
        Charters.add(spec, People.eoa(ANA_TESTS, ANA, TESTER, expiry));
        Charters.add(spec, People.eoa(MAX_OF_BOTH, 16, PROPOSER | APPROVER | SEVERAL, expiry));
    }

    function test_two_keys_of_one_holder_count_once() public {
        _refusesSchedule(_setting(0, 1), _signers(ANA, EVE, BEN, BEN_SECOND), _twice(BEN, BEN_SECOND));
    }

    function test_the_same_key_counts_once() public {
        _refusesSchedule(_setting(0, 1), _signers(ANA, EVE, BEN, BEN), _twice(BEN, BEN));
    }

    function test_either_key_of_a_holder_counts() public {
        _schedule(_setting(0, 1), _signers(ANA, EVE, BEN_SECOND, CLEO));
    }

    function test_the_proposer_is_refused_as_approver_with_a_second_key() public {
        _refusesSchedule(_setting(0, 1), _signers(ANA, EVE, ANA_APPROVES, BEN), _twice(ANA, ANA_APPROVES));
    }

    function test_the_proposer_is_refused_as_approver_with_the_same_key() public {
        Signers memory signers = _signers(MAX_OF_BOTH, NONE, MAX_OF_BOTH);
        _refusesSchedule(_setting(ROUTINE, 1), signers, _twice(16, MAX_OF_BOTH));
        _schedule(_setting(ROUTINE, 1), _signers(ANA, NONE, MAX_OF_BOTH));
    }

    function test_the_tester_is_refused_as_approver() public {
        _refusesSchedule(_setting(0, 1), _signers(ANA, EVE, BEN, EVE_APPROVES), _twice(EVE, EVE_APPROVES));
        _schedule(_setting(0, 1), _signers(ANA, TOM, BEN, EVE_APPROVES));
    }

    function test_the_proposer_is_refused_as_tester() public {
        _refusesSchedule(_setting(0, 1), _signers(ANA, ANA_TESTS, BEN, CLEO), _twice(ANA, ANA_TESTS));
        _schedule(_setting(0, 1), _signers(PIA, ANA_TESTS, BEN, CLEO));
    }

    function test_a_volunteer_tester_of_a_tier_that_needs_none_is_no_approver_either() public {
        Signers memory signers = _signers(ANA, EVE, EVE_APPROVES);
        _refusesSchedule(_setting(ROUTINE, 1), signers, _twice(EVE, EVE_APPROVES));
    }

    function test_the_tester_is_needed_where_the_tier_says_so() public {
        _refusesSchedule(
            _setting(0, 1),
            _signers(ANA, NONE, BEN, CLEO),
            abi.encodeWithSelector(E.TesterNeeded.selector, 0)
        );
    }

    function test_whoever_lacks_the_role_is_refused() public {
        _refusesSchedule(_setting(ROUTINE, 1), _signers(BEN, NONE, CLEO), _lacks(BEN, PROPOSER));
        _refusesSchedule(_setting(ROUTINE, 1), _signers(ANA, NONE, PIA), _lacks(PIA, APPROVER));
        _refusesSchedule(_setting(ROUTINE, 1), _signers(ANA, NONE, GUS), _lacks(GUS, APPROVER));
        _refusesSchedule(_setting(0, 1), _signers(ANA, DAN, BEN, CLEO), _lacks(DAN, TESTER));
        _refusesSchedule(_setting(EMERGENCY, 9), _signers(EVE, NONE, BEN), _lacks(EVE, 11));
        _refusesSchedule(_setting(EMERGENCY, 9), _signers(GUS, NONE, ANA), _lacks(ANA, APPROVER | GUARDIAN));
    }

    function test_fewer_approvals_than_the_tier_asks_cannot_be_demanded() public {
        Draft memory draft = _setting(0, 1);
        draft.approvals = 1;
        _refusesSchedule(draft, abi.encodeWithSelector(E.TooFewDemanded.selector, 1, 2));
        draft.approvals = 0;
        _refusesSchedule(
            draft,
            _signers(ANA, EVE, BEN),
            abi.encodeWithSelector(E.TooFewDemanded.selector, 0, 2)
        );
    }

    function test_what_the_proposal_demands_above_its_tier_must_be_there() public {
        Draft memory draft = _setting(0, 1);
        draft.approvals = 3;
        bytes memory missing = abi.encodeWithSelector(E.ApprovalsMissing.selector, 2, 3);
        _refusesSchedule(draft, _signers(ANA, EVE, BEN, CLEO), missing);
        _schedule(draft, _signers(ANA, EVE, BEN, CLEO, DAN));
    }

    function test_a_key_that_was_never_activated_is_refused() public {
        _refusesSchedule(
            _setting(ROUTINE, 1),
            _signers(ANA, NONE, NEVER_ACTIVATED),
            abi.encodeWithSelector(E.KeyNotActive.selector, NEVER_ACTIVATED, KeyState.Pending)
        );
    }

    function test_a_compromised_key_is_refused() public {
        _accepts(_compromisingOwn(BEN));
        _refusesSchedule(
            _setting(ROUTINE, 1),
            abi.encodeWithSelector(E.KeyNotActive.selector, BEN, KeyState.Compromised)
        );
        _schedule(_setting(ROUTINE, 1), _signers(ANA, NONE, BEN_SECOND));
    }

    function test_a_suspended_holder_is_refused_with_every_key() public {
        _accepts(_suspending(BEN, GUS));
        bytes memory suspended = abi.encodeWithSelector(E.HolderIsSuspended.selector, BEN, _now() + 7 days);
        _refusesSchedule(_setting(ROUTINE, 1), _signers(ANA, NONE, BEN), suspended);
        _refusesSchedule(_setting(ROUTINE, 1), _signers(ANA, NONE, BEN_SECOND), suspended);
    }

    function test_an_index_without_a_key_is_refused() public {
        _refusesSchedule(
            _setting(ROUTINE, 1),
            _signers(ANA, NONE, 18),
            abi.encodeWithSelector(E.UnknownKey.selector, 18)
        );
    }

    function _twice(uint8 holder, uint8 key) private pure returns (bytes memory) {
        return abi.encodeWithSelector(E.HolderCountedTwice.selector, holder, key);
    }

    function _lacks(uint8 key, uint8 roles) private pure returns (bytes memory) {
        return abi.encodeWithSelector(E.RoleMissing.selector, key, roles);
    }
}
