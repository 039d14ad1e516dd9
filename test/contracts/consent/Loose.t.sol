// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {APPROVER, KIND_ERC1271, KIND_ERC7913} from "../../../contracts/types/Entry.sol";
import {Acts} from "../support/Acts.sol";
import {Charters, KeySpec, RosterSpec} from "../support/Charters.sol";
import {Draft} from "../support/Drafts.sol";
import {Governed} from "../support/Governed.sol";
import {ANA, BEN, EVE, NONE, People, ROUTINE} from "../support/People.sol";
import {vm} from "../support/Vm.sol";
import {LongWallet} from "../support/Wallets.sol";

/// @dev What is not checked to the byte, and makes no difference: bytes behind a P-256 signature, words behind a wallet's yes.
contract ConsentLooseTest is Governed {
    uint8 private constant POINT = 13;
    uint8 private constant WALLET = 14;

    function _charter() internal override returns (RosterSpec memory spec) {
        spec = People.roster(_now());
        uint32 expiry = spec.keys[0].expiry;
        styles[POINT] = Style.P256;
        bytes memory point = abi.encodePacked(_deploy("ERC7913P256Verifier", ""), _pointOf(_secretOf(POINT)));
        Charters.add(spec, KeySpec(KIND_ERC7913, point, POINT, APPROVER, NONE, expiry, 1));
        bytes memory wallet = abi.encodePacked(new LongWallet(People.accountOf(WALLET)));
        Charters.add(spec, KeySpec(KIND_ERC1271, wallet, WALLET, APPROVER, NONE, expiry, 1));
    }

    function test_bytes_behind_a_p256_signature_change_nothing() public {
        Draft memory draft = _setting(ROUTINE, 1);
        bytes memory signature = _sign(POINT, Acts.approve(draft));
        _same(signature.length, 64);
        bytes32 exact = _wordWith(draft, signature);
        _same(_wordWith(draft, bytes.concat(signature, hex"00")), exact);
        _same(_wordWith(draft, bytes.concat(signature, new bytes(1000))), exact);
    }

    function test_words_behind_a_wallet_s_yes_are_not_read() public {
        _schedule(_setting(0, 1), _signers(ANA, EVE, BEN, WALLET));
        _refusesSchedule(_setting(ROUTINE, 1), _signers(ANA, NONE, WALLET), _filled(WALLET));
    }

    /// @dev The word after scheduling with this approval, which is then undone.
    function _wordWith(Draft memory draft, bytes memory signature) private returns (bytes32 word) {
        uint256 start = vm.snapshotState();
        _accepts(_scheduling(draft, 0, bytes.concat(_proposes(ANA, draft), _entry(POINT, signature))));
        word = _wordOf(draft.lane);
        vm.revertToState(start);
    }

    function _filled(uint8 key) private pure returns (bytes memory) {
        return abi.encodeWithSelector(E.WalletsFillQuorum.selector, key);
    }
}
