// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../../contracts/interfaces/IConclave.sol";
import {vm} from "../../support/Vm.sol";

/// @notice Says that every key is active and of one account, and that nobody is suspended; or what comes near to it.
contract OddConclave {
    enum Answer {
        Right,
        ShortKey,
        ShortHolder,
        FailingHolder,
        OtherState
    }

    bytes32 private constant ANSWER = keccak256("answer");
    bytes32 private constant ACCOUNT = keccak256("account");

    /// @dev At the Conclave's address, whose storage it has then.
    function take(address conclave, address account, Answer answer) external {
        vm.etch(conclave, address(this).code);
        vm.store(conclave, ACCOUNT, bytes32(uint256(uint160(account))));
        vm.store(conclave, ANSWER, bytes32(uint256(answer)));
    }

    fallback() external {
        bytes32 places = ACCOUNT;
        bytes32 answers = ANSWER;
        uint256 account;
        uint256 kind;
        assembly {
            account := sload(places)
            kind := sload(answers)
        }
        bool ofKey = msg.sig == IConclave.keyRecord.selector;
        uint256 size = ofKey ? 128 : 192;
        if (ofKey ? kind == uint256(Answer.ShortKey) : kind == uint256(Answer.ShortHolder)) --size;
        bool fails = !ofKey && kind == uint256(Answer.FailingHolder);
        uint256 first = ofKey ? account : 0;
        uint256 second = kind == uint256(Answer.OtherState) ? 1 + (1 << 255) : 1;
        assembly {
            calldatacopy(0, calldatasize(), 256)
            mstore(0, first)
            mstore(32, second)
            // Which nobody reads.
            mstore(64, not(0))
            if fails {
                revert(0, size)
            }
            return(0, size)
        }
    }
}
