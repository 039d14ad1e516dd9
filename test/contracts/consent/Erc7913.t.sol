// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {APPROVER, KIND_ERC1271, KIND_ERC7913, PROPOSER, TESTER} from "../../../contracts/types/Entry.sol";
import {Charters, KeySpec, RosterSpec} from "../support/Charters.sol";
import {Draft} from "../support/Drafts.sol";
import {Governed} from "../support/Governed.sol";
import {ANA, BEN, NONE, People, ROUTINE} from "../support/People.sol";
import {YesWallet, OwnedWallet} from "../support/Wallets.sol";

/// @dev ERC-7913 keys with OpenZeppelin's verifiers.
contract ConsentErc7913Test is Governed {
    uint8 private constant PASSKEY_PROPOSER = 13;
    uint8 private constant P256_TESTER = 14;
    uint8 private constant P256_APPROVER = 15;
    uint8 private constant PASSKEY_APPROVER = 16;
    uint8 private constant WALLET = 17;

    address private _p256Verifier;
    address private _passkeyVerifier;

    function _charter() internal override returns (RosterSpec memory spec) {
        spec = People.roster(_now());
        _p256Verifier = _deploy("ERC7913P256Verifier", "");
        _passkeyVerifier = _deploy("ERC7913WebAuthnVerifier", "");
        _addKey(spec, _passkeyVerifier, PASSKEY_PROPOSER, PROPOSER, Style.WebAuthn);
        _addKey(spec, _p256Verifier, P256_TESTER, TESTER, Style.P256);
        _addKey(spec, _p256Verifier, P256_APPROVER, APPROVER, Style.P256);
        _addKey(spec, _passkeyVerifier, PASSKEY_APPROVER, APPROVER, Style.WebAuthn);
        bytes memory wallet = abi.encodePacked(new OwnedWallet(People.accountOf(WALLET)));
        Charters.add(spec, KeySpec(KIND_ERC1271, wallet, WALLET, APPROVER, NONE, spec.keys[0].expiry, 1));
    }

    function test_all_kinds_mix_in_one_quorum() public {
        styles[BEN] = Style.Compact;
        Draft memory draft = _setting(0, 7);
        draft.approvals = 4;
        bytes memory packed = _signatures(
            draft,
            _signers(PASSKEY_PROPOSER, P256_TESTER, P256_APPROVER, PASSKEY_APPROVER, WALLET)
        );
        _schedule(draft, REPORT, bytes.concat(packed, _approves(BEN, draft)), OUTSIDER);
    }

    function test_p256_and_passkeys_count_as_persons_not_as_wallets() public {
        _schedule(_setting(ROUTINE, 1), _signers(ANA, NONE, P256_APPROVER));
    }

    function test_another_point_s_signature_is_refused() public {
        _setSecret(P256_APPROVER, uint256(keccak256("stranger")));
        _refusesSchedule(_setting(ROUTINE, 1), _signers(ANA, NONE, P256_APPROVER), _invalid(P256_APPROVER));
        _setSecret(PASSKEY_APPROVER, uint256(keccak256("stranger")));
        _refusesSchedule(
            _setting(ROUTINE, 1),
            _signers(ANA, NONE, PASSKEY_APPROVER),
            _invalid(PASSKEY_APPROVER)
        );
    }

    function test_a_raw_p256_signature_is_no_passkey_s() public {
        styles[PASSKEY_APPROVER] = Style.P256;
        _refusesSchedule(
            _setting(ROUTINE, 1),
            _signers(ANA, NONE, PASSKEY_APPROVER),
            _invalid(PASSKEY_APPROVER)
        );
    }

    function test_a_passkey_s_signature_of_another_challenge_is_refused() public {
        Draft memory draft = _setting(ROUTINE, 1);
        bytes memory other = _approves(PASSKEY_APPROVER, _setting(ROUTINE, 2));
        _refuses(
            _scheduling(draft, 0, bytes.concat(_proposes(ANA, draft), other)),
            _invalid(PASSKEY_APPROVER)
        );
    }

    function test_the_verifier_is_not_the_key_s_address() public {
        // A verifier that could send transactions would otherwise speak for every key it verifies.
        Draft memory draft = _setting(ROUTINE, 1);
        bytes memory packed = bytes.concat(_entry(PASSKEY_PROPOSER, ""), _approves(BEN, draft));
        _refusesFrom(_passkeyVerifier, _scheduling(draft, 0, packed), _invalid(PASSKEY_PROPOSER));
        _refusesFrom(
            _p256Verifier,
            abi.encodeCall(conclave.approve, (_id(draft), P256_APPROVER)),
            _invalid(P256_APPROVER)
        );
    }

    function test_a_verifier_that_answers_with_the_wallets_magic_is_refused() public {
        RosterSpec memory next = _nextRoster();
        bytes memory signer = abi.encodePacked(new YesWallet(), _pointOf(77));
        uint32 expiry = next.keys[0].expiry;
        uint8 index = Charters.add(next, KeySpec(KIND_ERC7913, signer, 18, APPROVER, NONE, expiry, 2));
        _amendRoster(next);
        _refuses(abi.encodeCall(conclave.activate, (index, _soon(), hex"01")), _invalid(index));
    }

    function _addKey(RosterSpec memory spec, address verifier, uint8 key, uint8 roles, Style style) private {
        styles[key] = style;
        bytes memory signer = abi.encodePacked(verifier, _pointOf(People.secretOf(key)));
        Charters.add(spec, KeySpec(KIND_ERC7913, signer, key, roles, NONE, spec.keys[0].expiry, 1));
    }

    function _invalid(uint8 key) private pure returns (bytes memory) {
        return abi.encodeWithSelector(E.InvalidSignature.selector, key);
    }
}
