// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {Acts} from "../support/Acts.sol";
import {Draft} from "../support/Drafts.sol";
import {Governed} from "../support/Governed.sol";
import {ANA, BEN, NONE, ROUTINE} from "../support/People.sol";
import {vm} from "../support/Vm.sol";
import {YesWallet} from "../support/Wallets.sol";

contract ConsentEcdsaTest is Governed {
    uint256 private constant ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    function test_sixty_five_bytes_and_the_compact_form_both_count() public {
        styles[ANA] = Style.Ecdsa;
        styles[BEN] = Style.Compact;
        _schedule(_setting(ROUTINE, 1));
        _same(_signDigest(BEN, keccak256("any")).length, 64);
        _same(_signDigest(ANA, keccak256("any")).length, 65);
    }

    function test_the_high_s_is_refused() public {
        (bytes32 r, bytes32 s, uint8 v) = _parts();
        bytes32 high = bytes32(ORDER - uint256(s));
        _refusesBen(abi.encodePacked(r, high, v == 27 ? 28 : 27));
    }

    function test_the_high_s_is_refused_in_the_compact_form() public {
        (bytes32 r, bytes32 s, uint8 v) = _parts();
        // A high s has its top bit set already or carries into it: the compact form cannot express it, and reads another s.
        uint256 high = ORDER - uint256(s);
        _refusesBen(abi.encodePacked(r, bytes32(high | (uint256(v == 27 ? 1 : 0) << 255))));
    }

    function test_v_of_zero_or_one_is_refused() public {
        (bytes32 r, bytes32 s, uint8 v) = _parts();
        _refusesBen(abi.encodePacked(r, s, v - 27));
        _refusesBen(abi.encodePacked(r, s, uint8(0)));
        _refusesBen(abi.encodePacked(r, s, uint8(1)));
        _refusesBen(abi.encodePacked(r, s, uint8(29)));
    }

    function test_zeros_are_refused() public {
        _refusesBen(new bytes(65));
        _refusesBen(new bytes(64));
        bytes memory zeros = new bytes(65);
        zeros[64] = bytes1(uint8(27));
        _refusesBen(zeros);
    }

    function test_a_stranger_s_signature_is_refused() public {
        _setSecret(BEN, uint256(keccak256("stranger")));
        Draft memory draft = _setting(ROUTINE, 1);
        _refusesSchedule(draft, abi.encodeWithSelector(E.InvalidSignature.selector, BEN));
    }

    function test_other_lengths_are_refused() public {
        (bytes32 r, bytes32 s, uint8 v) = _parts();
        uint256[4] memory lengths = [uint256(1), 63, 66, 96];
        for (uint256 i; i < lengths.length; ++i) {
            bytes memory signature = new bytes(lengths[i]);
            bytes memory right = abi.encodePacked(r, s, v);
            for (uint256 j; j < signature.length && j < 65; ++j) signature[j] = right[j];
            _refusesBen(signature);
        }
    }

    function test_an_eoa_with_code_is_still_asked_for_its_own_signature() public {
        // EIP-7702: Ben's account now has code that says yes to everything.
        vm.etch(vm.addr(_secretOf(BEN)), address(new YesWallet()).code);
        _refusesBen(hex"01");
        _refusesBen(new bytes(65));
        _schedule(_setting(ROUTINE, 1), _signers(ANA, NONE, BEN));
    }

    /// @dev Ben's right signature for `_setting(ROUTINE, 1)`.
    function _parts() private view returns (bytes32 r, bytes32 s, uint8 v) {
        bytes32 digest = _digest(Acts.approve(_setting(ROUTINE, 1)), address(conclave), block.chainid);
        (v, r, s) = vm.sign(_secretOf(BEN), digest);
    }

    function _refusesBen(bytes memory signature) private {
        Draft memory draft = _setting(ROUTINE, 1);
        bytes memory packed = bytes.concat(_proposes(ANA, draft), _entry(BEN, signature));
        _refuses(_scheduling(draft, 0, packed), abi.encodeWithSelector(E.InvalidSignature.selector, BEN));
    }
}
