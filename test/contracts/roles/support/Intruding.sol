// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Calls back into the manager, whatever it is called for, and remembers how that ended.
contract Intruding {
    address private immutable _manager;
    bytes[] private _attacks;
    bool[] public succeeded;
    bytes[] public answers;

    constructor(address manager) {
        _manager = manager;
    }

    function prepare(bytes[] calldata attacks) external {
        delete _attacks;
        delete succeeded;
        delete answers;
        for (uint256 i; i < attacks.length; ++i) _attacks.push(attacks[i]);
    }

    fallback() external {
        for (uint256 i; i < _attacks.length; ++i) {
            (bool success, bytes memory answer) = _manager.call(_attacks[i]);
            succeeded.push(success);
            answers.push(answer);
        }
    }
}
