// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A token that misbehaves as told: `transfer` answers nothing (as some old tokens do), false, or reverts; `balanceOf` can go dark.
contract OddToken {
    enum Answer {
        Nothing,
        False,
        Revert
    }

    error Refused();

    mapping(address account => uint256) private _balances;
    Answer public answer;
    bool public dark;

    function setAnswer(Answer answer_) external {
        answer = answer_;
    }

    function setDark(bool dark_) external {
        dark = dark_;
    }

    function mint(address to, uint256 amount) external {
        _balances[to] += amount;
    }

    function balanceOf(address account) external view returns (uint256) {
        if (dark) revert Refused();
        return _balances[account];
    }

    function transfer(address to, uint256 amount) external {
        if (answer == Answer.Revert) revert Refused();
        if (answer == Answer.Nothing) {
            _balances[msg.sender] -= amount;
            _balances[to] += amount;
        }
        assembly ("memory-safe") {
            mstore(0x00, 0)
            // Nothing at all, or a word that says false.
            return(0x00, mul(eq(sload(answer.slot), 1), 0x20))
        }
    }
}
