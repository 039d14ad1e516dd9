// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICharterValidator} from "../../../contracts/interfaces/ICharterValidator.sol";
import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {IConclaveEvents} from "../../../contracts/interfaces/IConclaveEvents.sol";
import {KeyState} from "../../../contracts/types/State.sol";
import {Charters, ItemSpec, RulebookSpec} from "../support/Charters.sol";
import {Operation} from "../support/Flow.sol";
import {BEN, BEN_SECOND, DAN} from "../support/People.sol";
import {Vm, vm} from "../support/Vm.sol";
import {Rotating} from "./Rotating.sol";
import {Answers, Coin} from "./Watched.sol";

/// @dev Invariant 8: an EOA is retired once the Conclave itself sees that nothing watched is left on it.
contract RetirementTest is Rotating {
    uint256 private constant BURNERS = 60;

    Coin private coin;
    Answers private answers;
    address private retiring;

    function setUp() public override {
        coin = new Coin();
        answers = new Answers();
        super.setUp();
        retiring = vm.addr(_secretOf(BEN_SECOND));
        answers.set(Answers.Mood.Calm, new bytes(32));
        _passSelfCall(abi.encodeCall(IConclave.beginRetirement, (BEN_SECOND)));
    }

    function _book() internal view override returns (RulebookSpec memory book) {
        book = super._book();
        book.items = new ItemSpec[](3);
        book.items[0] = ItemSpec(1, address(0), 1 ether);
        book.items[1] = ItemSpec(2, address(coin), 10);
        book.items[2] = ItemSpec(2, address(answers), 0);
    }

    function test_an_empty_key_is_retired_by_anybody() public {
        vm.recordLogs();
        _accepts(_retires(BEN_SECOND));
        _is(BEN_SECOND, KeyState.Retired);
        _isTrue(conclave.tombstoned(retiring), "tombstone");
        _same(conclave.keyRecord(BEN_SECOND).endedAt, _now());
        Vm.Log[] memory logs = vm.getRecordedLogs();
        _same(logs[0].topics[0], IConclaveEvents.KeyRetired.selector);
        bytes32 word = bytes32(logs[0].data);
        _same(keccak256(logs[0].data), keccak256(abi.encode(word, retiring)));
        _refuses(
            _retires(BEN_SECOND),
            _err(
                E.UnexpectedKeyState.selector,
                BEN_SECOND,
                uint256(KeyState.Retired),
                uint256(KeyState.Retiring)
            )
        );
    }

    function test_only_a_retiring_key_is_retired() public {
        _refuses(
            _retires(DAN),
            _err(E.UnexpectedKeyState.selector, DAN, uint256(KeyState.Active), uint256(KeyState.Retiring))
        );
        _refuses(_retires(60), _err(E.UnknownKey.selector, 60));
    }

    function test_refuses_a_key_with_a_watched_balance() public {
        vm.deal(retiring, 1 ether + 1);
        _refuses(_retires(BEN_SECOND), _notClear(0));
        vm.deal(retiring, 1 ether);
        coin.mint(retiring, 11);
        _refuses(_retires(BEN_SECOND), _notClear(1));
    }

    function test_refuses_a_key_while_a_read_is_unknown() public {
        answers.set(Answers.Mood.Revert, "");
        _refuses(_retires(BEN_SECOND), _notClear(2));
        answers.set(Answers.Mood.Burn, "");
        _refuses(_retires(BEN_SECOND), _notClear(2));
        answers.set(Answers.Mood.Bomb, "");
        _refuses(_retires(BEN_SECOND), _notClear(2));
    }

    function test_tier_zero_waives_by_item() public {
        answers.set(Answers.Mood.Revert, "");
        coin.mint(retiring, 11);
        vm.recordLogs();
        _passSelfCall(abi.encodeCall(IConclave.waiveItem, (BEN_SECOND, _item(1))));
        Vm.Log[] memory logs = vm.getRecordedLogs();
        _same(logs[logs.length - 1].topics[0], IConclaveEvents.ItemWaived.selector);
        _isTrue(conclave.waived(retiring, _item(1)), "on the record");
        _refuses(_retires(BEN_SECOND), _notClear(2));
        _passSelfCall(abi.encodeCall(IConclave.waiveItem, (BEN_SECOND, _item(2))));
        _accepts(_retires(BEN_SECOND));
    }

    function test_a_waiver_is_for_one_key() public {
        answers.set(Answers.Mood.Revert, "");
        _passSelfCall(abi.encodeCall(IConclave.waiveItem, (DAN, _item(2))));
        _refuses(_retires(BEN_SECOND), _notClear(2));
    }

    /// @dev Item 0 stands for a gate that fails as a whole, not for items it did see.
    function test_a_waiver_of_the_gate_waives_no_item() public {
        coin.mint(retiring, 11);
        _passSelfCall(abi.encodeCall(IConclave.waiveItem, (BEN_SECOND, 0)));
        _refuses(_retires(BEN_SECOND), _notClear(1));
    }

    /// @dev Sixty tokens that burn their cap are more than eight million gas: the gate fails, and nothing is known.
    function test_a_gate_that_fails_as_a_whole_is_passed_by_its_own_waiver_alone() public {
        RulebookSpec memory book = super._book();
        book.serial = 2;
        book.items = new ItemSpec[](BURNERS);
        for (uint256 i; i < BURNERS; ++i) {
            Answers burner = new Answers();
            burner.set(Answers.Mood.Burn, "");
            book.items[i] = ItemSpec(2, address(burner), 0);
        }
        _setRulebook(book);
        (bool succeeded, bytes memory reason) = address(conclave).call{gas: 8_000_000}(_retires(BEN_SECOND));
        _failedWith(succeeded, reason, _err(E.ItemNotClear.selector, BEN_SECOND, 0));
        _passSelfCall(abi.encodeCall(IConclave.waiveItem, (BEN_SECOND, 0)));
        (succeeded, ) = address(conclave).call{gas: 8_000_000}(_retires(BEN_SECOND));
        _isTrue(succeeded, "waived");
        _is(BEN_SECOND, KeyState.Retired);
    }

    function test_no_amount_of_gas_retires_a_key_that_is_not_empty() public {
        coin.mint(retiring, 11);
        bytes memory data = _retires(BEN_SECOND);
        for (uint256 gas_ = 30_000; gas_ < 900_000; gas_ += 9_973) {
            (bool succeeded, ) = address(conclave).call{gas: gas_}(data);
            _isTrue(!succeeded, "retired with something left on it");
        }
    }

    function test_begins_for_active_keys_alone_and_by_tier_zero_alone() public {
        bytes memory data = abi.encodeCall(IConclave.beginRetirement, (BEN_SECOND));
        _refuses(data, _err(E.OnlySelf.selector, uint160(OUTSIDER)));
        _fails(
            data,
            _err(
                E.UnexpectedKeyState.selector,
                BEN_SECOND,
                uint256(KeyState.Retiring),
                uint256(KeyState.Active)
            )
        );
        _fails(abi.encodeCall(IConclave.beginRetirement, (60)), _err(E.UnknownKey.selector, 60));
        _fails(abi.encodeCall(IConclave.waiveItem, (60, 0)), _err(E.UnknownKey.selector, 60));
        _refuses(
            abi.encodeCall(IConclave.waiveItem, (BEN_SECOND, _item(1))),
            _err(E.OnlySelf.selector, uint160(OUTSIDER))
        );
    }

    function test_does_not_begin_if_tier_zero_could_then_be_locked_out() public {
        // Two approvers would be left, and without either of them one.
        bytes memory locked = _err(ICharterValidator.TierLockedOut.selector, 0, BEN);
        _fails(abi.encodeCall(IConclave.beginRetirement, (DAN)), locked);
        _is(DAN, KeyState.Active);
    }

    function _fails(bytes memory data, bytes memory reason) private {
        Operation memory operation = _schedule(_draft(0, _call(address(conclave), data)));
        _warpToReady(operation);
        _refusesExecute(operation, abi.encodeWithSelector(E.CallFailed.selector, 0, reason));
        vm.warp(operation.stamp.ready() + 8 days);
    }

    function _retires(uint8 key) private pure returns (bytes memory) {
        return abi.encodeCall(IConclave.retire, (key));
    }

    function _item(uint256 index) private view returns (bytes32) {
        return keccak256(Charters.encode(_book().items[index]));
    }

    function _notClear(uint256 index) private view returns (bytes memory) {
        return abi.encodeWithSelector(E.ItemNotClear.selector, BEN_SECOND, _item(index));
    }
}
