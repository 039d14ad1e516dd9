// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IRoleManager} from "../../../../contracts/interfaces/IRoleManager.sol";
import {Grant} from "../../../../contracts/roles/Grant.sol";
import {Decision, Terms} from "../../../../contracts/roles/Terms.sol";
import {APPROVER, KIND_ERC1271} from "../../../../contracts/types/Entry.sol";
import {Rotating} from "../../keys/Rotating.sol";
import {RosterSpec} from "../../support/Charters.sol";
import {EVE, NONE, TOM} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";
import {Restricted} from "./Restricted.sol";

// Roles of the tests.
uint64 constant ADMIN = 0;
uint64 constant ADDER = 10;
uint64 constant PAYER = 11;
uint64 constant PAUSER = 12;
uint64 constant REVIEWER = 13;
uint64 constant REGISTRAR = 14;
uint64 constant PUBLIC = type(uint64).max;

/// @notice A RoleManager of the Conclave of `Governed`, and a contract under it. ADDER, PAYER (live) and PAUSER (critical) open a function
/// each; REVIEWER, which Eve and Tom have, reviews all of them; REGISTRAR may be given the right to grant ADDER.
abstract contract Managed is Rotating {
    uint32 internal constant TERM = 90 days;
    uint32 internal constant PERIOD = 30 days;
    uint32 internal constant GRACE = 7 days;

    IRoleManager internal manager;
    Restricted internal asset;

    function setUp() public virtual override {
        super.setUp();
        manager = IRoleManager(_deploy("RoleManager", abi.encode(conclave)));
        asset = new Restricted(address(manager));
        _open(ADDER, Restricted.add.selector);
        _open(PAYER, Restricted.pay.selector);
        _open(PAUSER, Restricted.pause.selector);
        _define(REVIEWER, Terms(0, 400 days, 0, 0, false, false));
        _define(REGISTRAR, Terms(0, 400 days, 0, 0, false, false));
        _define(ADDER, Terms(TERM, PERIOD, GRACE, REVIEWER, false, false));
        _define(PAYER, Terms(TERM, PERIOD, GRACE, REVIEWER, false, true));
        _define(PAUSER, Terms(0, PERIOD, GRACE, REVIEWER, true, false));
        _grant(REVIEWER, EVE);
        _grant(REVIEWER, TOM);
    }

    // By the Conclave

    /// @dev The Conclave says this to the manager, and it works.
    function _rules(bytes memory data) internal {
        _takes(address(conclave), data);
    }

    function _rulesNot(bytes memory data, bytes memory expected) internal {
        _takesNot(address(conclave), data, expected);
    }

    function _open(uint64 role, bytes4 selector) internal {
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = selector;
        _rules(abi.encodeCall(IAccessManager.setTargetFunctionRole, (address(asset), selectors, role)));
    }

    function _define(uint64 role, Terms memory terms) internal {
        _rules(abi.encodeCall(IRoleManager.defineRole, (role, terms)));
    }

    function _grant(uint64 role, uint8 key) internal {
        _rules(_granting(role, key));
    }

    /// @dev Who has REGISTRAR, and nobody else, grants ADDER from now on.
    function _delegate(address account, uint32 delay) internal {
        _rules(abi.encodeCall(IAccessManager.setRoleAdmin, (ADDER, REGISTRAR)));
        _rules(abi.encodeCall(IAccessManager.grantRole, (REGISTRAR, account, delay)));
    }

    function _declare(address account, uint8 holder) internal {
        _rules(abi.encodeCall(IRoleManager.declareContract, (account, true, holder)));
    }

    function _conflict(uint64 a, uint64 b) internal {
        _rules(abi.encodeCall(IRoleManager.setConflict, (a, b, true)));
    }

    function _suspend(uint8 holder, uint8 guardian) internal {
        _accepts(_suspending(holder, guardian));
    }

    /// @dev A wallet becomes an approver's key, which is active.
    function _enroll(uint8 key, address wallet, uint8 holder) internal {
        RosterSpec memory spec = _with(_nextRoster(), key, holder, APPROVER, NONE);
        spec.keys[key].kind = KIND_ERC1271;
        spec.keys[key].signer = abi.encodePacked(wallet);
        _amendRoster(spec);
        _activate(key);
    }

    // By anybody

    function _takes(address from, bytes memory data) internal {
        (bool succeeded, bytes memory reason) = _toManager(from, data);
        if (!succeeded) revert RefusedOtherwise(reason, "");
    }

    function _takesNot(address from, bytes memory data, bytes memory expected) internal {
        (bool succeeded, bytes memory reason) = _toManager(from, data);
        _failedWith(succeeded, reason, expected);
    }

    function _toManager(address from, bytes memory data) internal returns (bool, bytes memory) {
        vm.prank(from, from);
        return address(manager).call(data);
    }

    /// @dev The key adds to the asset, and it works.
    function _adds(uint8 key) internal returns (bool succeeded) {
        vm.prank(_at(key), _at(key));
        (succeeded, ) = address(asset).call(abi.encodeCall(Restricted.add, (1)));
    }

    // Calldata, and what is read

    function _granting(uint64 role, uint8 key) internal view returns (bytes memory) {
        return abi.encodeCall(IAccessManager.grantRole, (role, _at(key), 0));
    }

    function _grantingUntil(uint64 role, uint8 key, uint256 until) internal view returns (bytes memory) {
        return abi.encodeCall(IRoleManager.grantRoleUntil, (role, _at(key), 0, uint40(until)));
    }

    function _revoking(uint64 role, uint8 key) internal view returns (bytes memory) {
        return abi.encodeCall(IAccessManager.revokeRole, (role, _at(key)));
    }

    function _removing(uint64 role, address account) internal pure returns (bytes memory) {
        return abi.encodeCall(IRoleManager.removeEnded, (role, account));
    }

    function _reviewing(uint64 role, uint8 key, bool keep) internal view returns (bytes memory) {
        return abi.encodeCall(IRoleManager.review, (role, _decisions(role, key, keep)));
    }

    function _decisions(uint64 role, uint8 key, bool keep) internal view returns (Decision[] memory list) {
        list = new Decision[](1);
        list[0] = Decision(_at(key), bytes32(Grant.unwrap(_grantOf(role, key))), keep);
    }

    function _grantOf(uint64 role, uint8 key) internal view returns (Grant) {
        return manager.grantOf(role, _at(key));
    }

    function _has(uint64 role, uint8 key) internal view returns (bool) {
        return _has(role, _at(key));
    }

    function _has(uint64 role, address account) internal view returns (bool isMember) {
        (isMember, ) = manager.hasRole(role, account);
    }

    /// @dev How many grants of the role the holder has.
    function _count(uint64 role, uint8 holder) internal view returns (uint256) {
        return (manager.holdersOf(role) >> (4 * uint256(holder))) & 15;
    }

    function _uses(uint64 role) internal view returns (uint256 uses) {
        (, uses) = manager.definition(role);
    }

    function _at(uint8 key) internal view returns (address) {
        return vm.addr(_secretOf(key));
    }

    function _expiry() internal view returns (uint256) {
        return uint256(_rosterSpec().keys[0].expiry) * 60;
    }

    function _unauthorized(address account, uint64 role) internal pure returns (bytes memory) {
        return
            abi.encodeWithSelector(IAccessManager.AccessManagerUnauthorizedAccount.selector, account, role);
    }

    function _locked(uint64 role) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IAccessManager.AccessManagerLockedRole.selector, role);
    }
}
