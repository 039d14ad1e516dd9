// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";

/// @notice What OpenZeppelin's AccessManaged makes of a contract: one function that is restricted, one that is not.
contract ManagedTarget is AccessManaged {
    event CalledRestricted(address caller);
    event CalledUnrestricted(address caller);

    constructor(address authority) AccessManaged(authority) {}

    function restrictedCall() external restricted {
        emit CalledRestricted(msg.sender);
    }

    function unrestrictedCall() external {
        emit CalledUnrestricted(msg.sender);
    }

    /// @notice What the restriction asks for, on calldata of any length.
    function check(address caller, bytes calldata data) external {
        _checkCanCall(caller, data);
    }
}

/// @notice Asks the manager questions while the manager is executing a call of this contract.
contract Asker {
    struct Answer {
        bool immediate;
        uint32 delay;
    }

    IAccessManager private immutable MANAGER;
    Answer public own;
    Answer public another;

    constructor(IAccessManager manager) {
        MANAGER = manager;
    }

    /// @notice May the manager call this very function now; and some other one?
    function ask() external {
        (own.immediate, own.delay) = MANAGER.canCall(address(MANAGER), address(this), this.ask.selector);
        (another.immediate, another.delay) = MANAGER.canCall(
            address(MANAGER),
            address(this),
            this.askOtherwise.selector
        );
    }

    /// @notice The same, after a nested execution of a function open to everybody has come back.
    function askAfterNested() external {
        MANAGER.execute(address(this), abi.encodeCall(this.askOtherwise, ()));
        (own.immediate, own.delay) = MANAGER.canCall(
            address(MANAGER),
            address(this),
            this.askAfterNested.selector
        );
        (another.immediate, another.delay) = MANAGER.canCall(
            address(MANAGER),
            address(this),
            this.askOtherwise.selector
        );
    }

    function askOtherwise() external pure {}
}

/// @notice A target that consumes what was scheduled by itself, or does not say that it does.
contract Consumer {
    bool private _consuming;

    function setConsuming(bool consuming) external {
        _consuming = consuming;
    }

    function isConsumingScheduledOp() external view returns (bytes4) {
        return _consuming ? this.isConsumingScheduledOp.selector : bytes4(0);
    }
}

/// @notice An authority that writes down what a target says of itself while it consumes.
contract ConsumptionObserver {
    event Consumed(address caller, bytes data, bytes4 consuming);

    function canCall(address, address, bytes4) external pure returns (bool, uint32) {
        return (false, 1);
    }

    function consumeScheduledOp(address caller, bytes calldata data) external {
        emit Consumed(caller, data, ManagedTarget(msg.sender).isConsumingScheduledOp());
    }
}
