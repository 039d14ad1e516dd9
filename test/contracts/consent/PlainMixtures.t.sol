// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {Signers as S} from "../../../contracts/libraries/Signers.sol";
import {Acts} from "../support/Acts.sol";
import {Draft} from "../support/Drafts.sol";
import {ANA, BEN, BEN_SECOND, CLEO, DAN, EVE, GUS, NONE, PIA, ROUTINE, TOM} from "../support/People.sol";
import {vm} from "../support/Vm.sol";
import {Forms, Sig} from "./Forms.sol";

/// @dev Plain signatures among others, and the bytes around them.
contract ConsentPlainMixturesTest is Forms {
    uint256 private constant ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
    uint256 private constant PLAIN = 65;

    /// @dev Every way to write four signatures: the assembly stops at each place, and goes on at each.
    function test_all_mixtures_of_four_come_to_the_same() public {
        Draft memory draft = _setting(0, 1);
        Sig[] memory sigs = _sigs(draft, _signers(ANA, EVE, BEN, CLEO));
        for (uint256 forms; forms < 16; ++forms) {
            (bool succeeded, ) = _alike(draft, REPORT, sigs, forms);
            _isTrue(succeeded, "scheduled");
        }
        sigs[3] = Sig(BEN_SECOND, _sign(BEN_SECOND, Acts.approve(draft)));
        for (uint256 forms; forms < 16; ++forms) {
            (bool succeeded, bytes memory result) = _alike(draft, REPORT, sigs, forms);
            _failedWith(
                succeeded,
                result,
                abi.encodeWithSelector(E.HolderCountedTwice.selector, BEN, BEN_SECOND)
            );
        }
    }

    function test_what_is_not_plain_is_counted_between_plain_ones() public {
        Draft memory draft = _setting(0, 1);
        draft.approvals = 6;
        uint8[6] memory approvers = [BEN, WALLET, CLEO, P256_KEY, DAN, LAST];
        Sig[] memory sigs = new Sig[](8);
        sigs[0] = Sig(ANA, _sign(ANA, Acts.propose(draft)));
        sigs[1] = Sig(EVE, _sign(EVE, Acts.test(draft, REPORT)));
        for (uint256 i; i < 6; ++i) sigs[2 + i] = Sig(approvers[i], _sign(approvers[i], Acts.approve(draft)));
        _bothSchedule(draft, REPORT, sigs);
        // A pre-approval in the middle, of a key and of another proposal.
        sigs[4].signature = "";
        (bool succeeded, bytes memory result) = _alike(draft, REPORT, sigs, type(uint256).max);
        _failedWith(succeeded, result, abi.encodeWithSelector(E.InvalidSignature.selector, CLEO));
        _approve(CLEO, _id(draft));
        _bothSchedule(draft, REPORT, sigs);
    }

    function test_the_sender_proposes_and_others_sign_plainly() public {
        Draft memory draft = _setting(ROUTINE, 1);
        Sig[] memory sigs = _sigs(draft, _signers(ANA, NONE, BEN));
        sigs[0].signature = "";
        bytes memory data = _scheduling(draft, 0, _allPlain(sigs));
        _refuses(data, abi.encodeWithSelector(E.InvalidSignature.selector, ANA));
        (bool succeeded, ) = _sendFrom(vm.addr(_secretOf(ANA)), data);
        _isTrue(succeeded, "scheduled");
    }

    function test_cut_off_bytes_are_malformed_where_their_signature_begins() public {
        Draft memory draft = _setting(0, 1);
        bytes memory whole = _allPlain(_sigs(draft, _signers(ANA, EVE, BEN, CLEO)));
        _same(whole.length, 4 * PLAIN);
        for (uint256 length; length < whole.length; length += length % PLAIN < 2 ? 1 : 9) {
            bytes memory data = _scheduling(draft, REPORT, _head(whole, length));
            uint256 start = length - (length % PLAIN);
            if (length == start && length >= 2 * PLAIN) {
                uint256 counted = length / PLAIN - 2;
                _refuses(data, abi.encodeWithSelector(E.ApprovalsMissing.selector, counted, 2));
            } else {
                _refuses(data, abi.encodeWithSelector(S.SignaturesMalformed.selector, start));
            }
        }
    }

    function test_bytes_behind_the_signatures_do_not_complete_them() public {
        Draft memory draft = _setting(0, 1);
        bytes memory whole = _allPlain(_sigs(draft, _signers(ANA, EVE, BEN, CLEO)));
        // 256 bytes need no padding: the last four stand right where they would have, and are not part of it.
        bytes memory data = bytes.concat(_scheduling(draft, REPORT, _head(whole, 256)), _tail(whole, 256));
        _refuses(data, abi.encodeWithSelector(S.SignaturesMalformed.selector, 3 * PLAIN));
    }

    function test_what_follows_the_last_one_demanded_is_neither_read_nor_recorded() public {
        Draft memory draft = _setting(0, 1);
        Sig[] memory sigs = _sigs(draft, _signers(ANA, EVE, BEN, CLEO));
        bytes32 word = _bothSchedule(draft, REPORT, sigs);
        bytes memory demanded = _allPlain(sigs);
        bytes memory surplus = _plain(Sig(DAN, _sign(DAN, Acts.approve(draft))));
        _leadsTo(draft, bytes.concat(demanded, surplus), word);
        _leadsTo(draft, bytes.concat(demanded, hex"ff00ff"), word);
        _leadsTo(draft, bytes.concat(demanded, hex"80"), word);
        // Not even if it would be refused.
        _leadsTo(draft, bytes.concat(demanded, _plain(sigs[0])), word);
    }

    function testFuzz_mixtures_come_to_what_the_long_form_comes_to(uint256 seed) public {
        _tryMixture(seed);
    }

    /// @dev The same with seeds that are known to come out on both sides; else the fuzz might compare refusals alone.
    function test_mixtures_come_out_on_both_sides() public {
        uint256 scheduled;
        for (uint256 seed; seed < 60; ++seed) {
            uint256 snapshot = vm.snapshotState();
            bool succeeded = _tryMixture(uint256(keccak256(abi.encode(seed))));
            vm.revertToState(snapshot);
            if (succeeded) ++scheduled;
        }
        _isTrue(scheduled > 12 && scheduled < 48, "scheduled some and refused some");
    }

    /// @dev A proposal with faults here and there; its signatures in forms drawn at random and, by `_alike`, all in the long one.
    function _tryMixture(uint256 seed) private returns (bool succeeded) {
        if (_draw(seed, "suspended") % 4 == 0) _accepts(_suspending(CLEO, GUS));
        vm.warp(_draw(seed, "late") % 2 == 0 ? SHORT_EXPIRY - 1 : SHORT_EXPIRY);
        uint8 tier = uint8(_draw(seed, "tier") % 2);
        Draft memory draft = _setting(tier, 1);
        uint256 demanded = tier == 0 ? 2 + (_draw(seed, "demanded") % 3) : 1 + (_draw(seed, "demanded") % 3);
        draft.approvals = uint8(demanded);
        bool tested = tier == 0 || _draw(seed, "tested") % 4 == 0;
        Sig[] memory sigs = _someSigs(draft, seed, tested);
        (succeeded, ) = _alike(draft, tested ? REPORT : bytes32(0), sigs, _draw(seed, "forms"));
    }

    function _someSigs(Draft memory draft, uint256 seed, bool tested) private returns (Sig[] memory sigs) {
        uint256 first = tested ? 2 : 1;
        sigs = new Sig[](first + draft.approvals);
        bool wrong = _draw(seed, "faulty") % 2 == 0;
        uint256 offset = _draw(seed, "offset");
        for (uint256 i; i < sigs.length; ++i) {
            uint256 draw = _draw(seed, i);
            uint8 key = i == 0 ? _proposer(draw) : (i == 1 && tested ? _tester(draw) : _approver(offset + i));
            if (wrong && draw % 5 == 0) key = _anybody(draw >> 8);
            bytes32 act =
                i == 0
                    ? Acts.propose(draft)
                    : (i == 1 && tested ? Acts.test(draft, REPORT) : Acts.approve(draft));
            sigs[i] = Sig(key, _sign(key, act));
            if (wrong && draw % 7 == 0) sigs[i].signature = _spoilt(sigs[i].signature, draw >> 16);
        }
        if (_draw(seed, "pre-approved") % 3 == 0) {
            sigs[first].signature = "";
            if (sigs[first].key == BEN || sigs[first].key == DAN) _approve(sigs[first].key, _id(draft));
        }
    }

    function _proposer(uint256 draw) private pure returns (uint8) {
        return draw % 2 == 0 ? ANA : PIA;
    }

    function _tester(uint256 draw) private pure returns (uint8) {
        return draw % 2 == 0 ? EVE : TOM;
    }

    /// @dev One after the other, so that holders differ.
    function _approver(uint256 place) private pure returns (uint8) {
        uint8[8] memory approvers = [BEN, WALLET, CLEO, DAN, P256_KEY, LAST, SHORT, MAX_OF_ALL];
        return approvers[place % 8];
    }

    function _anybody(uint256 draw) private pure returns (uint8) {
        return draw % 4 == 0 ? VACANT : uint8(draw % 19);
    }

    /// @dev The signature with a high s, the other parity, another r, or another length.
    function _spoilt(bytes memory signature, uint256 draw) private pure returns (bytes memory) {
        if (signature.length != 65) return signature;
        uint256 kind = draw % 4;
        if (kind == 0) {
            uint256 s;
            for (uint256 i; i < 32; ++i) s |= uint256(uint8(signature[32 + i])) << (8 * (31 - i));
            bytes memory r = _head(signature, 32);
            return abi.encodePacked(r, ORDER - s, uint8(signature[64]) == 27 ? uint8(28) : uint8(27));
        }
        if (kind == 1) signature[64] = bytes1(uint8(signature[64]) == 27 ? 28 : 27);
        else if (kind == 2) signature[draw % 32] ^= 0x40;
        else return _head(signature, 64);
        return signature;
    }

    function _leadsTo(Draft memory draft, bytes memory signatures, bytes32 word) private {
        (bool succeeded, bytes memory result) = _outcome(draft, REPORT, signatures);
        _isTrue(succeeded, "scheduled");
        _same(abi.decode(result, (bytes32)), word);
    }

    function _head(bytes memory data, uint256 length) private pure returns (bytes memory part) {
        part = new bytes(length);
        for (uint256 i; i < length; ++i) part[i] = data[i];
    }

    function _tail(bytes memory data, uint256 start) private pure returns (bytes memory part) {
        part = new bytes(data.length - start);
        for (uint256 i; i < part.length; ++i) part[i] = data[start + i];
    }

    function _draw(uint256 seed, string memory what) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, what)));
    }

    function _draw(uint256 seed, uint256 place) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, place)));
    }
}
