// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {IConclaveGuardErrors} from "../../../../contracts/interfaces/IConclaveGuardErrors.sol";
import {SafeTx} from "../../../../contracts/safe/SafeTx.sol";
import {BEN, CLEO, People, ROUTINE, ZERO_TIER} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";
import {OddWallet, YesWallet} from "../../support/Wallets.sol";
import {SlowWallet, WayWallet} from "../support/Annexes.sol";
import {How, Voice} from "../support/Bundles.sol";
import {Safe130, Safe150} from "../support/SafeKit.sol";
import {Owned} from "./Owned.sol";

/// @notice Contract owners, asked by the Safe (1.5.0) or, as surplus, by the guard.
abstract contract ContractOwners is Owned {
    function test_a_wallet_counts_as_surplus_and_never_alone() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ROUTINE);
        _setThreshold(1);
        // Beside somebody before it whom nobody counts.
        Voice memory first = _before();
        _fails(
            t,
            _two(first, _walletVoice(t)),
            abi.encodeWithSelector(IConclaveGuardErrors.PersonMissing.selector, 1)
        );
    }

    function test_surplus_of_a_wallet_that_says_no_is_refused() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ROUTINE);
        _setThreshold(1);
        Voice memory first = _before();
        Voice memory no = _walletVoice(t);
        no.data[5] ^= 0x01;
        _fails(
            t,
            _two(first, no),
            abi.encodeWithSelector(IConclaveGuardErrors.SurplusSignatureInvalid.selector, 1, wallet)
        );
    }

    function test_a_pointer_out_of_bounds_is_refused() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ROUTINE);
        _setThreshold(1);
        uint256[5] memory pointers = [uint256(0), 64, 131, 1_000, type(uint256).max];
        for (uint256 i; i < pointers.length; ++i) _pointsBadly(t, pointers[i], new bytes(31));
    }

    /// @dev Even of a wallet that says yes to whatever it is shown.
    function test_a_signature_that_begins_within_the_fixed_parts_is_refused() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ROUTINE);
        _setThreshold(1);
        vm.etch(wallet, address(new YesWallet()).code);
        // At its own second word, which is 97: that many bytes are there.
        _pointsBadly(t, 97, new bytes(96));
    }

    function test_a_signature_that_ends_early_is_refused() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ROUTINE);
        _setThreshold(1);
        vm.etch(wallet, address(new YesWallet()).code);
        _pointsBadly(t, 130, bytes.concat(abi.encode(uint256(2)), hex"00"));
    }

    /// @dev Behind somebody before it whom nobody counts, the wallet's part says where its signature is; `tail` is what comes after.
    function _pointsBadly(SafeTx memory t, uint256 pointer, bytes memory tail) private {
        Voice[] memory one = new Voice[](1);
        one[0] = _before();
        bytes memory part = abi.encodePacked(abi.encode(wallet, pointer), uint8(0));
        _failsFrom(
            OUTSIDER,
            t,
            bytes.concat(_bundle(t, one), part, tail),
            abi.encodeWithSelector(IConclaveGuardErrors.SurplusSignatureInvalid.selector, 1, wallet)
        );
    }
}

contract ContractOwnersSafe130Test is ContractOwners, Safe130 {
    function test_below_one_five_the_safe_asks_in_the_old_way_which_this_wallet_does_not_know() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ROUTINE);
        (bool succeeded, ) = _toSafe(OUTSIDER, t, _bundle(t, _two(_walletVoice(t), _voice(BEN))));
        _isTrue(!succeeded, "refused by the Safe");
    }
}

contract ContractOwnersSafe150Test is ContractOwners, Safe150 {
    function test_a_wallet_counts_beside_a_person() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ZERO_TIER);
        _passes(t, _two(_walletVoice(t), _voice(BEN)));
    }

    function test_whom_the_safe_has_asked_the_guard_does_not_ask_again() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ZERO_TIER);
        vm.etch(wallet, address(new SlowWallet()).code);
        _passes(t, _two(_walletVoice(t), _voice(BEN)));
    }

    function test_code_at_an_eoa_s_address_does_not_sign_for_its_key() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ZERO_TIER);
        vm.etch(People.accountOf(BEN), address(new YesWallet()).code);
        _fails(
            t,
            _two(Voice(People.accountOf(BEN), How.AsContract, 0, ""), _voice(CLEO)),
            abi.encodeWithSelector(IConclaveErrors.ApprovalsMissing.selector, 1, 2)
        );
    }
}

/// @notice A contract owner that answers in one of the two ways counts as an owner of a message or as surplus in both.
contract ContractOwnersWaysTest is Owned, Safe150 {
    function test_the_guard_asks_a_surplus_owner_in_either_way() public {
        for (uint256 way; way < 2; ++way) {
            SafeTx memory t = _toTarget(7 + way);
            _announceAndWait(t, ROUTINE);
            // The wallet's address, which is a key's, with other code.
            vm.etch(wallet, address(new WayWallet(_hash(t), way == 1)).code);
            _setThreshold(1);
            Voice[] memory voices = _three(_before(), Voice(wallet, How.AsContract, 0, "x"), _voice(BEN));
            _passes(t, voices);
        }
    }

    function test_an_answer_that_is_not_yes_is_a_no() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ROUTINE);
        vm.etch(wallet, address(new WayWallet(bytes32(0), false)).code);
        _setThreshold(1);
        _fails(
            t,
            _two(_before(), Voice(wallet, How.AsContract, 0, "x")),
            abi.encodeWithSelector(IConclaveGuardErrors.SurplusSignatureInvalid.selector, 1, wallet)
        );
    }

    function test_a_yes_of_a_call_that_failed_is_a_no() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ROUTINE);
        vm.etch(wallet, address(new OddWallet()).code);
        OddWallet(wallet).setAnswer(OddWallet.Answer.Revert);
        _setThreshold(1);
        _fails(
            t,
            _two(_before(), Voice(wallet, How.AsContract, 0, "x")),
            abi.encodeWithSelector(IConclaveGuardErrors.SurplusSignatureInvalid.selector, 1, wallet)
        );
    }

    /// @dev Whose length is the last word there is.
    function test_a_wallet_may_need_no_bytes_to_say_yes() public {
        SafeTx memory t = _toTarget(7);
        _announceAndWait(t, ROUTINE);
        vm.etch(wallet, address(new WayWallet(_hash(t), false)).code);
        _setThreshold(1);
        _passes(t, _three(_before(), Voice(wallet, How.AsContract, 0, ""), _voice(BEN)));
    }
}
