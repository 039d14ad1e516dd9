// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {IConclaveGuard} from "../../../../contracts/interfaces/IConclaveGuard.sol";
import {SafeTx, Sponsors} from "../../../../contracts/safe/SafeTx.sol";
import {TESTER} from "../../../../contracts/types/Entry.sol";
import {KeyState} from "../../../../contracts/types/State.sol";
import {Charters, KeySpec, RosterSpec} from "../../support/Charters.sol";
import {ANA, NONE, People, PIA, ROUTINE, ZERO_TIER} from "../../support/People.sol";
import {Target} from "../../support/Target.sol";
import {vm} from "../../support/Vm.sol";
import {Guarded} from "../support/Guarded.sol";
import {IWholeSafe} from "../support/IWholeSafe.sol";
import {Safe150} from "../support/SafeKit.sol";

/// @notice Keys and Conclaves that are not in use announce nothing.
contract OutOfUseTest is Guarded, Safe150 {
    /// @dev Ana's second key, which tests.
    uint8 private constant ANA_TESTS = 13;

    function _charter() internal view override returns (RosterSpec memory spec) {
        spec = People.roster(vm.getBlockTimestamp());
        KeySpec[] memory keys = new KeySpec[](ANA_TESTS + 1);
        for (uint256 i; i < ANA_TESTS; ++i) keys[i] = spec.keys[i];
        keys[ANA_TESTS] = People.eoa(ANA_TESTS, ANA, TESTER, keys[ANA].expiry);
        // Pia's is the first that expires.
        keys[PIA].expiry -= 1 days / 1 minutes;
        spec.keys = keys;
    }

    function test_a_key_that_is_not_in_the_roster_is_refused() public {
        SafeTx memory t = _toTarget(7);
        Sponsors memory sponsors = _sponsors(_hash(t), ROUTINE, _soon(), ANA, NONE);
        sponsors.proposer = ANA_TESTS + 1;
        uint32 epoch = conclave.config().epoch;
        _guardRefuses(
            abi.encodeCall(IConclaveGuard.announce, (address(safe), t, ROUTINE, epoch, _soon(), sponsors)),
            abi.encodeWithSelector(IConclaveErrors.UnknownKey.selector, ANA_TESTS + 1)
        );
    }

    function test_a_compromised_key_is_refused() public {
        _accepts(_compromisingOwn(ANA));
        _guardRefuses(
            _announcing(_toTarget(7), ROUTINE),
            abi.encodeWithSelector(IConclaveErrors.KeyNotActive.selector, ANA, KeyState.Compromised)
        );
        _guardTakes(_announcing(_toTarget(7), ROUTINE, _soon(), PIA, NONE));
    }

    function test_an_expired_key_is_refused() public {
        uint256 expiry = uint256(_rosterSpec().keys[PIA].expiry) * 60;
        vm.warp(expiry - 1);
        _guardTakes(_announcing(_toTarget(7), ROUTINE, _soon(), PIA, NONE));
        vm.warp(expiry);
        _guardRefuses(
            _announcing(_toTarget(8), ROUTINE, _soon(), PIA, NONE),
            abi.encodeWithSelector(IConclaveErrors.KeyExpired.selector, PIA, expiry)
        );
        _guardTakes(_announcing(_toTarget(8), ROUTINE));
    }

    function test_whoever_proposes_does_not_test_also_with_another_key() public {
        _guardRefuses(
            _announcing(_toTarget(7), ZERO_TIER, _soon(), ANA, ANA_TESTS),
            abi.encodeWithSelector(IConclaveErrors.HolderCountedTwice.selector, ANA, ANA_TESTS)
        );
        _guardTakes(_announcing(_toTarget(7), ZERO_TIER, _soon(), PIA, ANA_TESTS));
    }

    function test_a_conclave_that_is_not_open_or_has_no_rulebook_allows_nothing() public {
        conclave = IConclave(_deploy("Conclave", _constructorArguments(Charters.encode(_rosterSpec()))));
        guard = IConclaveGuard(
            _deploy("ConclaveGuard", abi.encode(conclave, EXIT_DELAY, EXIT_WINDOW, _delegates()))
        );
        bytes memory call = abi.encodeCall(
            IConclaveGuard.checkCall,
            (ROUTINE, address(safe), address(target), 0, abi.encodeCall(Target.set, (7)))
        );
        _guardRefuses(call, abi.encodeWithSelector(IConclaveErrors.SchedulingNotOpen.selector));
        _activateAll();
        _guardRefuses(call, abi.encodeWithSelector(IConclaveErrors.RulebookMissing.selector));
    }

    function test_tier_0_may_have_the_safe_call_itself_with_nothing_and_set_another_handler() public {
        _passWhole(_toSelf(""), ZERO_TIER);
        address other = address(0xfa11);
        _passWhole(_toSelf(abi.encodeCall(IWholeSafe.setFallbackHandler, (other))), ZERO_TIER);
        bytes32 slot = keccak256("fallback_manager.handler.address");
        _same(address(uint160(uint256(vm.load(address(safe), slot)))), other);
    }
}
