// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {IConclaveGuardErrors} from "../../../../contracts/interfaces/IConclaveGuardErrors.sol";
import {SafeTx} from "../../../../contracts/safe/SafeTx.sol";
import {KeyState} from "../../../../contracts/types/State.sol";
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
    People,
    PIA,
    ROUTINE,
    TOM,
    ZERO_TIER
} from "../../support/People.sol";
import {OpenDelegate} from "../../support/Delegates.sol";
import {vm} from "../../support/Vm.sol";
import {Bundles, How, Voice} from "../support/Bundles.sol";
import {Safe130, Safe141, Safe150} from "../support/SafeKit.sol";
import {Owned} from "./Owned.sol";

/// @notice Invariant 1 on a Safe: people are counted, not owners.
abstract contract Owners is Owned {
    function test_two_owners_of_one_holder_count_once() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ZERO_TIER);
        _fails(t, _voices(BEN, BEN_SECOND), _missing(1, 2));
        _passes(t, _voices(BEN, BEN_SECOND, CLEO));
    }

    function test_the_proposer_is_no_approver() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ZERO_TIER);
        _fails(t, _voices(ANA, BEN), _missing(1, 2));
        _passes(t, _voices(ANA, BEN, CLEO));
    }

    /// @dev In an emergency an approver may announce: his role would count, he does not.
    function test_an_approver_who_announces_is_no_approver_besides() public {
        SafeTx memory t = _toTarget(9);
        _guardTakes(_announcing(t, EMERGENCY, _soon(), BEN, NONE));
        _fails(t, _two(_voice(BEN), _strange()), _missing(0, 1));
        _passes(t, _voices(BEN, CLEO));
    }

    function test_the_tester_is_no_approver() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ZERO_TIER);
        _fails(t, _voices(EVE, BEN), _missing(1, 2));
    }

    function test_a_role_that_does_not_count_and_a_stranger_are_not_counted() public {
        SafeTx memory t = _toTarget(7);
        _guardTakes(_announcing(t, ZERO_TIER, _soon(), ANA, TOM));
        vm.warp(_now() + 2 days);
        _fails(t, _two(_voice(EVE), _strange()), _missing(0, 2));
        _fails(t, _three(_voice(EVE), _strange(), _voice(BEN)), _missing(1, 2));
    }

    function test_the_safe_s_threshold_holds_all_the_same() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ROUTINE);
        bytes memory one = _bundle(t, _voices(BEN, CLEO));
        assembly ("memory-safe") {
            mstore(one, 65)
        }
        (bool succeeded, ) = _toSafe(OUTSIDER, t, one);
        _isTrue(!succeeded, "GS020");
    }

    function test_signatures_in_the_ledger_s_way_count() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ZERO_TIER);
        _passes(t, _two(_as(BEN, How.SignsPrefixed), _as(CLEO, How.SignsPrefixed)));
    }

    function test_hashes_approved_on_chain_count() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ZERO_TIER);
        _approveHash(People.accountOf(BEN), _hash(t));
        _approveHash(People.accountOf(CLEO), _hash(t));
        _passes(t, _two(_as(BEN, How.Approves), _as(CLEO, How.Approves)));
    }

    function test_the_executor_counts_if_he_sends_it_himself() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ZERO_TIER);
        bytes memory signatures = _bundle(t, _two(_as(BEN, How.Approves), _voice(CLEO)));
        vm.prank(People.accountOf(BEN), OUTSIDER);
        (bool succeeded, bytes memory reason) = address(safe).call(_executing(t, signatures));
        _failedWith(succeeded, reason, _missing(1, 2));
        _safeTakes(People.accountOf(BEN), t, signatures);
    }

    /// @dev What is at an EOA's address by EIP-7702 may approve for whoever drives it.
    function test_a_hash_approved_by_code_at_an_eoa_s_address_does_not_count() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ZERO_TIER);
        address ben = People.accountOf(BEN);
        vm.etch(ben, address(new OpenDelegate()).code);
        vm.prank(OUTSIDER, OUTSIDER);
        OpenDelegate(ben).forward(address(safe), abi.encodeCall(safe.approveHash, (_hash(t))));
        _fails(t, _two(_as(BEN, How.Approves), _voice(CLEO)), _missing(1, 2));
        // His signature does.
        _passes(t, _voices(BEN, CLEO));
    }

    function test_surplus_signatures_count_towards_the_tier() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ZERO_TIER);
        _setThreshold(1);
        _passes(t, _voices(BEN, CLEO));
    }

    function test_surplus_by_every_means_counts() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ZERO_TIER);
        _setThreshold(1);
        uint256 before = vm.snapshotState();
        _passes(t, _three(_strange(), _as(BEN, How.SignsPrefixed), _as(CLEO, How.SignsPrefixed)));
        vm.revertToState(before);
        _approveHash(People.accountOf(BEN), _hash(t));
        _approveHash(People.accountOf(CLEO), _hash(t));
        _passes(t, _three(_as(ANA, How.Signs), _as(BEN, How.Approves), _as(CLEO, How.Approves)));
    }

    function test_surplus_that_is_not_approved_not_in_order_or_no_owner_s_is_refused() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ZERO_TIER);
        _setThreshold(1);
        Voice[] memory voices = _two(_as(BEN, How.Approves), _as(CLEO, How.Approves));
        Bundles.sort(voices);
        _approveHash(voices[0].owner, _hash(t));
        _fails(t, voices, _surplus(1, voices[1].owner));
        // Twice the same.
        _failsFrom(
            OUTSIDER,
            t,
            bytes.concat(_bundle(t, _one(BEN)), _bundle(t, _one(BEN))),
            _surplus(1, People.accountOf(BEN))
        );
        // Somebody whom the Safe does not know, though the roster does.
        uint8 low = _lower(ANA, EVE);
        uint8 unknown = People.accountOf(GUS) > People.accountOf(low) ? GUS : PIA;
        _fails(t, _voices(low, unknown), _surplus(1, People.accountOf(unknown)));
        // Nobody recovered.
        _failsFrom(
            OUTSIDER,
            t,
            bytes.concat(_bundle(t, _one(BEN)), new bytes(64), hex"1b"),
            _surplus(1, address(0))
        );
    }

    function test_bytes_that_are_no_signature_are_not_read() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ZERO_TIER);
        _failsFrom(OUTSIDER, t, bytes.concat(_bundle(t, _voices(ANA, BEN)), new bytes(64)), _missing(1, 2));
        _safeTakes(OUTSIDER, t, bytes.concat(_bundle(t, _voices(BEN, CLEO)), hex"ffff"));
    }

    function test_signed_by_a_suspended_holder_it_is_refused() public {
        SafeTx memory t = _toTarget(7);
        _accepts(_suspending(DAN, GUS));
        _announceAndWait(t, ZERO_TIER);
        uint40 until = conclave.holderRecord(DAN).suspendedUntil;
        _fails(
            t,
            _voices(DAN, BEN),
            abi.encodeWithSelector(IConclaveErrors.HolderIsSuspended.selector, DAN, until)
        );
        _passes(t, _voices(BEN, CLEO));
    }

    function test_signed_by_a_compromised_key_it_is_refused_also_when_the_roster_has_forgotten_it() public {
        SafeTx memory t = _toTarget(7);
        _accepts(_compromisingOwn(DAN));
        _announceAndWait(t, ZERO_TIER);
        _fails(
            t,
            _voices(DAN, BEN),
            abi.encodeWithSelector(IConclaveErrors.KeyNotActive.selector, DAN, KeyState.Compromised)
        );
        _passes(t, _voices(BEN, CLEO));
    }

    function test_signed_by_an_expired_key_it_is_refused() public {
        SafeTx memory t = _toTarget(7);
        uint256 expiry = uint256(_rosterSpec().keys[BEN].expiry) * 60;
        vm.warp(expiry - 2 days);
        _announceAndWait(t, ZERO_TIER);
        _fails(
            t,
            _voices(BEN, CLEO),
            abi.encodeWithSelector(IConclaveErrors.KeyExpired.selector, _lower(BEN, CLEO), expiry)
        );
    }

    function test_surplus_by_a_suspended_holder_is_just_not_counted() public {
        SafeTx memory t = _toTarget(7);
        Voice[] memory voices = _voices(BEN, CLEO, DAN);
        Bundles.sort(voices);
        uint8 last =
            voices[2].owner == People.accountOf(BEN)
                ? BEN
                : voices[2].owner == People.accountOf(CLEO)
                    ? CLEO
                    : DAN;
        _accepts(_suspending(last, GUS));
        _announceAndWait(t, ZERO_TIER);
        _setThreshold(1);
        Voice[] memory two = _two(voices[0], voices[2]);
        _fails(t, two, _missing(1, 2));
        _passes(t, voices);
    }

    function _lower(uint8 a, uint8 b) private pure returns (uint8) {
        return People.accountOf(a) < People.accountOf(b) ? a : b;
    }

    function _one(uint8 key) private view returns (Voice[] memory voices) {
        voices = new Voice[](1);
        voices[0] = _voice(key);
    }

    function _missing(uint256 counted, uint256 needed) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IConclaveErrors.ApprovalsMissing.selector, counted, needed);
    }

    function _surplus(uint256 place, address owner) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IConclaveGuardErrors.SurplusSignatureInvalid.selector, place, owner);
    }
}

contract OwnersSafe130Test is Owners, Safe130 {}

contract OwnersSafe141Test is Owners, Safe141 {}

contract OwnersSafe150Test is Owners, Safe150 {}
