// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {BEN, GUS, People} from "../support/People.sol";
import {OddWallet} from "../support/Wallets.sol";
import {Vm, vm} from "../support/Vm.sol";
import {Hostile, Liar} from "./Hostile.sol";
import {Keys} from "./Keys.sol";

/// @notice Actions: time, money, strangers, and the moods of what the Conclave calls and reads.
abstract contract Surroundings is Keys {
    function wait_(uint256 seed) external played(seed) {
        uint256[8] memory spans = [uint256(1), 1 hours, 12 hours, 1 days, 3 days, 8 days, 23 days, 23 days];
        uint256 span = spans[_roll(8)];
        if (_roll(20) == 0) span = 120 days;
        vm.warp(_now() + span);
    }

    /// @dev Plain ETH is taken, gives nothing and makes no link; with data it is refused.
    function pay(uint256 seed) external played(seed) {
        uint256 amount = _roll(3 ether);
        vm.deal(OUTSIDER, amount);
        bytes memory data = _roll(4) == 0 ? bytes(hex"12345678") : bytes("");
        vm.recordLogs();
        vm.prank(OUTSIDER);
        (bool succeeded, ) = address(conclave).call{value: amount}(data);
        _tally("receive", succeeded ? bytes4(0) : bytes4(0xffffffff));
        if (!succeeded) return;
        balance += amount;
        Vm.Log[] memory logs = vm.getRecordedLogs();
        _must(logs.length == 0, 9, "receiving made a link");
    }

    /// @dev Somebody else calls what is the Conclave's own.
    function trespass(uint256 seed) external played(seed) {
        bytes4[9] memory own = [
            IConclave.amendRoster.selector,
            IConclave.amendRulebook.selector,
            IConclave.renew.selector,
            IConclave.lift.selector,
            IConclave.compromise.selector,
            IConclave.beginRetirement.selector,
            IConclave.waiveItem.selector,
            IConclave.approveMessage.selector,
            IConclave.close.selector
        ];
        bytes4 selector = own[_roll(9)];
        bytes memory data = abi.encodeWithSelector(selector, _roll(20), _now() + 1 days);
        address from = _roll(2) == 0 ? OUTSIDER : People.accountOf(_roll(13));
        vm.prank(from, from);
        (bool succeeded, bytes memory reason) = address(conclave).call(data);
        _tally("trespass", succeeded ? bytes4(0) : _refusalOf(reason));
        _must(!succeeded, 2, "a stranger did what is the Conclave's own");
    }

    function stir(uint256 seed) external played(seed) {
        address account = _identity(_retiringKey());
        uint256 how = _roll(8);
        if (how == 0) liar.set(Liar.Mood(_roll(6)));
        if (how == 1) liar.give(account, _roll(10));
        if (how == 2 && account != address(0)) coin.mint(account, _roll(10));
        if (how == 3) vm.deal(account, _roll(1 ether));
        if (how == 4) _handOver(owned.owner(), account);
        if (how == 5 && account != address(0)) _handOver(account, account);
        if (how == 6) _upsetWallet();
        if (how == 7) vm.deal(bursting, _roll(1 ether));
        _arm();
    }

    function _upsetWallet() private {
        OddWallet.Answer answer = OddWallet.Answer(_roll(2) == 0 ? 0 : _roll(8));
        odd.setAnswer(answer);
        // A bomb carries the magic word.
        oddSaysYes = answer == OddWallet.Answer.Yes || answer == OddWallet.Answer.Bomb;
    }

    /// @dev What a hostile target does next, with calls that would pass if the Conclave let them in.
    function _arm() private {
        bytes[] memory attacks = new bytes[](pendings.length + 4);
        for (uint256 i; i < pendings.length; ++i) attacks[i] = _executing(_deed(pendings[i]).operation);
        attacks[pendings.length] = _suspending(BEN, GUS);
        attacks[pendings.length + 1] = _voiding(GUS, GUS);
        attacks[pendings.length + 2] = abi.encodeCall(IConclave.compromise, (BEN));
        attacks[pendings.length + 3] = abi.encodeCall(IConclave.retire, (_retiringKey()));
        uint256 mood = _roll(8);
        if (mood > 4) mood = uint256(Hostile.Mood.Reenter);
        hostile.prepare(address(conclave), Hostile.Mood(mood), attacks);
    }
}
