// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";

/// @notice An implementation that a role changes (ERC-1822), under a name nobody knows.
contract RoleLogic is UUPSUpgradeable, AccessControl {
    error AlreadyInitialised();

    bytes32 public constant SHIPWRIGHT = keccak256("SHIPWRIGHT");

    bool private _initialised;

    function initialise(address admin, address shipwright) external {
        if (_initialised) revert AlreadyInitialised();
        _initialised = true;
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(SHIPWRIGHT, shipwright);
    }

    function _authorizeUpgrade(address) internal view override onlyRole(SHIPWRIGHT) {}
}
