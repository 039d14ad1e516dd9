// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {Signers as SignaturesOf} from "../../../contracts/libraries/Signers.sol";
import {Acts} from "../support/Acts.sol";
import {Draft} from "../support/Drafts.sol";
import {ANA, BEN, CLEO, EVE, People} from "../support/People.sol";
import {vm} from "../support/Vm.sol";
import {Forms, Sig} from "./Forms.sol";

/// @dev Signatures that are wrong, in the plain form and in the long one: the same error.
contract ConsentPlainRefusedTest is Forms {
    uint256 private constant ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    function test_a_stranger_s_signature_is_refused_at_every_place_in_both_forms() public {
        for (uint256 place; place < 4; ++place) {
            (Draft memory draft, Sig[] memory sigs) = _usualSigs();
            uint8 key = sigs[place].key;
            _setSecret(key, uint256(keccak256("stranger")));
            sigs[place].signature = _sign(key, Acts.approve(draft));
            _setSecret(key, 0);
            _bothRefuse(draft, REPORT, sigs, _invalid(key));
        }
    }

    function test_a_signature_for_another_act_is_refused_at_every_place_in_both_forms() public {
        for (uint256 place; place < 4; ++place) {
            (Draft memory draft, Sig[] memory sigs) = _usualSigs();
            uint8 key = sigs[place].key;
            sigs[place].signature = _sign(key, place == 0 ? Acts.approve(draft) : Acts.propose(draft));
            _bothRefuse(draft, REPORT, sigs, _invalid(key));
        }
    }

    function test_a_malleable_signature_is_refused_at_every_place_in_both_forms() public {
        for (uint256 place; place < 4; ++place) {
            (Draft memory draft, Sig[] memory sigs) = _usualSigs();
            (bytes32 r, bytes32 s, uint8 v) = _parts(sigs[place].signature);
            sigs[place].signature = abi.encodePacked(r, ORDER - uint256(s), v == 27 ? 28 : 27);
            _bothRefuse(draft, REPORT, sigs, _invalid(sigs[place].key));
        }
    }

    function test_signatures_that_recover_nobody_are_refused_in_both_forms() public {
        (Draft memory draft, Sig[] memory sigs) = _usualSigs();
        (bytes32 r, bytes32 s, uint8 v) = _parts(sigs[2].signature);
        bytes[5] memory others = [
            abi.encodePacked(bytes32(0), s, v),
            abi.encodePacked(r, bytes32(0), v),
            abi.encodePacked(bytes32(0), bytes32(0), v),
            abi.encodePacked(bytes32(ORDER), s, v),
            abi.encodePacked(r, s, v == 27 ? uint8(28) : uint8(27))
        ];
        for (uint256 i; i < others.length; ++i) {
            sigs[2].signature = others[i];
            _bothRefuse(draft, REPORT, sigs, _invalid(BEN));
        }
    }

    function test_the_highest_low_s_is_not_refused_for_being_high() public {
        // Nobody signed it: both refuse it all the same, one after having asked the precompile.
        (Draft memory draft, Sig[] memory sigs) = _usualSigs();
        (bytes32 r, , uint8 v) = _parts(sigs[2].signature);
        sigs[2].signature = abi.encodePacked(r, ORDER / 2, v);
        _bothRefuse(draft, REPORT, sigs, _invalid(BEN));
        sigs[2].signature = abi.encodePacked(r, ORDER / 2 + 1, v);
        _bothRefuse(draft, REPORT, sigs, _invalid(BEN));
    }

    function test_a_wallet_is_asked_also_where_its_address_could_have_signed() public {
        // EIP-7702: whoever has the private key is not whom the code would say yes to.
        vm.etch(People.accountOf(ACCOUNT_WALLET), "");
        _bothRefuse(_setting(0, 1), _signers(ANA, EVE, ACCOUNT_WALLET, BEN), _invalid(ACCOUNT_WALLET));
        _bothRefuse(_setting(0, 1), _signers(ANA, EVE, BEN, ACCOUNT_WALLET), _invalid(ACCOUNT_WALLET));
    }

    function test_wallets_and_verifiers_are_asked_in_both_forms() public {
        // A wallet may take what looks plain; as the 65 bytes r, s, v it gets it either way.
        _bothSchedule(_setting(0, 1), _signers(ANA, EVE, WALLET, BEN));
        _bothSchedule(_setting(0, 1), _signers(ANA, EVE, BEN, WALLET));
        bytes memory fills = abi.encodeWithSelector(E.WalletsFillQuorum.selector, SECOND_WALLET);
        _bothRefuse(_setting(0, 1), _signers(ANA, EVE, WALLET, SECOND_WALLET), fills);
        (Draft memory draft, Sig[] memory sigs) = _usualSigs();
        sigs[2] = Sig(P256_KEY, _sign(BEN, Acts.approve(draft)));
        _bothRefuse(draft, REPORT, sigs, _invalid(P256_KEY));
        sigs[2] = Sig(WALLET, _sign(BEN, Acts.approve(draft)));
        _bothRefuse(draft, REPORT, sigs, _invalid(WALLET));
    }

    /// @dev Calldata goes on behind them, as whoever encodes it likes.
    function test_signatures_end_where_they_say() public {
        (Draft memory draft, Sig[] memory sigs) = _usualSigs();
        bytes memory data = _scheduling(draft, REPORT, _allPlain(sigs));
        uint256 length = 4 * 65;
        _isTrue(_setLength(data, length) == length, "four signatures");
        bytes memory missing = abi.encodeWithSelector(E.ApprovalsMissing.selector, 1, 2);
        _setLength(data, length - 65);
        _refuses(data, missing);
        _setLength(data, length - 1);
        _refuses(data, abi.encodeWithSelector(SignaturesOf.SignaturesMalformed.selector, length - 65));
        _setLength(data, length);
        _accepts(data);
    }

    /// @dev Of the second argument; answers with what it was.
    function _setLength(bytes memory data, uint256 length) private pure returns (uint256 was) {
        assembly ("memory-safe") {
            let place := add(add(data, 36), mload(add(data, 68)))
            was := mload(place)
            mstore(place, length)
        }
    }

    function _usualSigs() private view returns (Draft memory draft, Sig[] memory sigs) {
        draft = _setting(0, 1);
        sigs = _sigs(draft, _signers(ANA, EVE, BEN, CLEO));
    }

    function _parts(bytes memory signature) private pure returns (bytes32 r, bytes32 s, uint8 v) {
        for (uint256 i; i < 32; ++i) {
            r |= bytes32(signature[i]) >> (8 * i);
            s |= bytes32(signature[32 + i]) >> (8 * i);
        }
        v = uint8(signature[64]);
    }

    function _invalid(uint8 key) private pure returns (bytes memory) {
        return abi.encodeWithSelector(E.InvalidSignature.selector, key);
    }
}
