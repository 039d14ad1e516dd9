// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IWholeSafe} from "./IWholeSafe.sol";

/// @notice Does what it is told on behalf of a Safe, if the Safe has it as a module.
contract AnyModule {
    function run(
        IWholeSafe safe,
        address to,
        uint256 value,
        bytes calldata data,
        uint8 operation
    ) external returns (bool) {
        return safe.execTransactionFromModule(to, value, data, operation);
    }
}

/// @notice A contract owner that says yes to one hash or to one message, by the one way or the other.
contract WayWallet {
    bytes32 private immutable _hash;
    bool private immutable _legacy;

    constructor(bytes32 hash, bool legacy) {
        _hash = hash;
        _legacy = legacy;
    }

    function isValidSignature(bytes32 hash, bytes calldata) external view returns (bytes4) {
        return !_legacy && hash == _hash ? bytes4(0x1626ba7e) : bytes4(0);
    }

    function isValidSignature(bytes calldata data, bytes calldata) external view returns (bytes4) {
        return _legacy && keccak256(data) == _hash ? bytes4(0x20c13b0b) : bytes4(0);
    }
}

/// @notice Says yes to everything, after it has burnt more gas than the guard gives for an answer.
contract SlowWallet {
    function isValidSignature(bytes32, bytes calldata) external view returns (bytes4) {
        uint256 end = gasleft() - 600_000;
        while (gasleft() > end) {}
        return bytes4(0x1626ba7e);
    }
}

/// @notice Fails, whatever is asked.
contract Reverting {
    fallback() external {
        revert("gone");
    }
}

/// @notice Burns all gas, whatever is asked.
contract Burning {
    fallback() external {
        while (true) {}
    }
}

/// @notice Calls a Safe back in the middle of its transaction.
contract CallingBack {
    address private _to;
    bytes private _data;

    function set(address to, bytes calldata data) external {
        (_to, _data) = (to, data);
    }

    function run() external {
        (bool succeeded, bytes memory reason) = _to.call(_data);
        if (!succeeded) {
            assembly {
                revert(add(reason, 32), mload(reason))
            }
        }
    }
}
