// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRetirementGate} from "../../../contracts/interfaces/IRetirementGate.sol";
import {BoundedCall} from "../../../contracts/libraries/BoundedCall.sol";
import {Assertions} from "../support/Assertions.sol";
import {Charters, ItemSpec, RulebookSpec} from "../support/Charters.sol";
import {Founding} from "../support/Founding.sol";

/// @notice A token that asks another contract for its balances, and takes a failure for zero.
contract Aggregate {
    function balanceOf(address) external view returns (uint256) {
        try this.slowly() returns (uint256 balance) {
            return balance;
        } catch {
            return 0;
        }
    }

    function slowly() external pure returns (uint256) {
        for (uint256 i; i < 200; ++i) keccak256(abi.encode(i));
        return 1;
    }
}

/// @notice A token that looks whether it got all that a read is promised, less what calling it costs.
contract Thirsty {
    function balanceOf(address) external view returns (uint256) {
        return gasleft() < 199_000 ? 0 : 1;
    }
}

/// @dev Given an item whose read swallows a failure of its own.
contract GateStarvedTest is Founding, Assertions {
    bool public constant IS_TEST = true;
    address private constant KEY = address(0x1234567890);

    function test_no_amount_of_gas_makes_an_account_look_empty() public {
        _neverLooksEmpty(address(new Aggregate()));
        _neverLooksEmpty(address(new Thirsty()));
    }

    function _neverLooksEmpty(address token) private {
        address gate_ = _deploy("RetirementGate", "");
        RulebookSpec memory book;
        book.serial = 1;
        book.items = new ItemSpec[](1);
        book.items[0] = ItemSpec(2, token, 0);
        bytes memory question = abi.encodeCall(IRetirementGate.notClear, (Charters.encode(book), KEY));
        uint256 starved;
        uint256 seen;
        for (uint256 gas_ = 20_000; gas_ < 400_000; gas_ += 1_003) {
            (bool answered, bytes memory answer) = gate_.staticcall{gas: gas_}(question);
            if (answered) {
                _same(abi.decode(answer, (bytes32[])).length, 1);
                ++seen;
            } else if (bytes4(answer) == BoundedCall.ReadStarved.selector) {
                ++starved;
            }
        }
        _isTrue(starved > 0 && seen > 0, "with too little gas, and with enough");
    }
}
