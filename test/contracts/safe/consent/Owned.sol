// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {APPROVER} from "../../../../contracts/types/Entry.sol";
import {Charters, KeySpec, RosterSpec} from "../../support/Charters.sol";
import {ANA, BEN, BEN_SECOND, CLEO, DAN, EVE, NONE, People} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";
import {OwnedWallet} from "../../support/Wallets.sol";
import {SafeTx} from "../../../../contracts/safe/SafeTx.sol";
import {How, Voice} from "../support/Bundles.sol";
import {Guarded} from "../support/Guarded.sol";

/// @notice A Safe with owners of all sorts: two of Ben's, the tester, a wallet that is a key, a stranger.
abstract contract Owned is Guarded {
    uint8 internal constant WALLET = 13;

    address internal wallet;

    function _charter() internal virtual override returns (RosterSpec memory spec) {
        spec = super._charter();
        wallet = address(new OwnedWallet(People.accountOf(WALLET)));
        uint32 expiry = spec.keys[0].expiry;
        Charters.add(spec, KeySpec(1, abi.encodePacked(wallet), WALLET, APPROVER, NONE, expiry, 1));
    }

    function _owners() internal view virtual override returns (address[] memory owners) {
        owners = new address[](8);
        owners[0] = People.accountOf(ANA);
        owners[1] = People.accountOf(BEN);
        owners[2] = People.accountOf(BEN_SECOND);
        owners[3] = People.accountOf(CLEO);
        owners[4] = People.accountOf(DAN);
        owners[5] = People.accountOf(EVE);
        owners[6] = wallet;
        owners[7] = stranger;
    }

    function _walletVoice(SafeTx memory t) internal view returns (Voice memory) {
        return Voice(wallet, How.AsContract, 0, _signDigest(WALLET, _hash(t)));
    }

    function _two(Voice memory a, Voice memory b) internal pure returns (Voice[] memory voices) {
        voices = new Voice[](2);
        (voices[0], voices[1]) = (a, b);
    }

    function _three(
        Voice memory a,
        Voice memory b,
        Voice memory c
    ) internal pure returns (Voice[] memory voices) {
        voices = new Voice[](3);
        (voices[0], voices[1], voices[2]) = (a, b, c);
    }

    function _as(uint8 key, How how) internal view returns (Voice memory voice) {
        voice = _voice(key);
        voice.how = how;
    }

    function _approveHash(address owner, bytes32 hash) internal {
        vm.prank(owner, owner);
        safe.approveHash(hash);
    }

    /// @dev An owner before the wallet who does not count in tier 1: proposer, tester or stranger. So the wallet is surplus to a threshold of 1.
    function _before() internal view returns (Voice memory voice) {
        voice = _voice(ANA);
        if (voice.owner > wallet) voice = _strange();
        if (voice.owner > wallet) voice = _voice(EVE);
        _isTrue(voice.owner < wallet, "an owner before the wallet");
    }

    /// @dev Behind the guard's back.
    function _setThreshold(uint256 threshold) internal {
        // Slot 4 in all versions: singleton, modules, owners, ownerCount, threshold.
        vm.store(address(safe), bytes32(uint256(4)), bytes32(threshold));
        _same(safe.getThreshold(), threshold);
    }
}
