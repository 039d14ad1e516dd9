// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {KIND_ERC1271, KIND_ERC7913, PROPOSER} from "../../../contracts/types/Entry.sol";
import {Charters, KeySpec, RosterSpec} from "../support/Charters.sol";
import {Draft} from "../support/Drafts.sol";
import {Governed} from "../support/Governed.sol";
import {BEN, NONE, People, ROUTINE} from "../support/People.sol";
import {vm} from "../support/Vm.sol";
import {OwnedWallet} from "../support/Wallets.sol";

/// @dev Consent by being the caller, for keys that are contracts: a wallet speaks for itself whoever paid for the transaction; a verifier
/// speaks for none of the keys behind it.
contract ConsentWalletSendersTest is Governed {
    uint8 private constant WALLET = 13;
    uint8 private constant PASSKEY = 14;

    address private _wallet;
    address private _verifier;

    function setUp() public override {
        _wallet = address(new OwnedWallet(People.accountOf(WALLET)));
        _verifier = _deploy("ERC7913P256Verifier", "");
        styles[PASSKEY] = Style.P256;
        super.setUp();
    }

    function _charter() internal view override returns (RosterSpec memory spec) {
        spec = People.roster(_now());
        uint32 expiry = spec.keys[0].expiry;
        Charters.add(spec, KeySpec(KIND_ERC1271, abi.encodePacked(_wallet), 13, PROPOSER, NONE, expiry, 1));
        bytes memory passkey = abi.encodePacked(_verifier, _pointOf(People.secretOf(PASSKEY)));
        Charters.add(spec, KeySpec(KIND_ERC7913, passkey, 14, PROPOSER, NONE, expiry, 1));
    }

    function test_a_wallet_proposes_by_calling() public {
        Draft memory draft = _setting(ROUTINE, 1);
        bytes memory data = _scheduling(draft, 0, bytes.concat(_entry(WALLET, ""), _approves(BEN, draft)));
        _refuses(data, _invalid(WALLET));
        vm.prank(_wallet, OUTSIDER);
        (bool succeeded, ) = address(conclave).call(data);
        _isTrue(succeeded, "the wallet's own call");
        _isTrue(conclave.laneWord(_lane(ROUTINE, 0)).isPending(), "scheduled");
    }

    function test_a_verifier_does_not_speak_for_a_key_behind_it_by_calling() public {
        Draft memory draft = _setting(ROUTINE, 1);
        bytes memory data = _scheduling(draft, 0, bytes.concat(_entry(PASSKEY, ""), _approves(BEN, draft)));
        _refusesFrom(_verifier, data, _invalid(PASSKEY));
    }

    function _invalid(uint8 key) private pure returns (bytes memory) {
        return abi.encodeWithSelector(E.InvalidSignature.selector, key);
    }
}
