// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {APPROVER, KIND_ERC1271, KIND_ERC7913, PROPOSER, TESTER} from "../../../contracts/types/Entry.sol";
import {
    Charters,
    ExactSpec,
    ItemSpec,
    KeySpec,
    RosterSpec,
    RuleSpec,
    RulebookSpec
} from "../support/Charters.sol";
import {NONE, People} from "../support/People.sol";
import {Target} from "../support/Target.sol";
import {OddWallet, OwnedWallet} from "../support/Wallets.sol";
import {Coin, Owned} from "../keys/Watched.sol";
import {Vm, vm} from "../support/Vm.sol";
import {Ghost} from "./Ghost.sol";
import {Hostile, Liar} from "./Hostile.sol";

/// @notice Fifteen people with keys of all kinds, what they govern, what their keys hold, and what wishes them ill.
abstract contract World is Ghost {
    uint8 internal constant WALLET = 13;
    uint8 internal constant P256_APPROVER = 14;
    uint8 internal constant ODD_WALLET = 15;
    uint8 internal constant LATECOMER = 16;
    uint8 internal constant P256_TESTER = 17;

    uint96 internal constant LIMIT = 1 ether;
    uint256 internal constant DUST = 0.1 ether;
    uint256 internal constant FLOOR = 5;

    Target internal target;
    Hostile internal hostile;
    Liar internal liar;
    Coin internal coin;
    Owned internal owned;
    OddWallet internal odd;
    address internal verifier;
    /// @dev Gives its balance to whoever calls it, and is gone.
    address internal bursting;
    address internal constant CODELESS = address(0xdead10cc);

    function setUp() public virtual override {
        vm.warp(START);
        verifier = _deploy("ERC7913P256Verifier", "");
        odd = new OddWallet();
        vm.recordLogs();
        _foundWith(_charter());
        RosterSpec memory spec = _rosterSpec();
        for (uint8 key; key < spec.keys.length; ++key) {
            if (key == LATECOMER) continue;
            _activate(key);
            lives[Charters.identity(spec.keys[key])] = Life.Active;
        }
        _absorb(vm.getRecordedLogs());
        judgedAt = START;
        target = new Target();
        hostile = new Hostile();
        liar = new Liar();
        coin = new Coin();
        owned = new Owned(People.accountOf(0));
        bursting = address(0xb1257);
        vm.etch(bursting, hex"33ff");
    }

    function _charter() internal virtual override returns (RosterSpec memory spec) {
        spec = People.roster(START);
        uint32 expiry = spec.keys[0].expiry;
        bytes memory wallet = abi.encodePacked(new OwnedWallet(People.accountOf(WALLET)));
        Charters.add(spec, KeySpec(KIND_ERC1271, wallet, 9, APPROVER, NONE, expiry, 1));
        styles[P256_APPROVER] = Style.P256;
        Charters.add(spec, KeySpec(KIND_ERC7913, _p256(P256_APPROVER), 10, APPROVER, NONE, expiry, 1));
        Charters.add(spec, KeySpec(KIND_ERC1271, abi.encodePacked(odd), 11, APPROVER, NONE, expiry, 1));
        Charters.add(spec, People.eoa(LATECOMER, 12, PROPOSER, expiry));
        styles[P256_TESTER] = Style.P256;
        // Soon too old.
        expiry = uint32(START / 60 + 60 days / 60);
        Charters.add(spec, KeySpec(KIND_ERC7913, _p256(P256_TESTER), 13, TESTER, NONE, expiry, 1));
    }

    function _p256(uint8 key) internal view returns (bytes memory) {
        return bytes.concat(abi.encodePacked(verifier), _pointOf(_secretOf(key)));
    }

    function _firstBook() internal view returns (RulebookSpec memory spec) {
        spec.serial = 1;
        spec.rules = new RuleSpec[](2);
        spec.rules[0] = RuleSpec(address(target), Target.set.selector, 0x12, LIMIT);
        spec.rules[1] = RuleSpec(address(hostile), Hostile.act.selector, 0x12, 0);
        spec.exactRules = new ExactSpec[](2);
        bytes32 pause = keccak256(abi.encodeCall(Target.pause, ()));
        spec.exactRules[0] = ExactSpec(address(target), pause, 0x04, true);
        bytes32 nine = keccak256(abi.encodeCall(Target.set, (9)));
        spec.exactRules[1] = ExactSpec(address(target), nine, 0x04, false);
        spec.items = new ItemSpec[](4);
        spec.items[0] = ItemSpec(1, address(0), DUST);
        spec.items[1] = ItemSpec(2, address(coin), FLOOR);
        spec.items[2] = ItemSpec(2, address(liar), FLOOR);
        spec.items[3] = ItemSpec(7, address(owned), 0);
        spec = Charters.sort(spec);
    }

    /// @dev What is left on an account of a watched item, by knowledge of who made it; a lie is never "nothing".
    function _left(ItemSpec memory item, address account) internal view returns (bool) {
        if (item.kind == 1) return account.balance > item.parameter;
        if (item.target == address(coin)) return coin.balanceOf(account) > item.parameter;
        if (item.target == address(liar)) {
            return liar.mood() != Liar.Mood.Honest || liar.held(account) > item.parameter;
        }
        return owned.owner() == account || owned.pendingOwner() == account;
    }

    /// @dev Sends to the Conclave and records what comes of it.
    function _send(
        string memory name,
        address from,
        bytes memory data
    ) internal returns (bool succeeded, bytes memory reason) {
        vm.recordLogs();
        vm.prank(from, from);
        // As much as a block has; what burns its gas burns no more.
        (succeeded, reason) = address(conclave).call{gas: 30_000_000}(data);
        _tally(name, succeeded ? bytes4(0) : _refusalOf(reason));
    }

    /// @dev As `_send`, and takes the links into the record.
    function _act(
        string memory name,
        address from,
        bytes memory data
    ) internal returns (bool succeeded, Vm.Log[] memory logs) {
        (succeeded, ) = _send(name, from, data);
        if (succeeded) logs = _recorded();
    }

    /// @dev What was logged by an act that succeeded. Nothing does once closed.
    function _recorded() internal returns (Vm.Log[] memory logs) {
        logs = vm.getRecordedLogs();
        _absorb(logs);
        _must(!closed, 2, "a closed Conclave acted");
    }
}
