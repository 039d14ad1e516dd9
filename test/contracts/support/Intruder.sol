// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A target that calls back into whoever calls it, and remembers how that ended.
contract Intruder {
    address private _victim;
    bytes private _attacks;
    bytes[] public answers;
    uint256 public succeeded;

    function prepare(address victim, bytes[] calldata attacks) external {
        _victim = victim;
        _attacks = abi.encode(attacks);
    }

    function attack() external {
        bytes[] memory attacks = abi.decode(_attacks, (bytes[]));
        for (uint256 i; i < attacks.length; ++i) {
            (bool success, bytes memory answer) = _victim.call(attacks[i]);
            if (success) ++succeeded;
            answers.push(answer);
        }
    }
}
