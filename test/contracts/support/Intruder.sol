// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A target that calls back into whoever calls it, and remembers how that ended.
contract Intruder {
    address private _victim;
    bytes[] private _attacks;
    bytes[] public answers;
    uint256 public succeeded;

    function prepare(address victim, bytes[] calldata attacks) external {
        _victim = victim;
        _attacks = attacks;
    }

    function attack() external {
        for (uint256 i; i < _attacks.length; ++i) {
            (bool success, bytes memory answer) = _victim.call(_attacks[i]);
            if (success) ++succeeded;
            answers.push(answer);
        }
    }
}
