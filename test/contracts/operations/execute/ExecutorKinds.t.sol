// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EXECUTOR, KIND_ERC1271, KIND_ERC7913} from "../../../../contracts/types/Entry.sol";
import {Charters, KeySpec, RosterSpec} from "../../support/Charters.sol";
import {Governed} from "../../support/Governed.sol";
import {NONE, People} from "../../support/People.sol";
import {YesWallet} from "../../support/Wallets.sol";

/// @dev A wallet executes by calling; many keys may share a verifier, which is none of them.
contract ExecutorKindsTest is Governed {
    uint8 private constant PASSKEY = 13;

    address private _wallet;
    address private _verifier;

    function setUp() public override {
        _wallet = address(new YesWallet());
        _verifier = _deploy("ERC7913P256Verifier", "");
        styles[PASSKEY] = Style.P256;
        super.setUp();
    }

    function _charter() internal view override returns (RosterSpec memory spec) {
        spec = People.roster(_now());
        uint32 expiry = spec.keys[0].expiry;
        bytes memory passkey = abi.encodePacked(_verifier, _pointOf(People.secretOf(PASSKEY)));
        Charters.add(spec, KeySpec(KIND_ERC7913, passkey, PASSKEY, EXECUTOR, NONE, expiry, 1));
        Charters.add(spec, KeySpec(KIND_ERC1271, abi.encodePacked(_wallet), 14, EXECUTOR, NONE, expiry, 1));
    }

    function test_a_wallet_is_an_executor_and_a_verifier_is_not() public view {
        _isTrue(lens.isExecutor(conclave, _wallet), "the wallet");
        _isTrue(!lens.isExecutor(conclave, _verifier), "the verifier");
    }
}
