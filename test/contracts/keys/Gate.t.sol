// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IRetirementGate} from "../../../contracts/interfaces/IRetirementGate.sol";
import {Assertions} from "../support/Assertions.sol";
import {Charters, ItemSpec, RulebookSpec} from "../support/Charters.sol";
import {vm} from "../support/Vm.sol";
import {Answers, Badge, Coin, Owned, Roles, Ticket} from "./Watched.sol";

/// @dev Invariant 8: what the gate sees of an account, item by item. Unknown is not clear.
contract GateTest is Assertions {
    bool public constant IS_TEST = true;
    address private constant KEY = address(0x1234567890);
    address private constant OTHER = address(0x9876543210);

    IRetirementGate private gate;
    Answers private answers;

    function setUp() public {
        bytes memory code = vm.getCode("RetirementGate.sol:RetirementGate");
        address created;
        assembly ("memory-safe") {
            created := create(0, add(code, 32), mload(code))
        }
        gate = IRetirementGate(created);
        answers = new Answers();
    }

    function test_native_balance_up_to_its_floor() public {
        ItemSpec memory item = ItemSpec(1, address(0), 0.01 ether);
        vm.deal(KEY, 0.01 ether);
        _clear(item);
        vm.deal(KEY, 0.01 ether + 1);
        _notClear(item);
    }

    function test_erc20_balance_up_to_its_floor() public {
        Coin coin = new Coin();
        coin.mint(KEY, 100);
        _clear(ItemSpec(2, address(coin), 100));
        _notClear(ItemSpec(2, address(coin), 99));
        _notClear(ItemSpec(2, address(coin), 0));
    }

    function test_erc721_collection_by_balance() public {
        Badge badge = new Badge();
        badge.mint(OTHER, 1);
        _clear(ItemSpec(3, address(badge), 0));
        badge.mint(KEY, 2);
        _notClear(ItemSpec(3, address(badge), 0));
    }

    function test_erc721_token_by_id_and_a_burned_one_is_unknown() public {
        Badge badge = new Badge();
        badge.mint(OTHER, 1);
        badge.mint(KEY, 2);
        _clear(ItemSpec(4, address(badge), 1));
        _notClear(ItemSpec(4, address(badge), 2));
        badge.burn(1);
        _notClear(ItemSpec(4, address(badge), 1));
    }

    function test_erc1155_balance_of_an_id() public {
        Ticket ticket = new Ticket();
        ticket.mint(KEY, 7, 1);
        _clear(ItemSpec(5, address(ticket), 6));
        _notClear(ItemSpec(5, address(ticket), 7));
    }

    function test_owner() public {
        _clear(ItemSpec(6, address(new Owned(OTHER)), 0));
        _notClear(ItemSpec(6, address(new Owned(KEY)), 0));
    }

    function test_owner_and_pending_owner() public {
        Owned owned = new Owned(address(this));
        _clear(ItemSpec(7, address(owned), 0));
        owned.transferOwnership(KEY);
        _notClear(ItemSpec(7, address(owned), 0));
        _clear(ItemSpec(6, address(owned), 0));
        owned.transferOwnership(OTHER);
        _clear(ItemSpec(7, address(owned), 0));
        _notClear(ItemSpec(7, address(new Owned(KEY)), 0));
    }

    function test_access_control_role() public {
        Roles roles = new Roles();
        roles.grant("minter", KEY);
        roles.grant("other", OTHER);
        _notClear(ItemSpec(8, address(roles), uint256(bytes32("minter"))));
        _clear(ItemSpec(8, address(roles), uint256(bytes32("other"))));
    }

    function test_access_manager_role_even_one_that_begins_later() public {
        AccessManager manager = new AccessManager(address(this));
        _clear(ItemSpec(9, address(manager), 5));
        manager.grantRole(5, KEY, 0);
        _notClear(ItemSpec(9, address(manager), 5));
        manager.revokeRole(5, KEY);
        _clear(ItemSpec(9, address(manager), 5));
        manager.setGrantDelay(5, 1 days);
        vm.warp(vm.getBlockTimestamp() + 30 days);
        manager.grantRole(5, KEY, 0);
        (bool isMember, ) = manager.hasRole(5, KEY);
        _isTrue(!isMember, "not yet a member");
        _notClear(ItemSpec(9, address(manager), 5));
    }

    /// @dev What clears each kind if it comes in exactly the interface's length.
    function test_answers_of_another_length_are_unknown() public {
        for (uint8 kind = 2; kind < 10; ++kind) {
            uint256 length = kind == 9 ? 128 : 32;
            answers.set(Answers.Mood.Calm, new bytes(length));
            _clear(_odd(kind));
            uint256[6] memory lengths = [uint256(0), 1, length - 1, length + 1, length + 32, 2 * length];
            for (uint256 i; i < lengths.length; ++i) {
                answers.set(Answers.Mood.Calm, new bytes(lengths[i]));
                _notClear(_odd(kind));
            }
        }
    }

    function test_reads_that_revert_are_unknown() public {
        for (uint8 kind = 2; kind < 10; ++kind) {
            answers.set(Answers.Mood.Revert, new bytes(kind == 9 ? 128 : 32));
            _notClear(_odd(kind));
        }
    }

    function test_reads_that_burn_their_gas_are_unknown() public {
        answers.set(Answers.Mood.Burn, "");
        for (uint8 kind = 2; kind < 10; ++kind) {
            uint256 before = gasleft();
            _notClear(_odd(kind));
            _isTrue(before - gasleft() < 600_000, "no more than the cap is burnt");
        }
    }

    function test_return_bombs_are_unknown_and_do_not_stop_the_rest() public {
        answers.set(Answers.Mood.Bomb, "");
        for (uint8 kind = 2; kind < 10; ++kind) {
            uint256 before = gasleft();
            _notClear(_odd(kind));
            _isTrue(before - gasleft() < 1_000_000, "the bomb is not copied");
        }
    }

    function test_targets_without_code_are_unknown() public view {
        for (uint8 kind = 2; kind < 10; ++kind) _notClear(ItemSpec(kind, address(0xDEAD1), 0));
    }

    function test_an_owner_that_is_no_address_is_unknown() public {
        for (uint8 kind = 4; kind < 8; ++kind) {
            if (kind == 5) continue;
            answers.set(Answers.Mood.Calm, abi.encode(type(uint160).max));
            _clear(_odd(kind));
            answers.set(Answers.Mood.Calm, abi.encode(uint256(1) << 160));
            _notClear(_odd(kind));
            answers.set(Answers.Mood.Calm, abi.encode((uint256(1) << 160) | uint160(KEY)));
            _notClear(_odd(kind));
        }
    }

    function test_a_role_that_is_neither_true_nor_false_is_a_role() public {
        answers.set(Answers.Mood.Calm, abi.encode(uint256(2)));
        _notClear(_odd(8));
        answers.set(Answers.Mood.Calm, abi.encode(uint256(2), 0, 0, 0));
        _notClear(_odd(9));
    }

    function test_names_all_items_that_are_not_clear_in_order() public {
        RulebookSpec memory book;
        book.serial = 1;
        book.items = new ItemSpec[](4);
        Coin coin = new Coin();
        coin.mint(KEY, 1);
        book.items[0] = ItemSpec(1, address(0), 0);
        book.items[1] = ItemSpec(2, address(coin), 0);
        book.items[2] = ItemSpec(2, address(coin), 1);
        book.items[3] = ItemSpec(6, address(new Owned(KEY)), 0);
        bytes32[] memory found = gate.notClear(Charters.encode(book), KEY);
        _same(found.length, 2);
        _same(found[0], keccak256(Charters.encode(book.items[1])));
        _same(found[1], keccak256(Charters.encode(book.items[3])));
        _same(gate.notClear(Charters.encode(book), OTHER).length, 0);
    }

    function _odd(uint8 kind) private view returns (ItemSpec memory) {
        return ItemSpec(kind, address(answers), 0);
    }

    function _clear(ItemSpec memory item) private view {
        _same(_found(item).length, 0);
    }

    function _notClear(ItemSpec memory item) private view {
        bytes32[] memory found = _found(item);
        _same(found.length, 1);
        _same(found[0], keccak256(Charters.encode(item)));
    }

    function _found(ItemSpec memory item) private view returns (bytes32[] memory) {
        RulebookSpec memory book;
        book.serial = 1;
        book.items = new ItemSpec[](1);
        book.items[0] = item;
        return gate.notClear(Charters.encode(book), KEY);
    }
}
