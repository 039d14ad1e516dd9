// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";

/// @notice An implementation whose owner changes it, and sets a rate (ERC-1822). Ownership lies in the proxy's storage.
contract OwnedLogic is UUPSUpgradeable {
    error OwnableUnauthorizedAccount(address account);
    error AlreadyInitialised();

    address public owner;
    uint256 public rate;

    function initialise(address owner_) external {
        if (owner != address(0)) revert AlreadyInitialised();
        owner = owner_;
    }

    function setRate(uint256 rate_) external {
        _requireOwner();
        rate = rate_;
    }

    function transferOwnership(address owner_) external {
        _requireOwner();
        owner = owner_;
    }

    function _authorizeUpgrade(address) internal view override {
        _requireOwner();
    }

    function _requireOwner() private view {
        if (msg.sender != owner) revert OwnableUnauthorizedAccount(msg.sender);
    }
}
