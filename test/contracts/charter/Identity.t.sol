// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICharterValidator as I} from "../../../contracts/interfaces/ICharterValidator.sol";
import {
    APPROVER,
    KIND_ERC1271,
    KIND_ERC7913,
    PROPOSER,
    SEVERAL,
    TESTER
} from "../../../contracts/types/Entry.sol";
import {Charters, KeySpec, RosterSpec} from "../support/Charters.sol";
import {VERIFIER, add, keyOf, passkeyOf, sampleCharter, samplePoint, signerOf} from "./CharterDraft.sol";
import {CharterTest} from "./CharterTest.sol";

/// @dev Invariant 1: what a key must be, and that one secret cannot pose as two.
contract IdentityTest is CharterTest {
    bytes32 private constant X = keccak256("x");
    bytes32 private constant Y = keccak256("y");

    function test_refuses_an_unknown_kind() public view {
        RosterSpec memory draft = sampleCharter();
        draft.keys[4].kind = 3;
        refused(draft, err(I.UnknownKind.selector, 4, 3));
    }

    function test_refuses_a_holder_above_63() public view {
        RosterSpec memory draft = sampleCharter();
        draft.keys[4].holder = 63;
        accepted(draft);
        draft.keys[4].holder = 64;
        refused(draft, err(I.HolderOutOfRange.selector, 4, 64));
    }

    function test_refuses_a_key_without_a_known_role() public view {
        RosterSpec memory draft = sampleCharter();
        draft.keys[4].roles = 0;
        refused(draft, err(I.RolesMissing.selector, 4));
        draft.keys[4].roles = SEVERAL;
        refused(draft, err(I.RolesMissing.selector, 4));
        draft.keys[4].roles = 128 | APPROVER | SEVERAL;
        refused(draft, err(I.RolesMissing.selector, 4));
        // All that are known, which do not go together.
        draft.keys[4].roles = 63 | SEVERAL;
        refused(draft, err(I.GuardianApproves.selector, 4));
    }

    function test_refuses_several_roles_without_the_mark_and_the_mark_without_several_roles() public view {
        RosterSpec memory draft = sampleCharter();
        draft.keys[0].roles = PROPOSER | TESTER;
        refused(draft, err(I.RolesUnmarked.selector, 0, PROPOSER | TESTER));
        draft.keys[0].roles = PROPOSER | TESTER | SEVERAL;
        accepted(draft);
        draft.keys[0].roles = PROPOSER | SEVERAL;
        refused(draft, err(I.RolesUnmarked.selector, 0, PROPOSER | SEVERAL));
    }

    function test_refuses_an_empty_key() public view {
        RosterSpec memory draft = sampleCharter();
        draft.keys[4].signer = signerOf(address(0));
        refused(draft, err(I.SignerEmpty.selector, 4));
        draft = sampleCharter();
        draft.keys[6].signer = abi.encodePacked(address(0), samplePoint());
        refused(draft, err(I.SignerEmpty.selector, 6));
    }

    function test_refuses_a_precompile_as_address_or_verifier() public view {
        RosterSpec memory draft = sampleCharter();
        draft.keys[4].signer = signerOf(address(0xffff));
        refused(draft, err(I.SignerEmpty.selector, 4));
        draft.keys[4].signer = signerOf(address(0x10000));
        accepted(draft);
        // The identity precompile would echo the magic word.
        draft.keys[6].signer = abi.encodePacked(address(4), samplePoint());
        refused(draft, err(I.SignerEmpty.selector, 6));
    }

    function test_refuses_what_is_not_a_point_of_64_bytes() public view {
        RosterSpec memory draft = sampleCharter();
        uint16[4] memory lengths = [uint16(0), 63, 65, 128];
        for (uint256 i; i < 4; ++i) {
            draft.keys[6].signer = abi.encodePacked(VERIFIER, new bytes(lengths[i]));
            refused(draft, err(I.KeyNotAPoint.selector, 6, lengths[i]));
        }
    }

    function test_refuses_the_conclave_as_its_own_key() public view {
        for (uint8 kind; kind < 2; ++kind) {
            RosterSpec memory draft = sampleCharter();
            draft.keys[4].signer = signerOf(CONCLAVE);
            draft.keys[4].kind = kind;
            refused(draft, err(I.SignerIsConclave.selector, 4));
        }
    }

    function test_refuses_the_conclave_as_a_verifier() public view {
        RosterSpec memory draft = sampleCharter();
        draft.keys[6].signer = abi.encodePacked(CONCLAVE, samplePoint());
        refused(draft, err(I.SignerIsConclave.selector, 6));
    }

    function test_refuses_an_address_twice() public view {
        RosterSpec memory draft = sampleCharter();
        draft.keys[4].signer = draft.keys[2].signer;
        refused(draft, err(I.DuplicateSigner.selector, 2, 4));
    }

    function test_refuses_an_address_under_two_kinds() public view {
        RosterSpec memory draft = sampleCharter();
        draft.keys[5].signer = draft.keys[4].signer;
        require(draft.keys[5].kind == KIND_ERC1271 && draft.keys[4].kind == 0);
        refused(draft, err(I.DuplicateSigner.selector, 4, 5));
    }

    function test_refuses_an_address_twice_even_for_one_holder() public view {
        RosterSpec memory draft = sampleCharter();
        draft.keys[9].signer = draft.keys[0].signer;
        refused(draft, err(I.DuplicateSigner.selector, 0, 9));
    }

    function test_refuses_a_point_under_two_verifiers() public view {
        RosterSpec memory draft = sampleCharter();
        KeySpec memory twin = passkeyOf(address(0xBEEFBEEF), samplePoint(), 9, APPROVER);
        add(draft, twin);
        refused(draft, err(I.DuplicateSigner.selector, 6, 12));
    }

    function test_refuses_a_negated_point() public view {
        RosterSpec memory draft = sampleCharter();
        add(draft, passkeyOf(VERIFIER, abi.encode(X, ~Y), 9, APPROVER));
        refused(draft, err(I.DuplicateSigner.selector, 6, 12));
    }

    function test_tells_points_of_different_x_apart() public view {
        RosterSpec memory draft = sampleCharter();
        add(draft, passkeyOf(VERIFIER, abi.encode(Y, Y), 9, APPROVER));
        accepted(draft);
    }

    /// @dev A key that is an address has no point: its blob offset of zero does not refer to the document's first bytes.
    function test_does_not_take_the_header_for_a_point() public view {
        RosterSpec memory draft = sampleCharter();
        bytes memory document = Charters.encode(draft);
        bytes32 header;
        assembly ("memory-safe") {
            header := mload(add(document, 34))
        }
        draft.keys[6].signer = abi.encodePacked(VERIFIER, header, Y);
        accepted(draft);
    }

    /// @dev A secp256k1 key behind a verifier that checks it: its identity is its Ethereum address.
    function test_refuses_a_curve_point_beside_the_address_it_belongs_to() public view {
        RosterSpec memory draft = sampleCharter();
        draft.keys[4].signer = signerOf(address(uint160(uint256(keccak256(samplePoint())))));
        refused(draft, err(I.DuplicateSigner.selector, 4, 6));
    }

    function test_refuses_the_conclave_as_the_address_of_a_point() public view {
        RosterSpec memory draft = sampleCharter();
        address point = address(uint160(uint256(keccak256(samplePoint()))));
        I.Setting memory at_ = I.Setting(setting().now_, W, S, point);
        bytes memory document = Charters.encode(draft);
        failed(abi.encodeCall(I.checkGenesis, (document, at_)), err(I.SignerIsConclave.selector, 6));
    }

    function test_one_verifier_may_serve_many_and_stand_as_a_wallet_too() public view {
        RosterSpec memory draft = sampleCharter();
        add(draft, passkeyOf(VERIFIER, abi.encode(Y, Y), 9, APPROVER));
        draft.keys[5].signer = signerOf(VERIFIER);
        require(draft.keys[6].kind == KIND_ERC7913);
        accepted(draft);
    }

    function test_an_amendment_is_held_to_the_same_identities() public view {
        RosterSpec memory draft = nextCharter();
        add(draft, keyOf(2, 9, APPROVER));
        draft.keys[12].since = 2;
        draft.keys[12].kind = KIND_ERC1271;
        amendmentRefused(draft, allActive(), err(I.DuplicateSigner.selector, 2, 12));
        draft = nextCharter();
        add(draft, passkeyOf(VERIFIER, abi.encode(X, ~Y), 9, APPROVER));
        draft.keys[12].since = 2;
        amendmentRefused(draft, allActive(), err(I.DuplicateSigner.selector, 6, 12));
        draft.keys[12] = keyOf(12, 9, APPROVER);
        draft.keys[12].signer = signerOf(CONCLAVE);
        amendmentRefused(draft, allActive(), err(I.SignerIsConclave.selector, 12));
    }
}
