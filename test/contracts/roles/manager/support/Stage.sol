// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {Assertions} from "../../../support/Assertions.sol";
import {ANA, BEN, CLEO, DAN, EVE, People} from "../../../support/People.sol";
import {Vm, vm} from "../../../support/Vm.sol";
import {ManagedTarget} from "./ManagedTarget.sol";

/// @notice A manager of access, the people around it, and how they act: for cases that hold of OpenZeppelin's AccessManager and of the
/// RoleManager alike. Which one it is: `PlainStage`, `RoleStage`.
abstract contract Stage is Assertions {
    bool public constant IS_TEST = true;

    uint256 internal constant START = 1_800_000_000;
    uint64 internal constant ADMIN = 0;
    uint64 internal constant PUBLIC = type(uint64).max;
    uint64 internal constant SOME_ADMIN = 17;
    uint64 internal constant SOME_GUARDIAN = 35;
    uint64 internal constant SOME = 42;
    uint32 internal constant EXPIRATION = 1 weeks;
    uint32 internal constant SETBACK = 5 days;

    IAccessManager internal manager;
    ManagedTarget internal target;
    /// @dev Has ADMIN.
    address internal admin;
    /// @dev Members of SOME_ADMIN, SOME_GUARDIAN and SOME; the last two are members of nothing.
    address internal roleAdmin = People.accountOf(CLEO);
    address internal roleGuardian = People.accountOf(DAN);
    address internal member = People.accountOf(BEN);
    address internal user = People.accountOf(ANA);
    address internal other = People.accountOf(EVE);

    function setUp() public virtual {
        vm.warp(START);
        (manager, admin) = _found();
        target = new ManagedTarget(address(manager));
        _asAdmin(abi.encodeCall(manager.setRoleAdmin, (SOME, SOME_ADMIN)));
        _asAdmin(abi.encodeCall(manager.setRoleGuardian, (SOME, SOME_GUARDIAN)));
        _grant(SOME_ADMIN, roleAdmin, 0);
        _grant(SOME_GUARDIAN, roleGuardian, 0);
        _prepare(SOME);
        _accepts(roleAdmin, address(manager), abi.encodeCall(manager.grantRole, (SOME, member, 0)));
    }

    // What differs

    function _found() internal virtual returns (IAccessManager manager_, address admin_);

    /// @dev Whatever a role needs before it can be granted.
    function _prepare(uint64 role) internal virtual;

    /// @dev Empty if ADMIN can be granted, else the refusal.
    function _adminRefusal(address account) internal view virtual returns (bytes memory);

    // Acting

    function _now() internal view returns (uint256) {
        return vm.getBlockTimestamp();
    }

    function _later(uint256 time) internal {
        vm.warp(_now() + time);
    }

    function _send(address from, address to, bytes memory data) internal returns (bool, bytes memory) {
        vm.prank(from, from);
        return to.call(data);
    }

    function _accepts(address from, address to, bytes memory data) internal returns (bytes memory) {
        (bool succeeded, bytes memory answer) = _send(from, to, data);
        if (!succeeded) revert RefusedOtherwise(answer, "");
        return answer;
    }

    function _refuses(address from, address to, bytes memory data, bytes memory expected) internal {
        (bool succeeded, bytes memory reason) = _send(from, to, data);
        _failedWith(succeeded, reason, expected);
    }

    function _asAdmin(bytes memory data) internal {
        _accepts(admin, address(manager), data);
    }

    /// @dev By ADMIN, or whoever the admin of the role would be were it ADMIN.
    function _grant(uint64 role, address account, uint32 executionDelay) internal {
        _prepare(role);
        uint64 own = manager.getRoleAdmin(role);
        if (own != ADMIN) _asAdmin(abi.encodeCall(manager.setRoleAdmin, (role, ADMIN)));
        _asAdmin(abi.encodeCall(manager.grantRole, (role, account, executionDelay)));
        if (own != ADMIN) _asAdmin(abi.encodeCall(manager.setRoleAdmin, (role, own)));
    }

    /// @dev The same, counting only `grantDelay` from now on, which is longer than a minimum setback from what was.
    function _grantLater(uint64 role, address account, uint32 grantDelay, uint32 executionDelay) internal {
        _asAdmin(abi.encodeCall(manager.setGrantDelay, (role, grantDelay)));
        _later(SETBACK);
        _same(manager.getRoleGrantDelay(role), grantDelay);
        _grant(role, account, executionDelay);
    }

    function _open(address target_, bytes4 selector, uint64 role) internal {
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = selector;
        _asAdmin(abi.encodeCall(manager.setTargetFunctionRole, (target_, selectors, role)));
    }

    function _close(address target_, bool closed) internal {
        _asAdmin(abi.encodeCall(manager.setTargetClosed, (target_, closed)));
    }

    /// @dev Schedules as soon as may be.
    function _schedule(address from, address to, bytes memory data) internal returns (bytes32 id) {
        return _schedule(from, to, data, 0);
    }

    function _schedule(
        address from,
        address to,
        bytes memory data,
        uint48 when
    ) internal returns (bytes32 id) {
        bytes memory answer = _accepts(
            from,
            address(manager),
            abi.encodeCall(manager.schedule, (to, data, when))
        );
        (id, ) = abi.decode(answer, (bytes32, uint32));
        _same(id, keccak256(abi.encode(from, to, data)));
    }

    function _executing(address to, bytes memory data) internal view returns (bytes memory) {
        return abi.encodeCall(manager.execute, (to, data));
    }

    // Reading

    function _has(uint64 role, address account, bool isMember, uint32 executionDelay) internal view {
        (bool actual, uint32 delay) = manager.hasRole(role, account);
        _isTrue(actual == isMember, isMember ? "is a member" : "is no member");
        _same(delay, executionDelay);
    }

    function _access(
        uint64 role,
        address account,
        uint256 since,
        uint32 current,
        uint32 pending,
        uint256 effect
    ) internal view {
        (uint48 since_, uint32 current_, uint32 pending_, uint48 effect_) = manager.getAccess(role, account);
        _same(since_, since);
        _same(current_, current);
        _same(pending_, pending);
        _same(effect_, effect);
    }

    function _mayCall(
        address caller,
        address to,
        bytes4 selector,
        bool immediate,
        uint32 delay
    ) internal view {
        (bool immediate_, uint32 delay_) = manager.canCall(caller, to, selector);
        _isTrue(immediate_ == immediate, immediate ? "may call at once" : "may not call at once");
        _same(delay_, delay);
    }

    /// @dev Among the logs recorded so far there is exactly one of this event by `emitter`, and it is this one.
    function _logged(address emitter, bytes32[] memory topics, bytes memory data) internal {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        uint256 count;
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].emitter != emitter || logs[i].topics[0] != topics[0]) continue;
            ++count;
            _same(keccak256(abi.encode(logs[i].topics)), keccak256(abi.encode(topics)));
            _same(keccak256(logs[i].data), keccak256(data));
        }
        _same(count, 1);
    }

    function _topics(bytes32 a, uint256 b) internal pure returns (bytes32[] memory topics) {
        topics = new bytes32[](2);
        (topics[0], topics[1]) = (a, bytes32(b));
    }

    function _topics(bytes32 a, uint256 b, uint256 c) internal pure returns (bytes32[] memory topics) {
        topics = new bytes32[](3);
        (topics[0], topics[1], topics[2]) = (a, bytes32(b), bytes32(c));
    }

    function _count(bytes32 topic) internal returns (uint256 count) {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i; i < logs.length; ++i) if (logs[i].topics[0] == topic) ++count;
    }

    function _notLogged(bytes32 topic) internal {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i; i < logs.length; ++i) _isTrue(logs[i].topics[0] != topic, "not logged");
    }

    // Refusals

    function _unauthorizedAccount(address account, uint64 role) internal pure returns (bytes memory) {
        return
            abi.encodeWithSelector(IAccessManager.AccessManagerUnauthorizedAccount.selector, account, role);
    }

    function _unauthorizedCall(
        address caller,
        address to,
        bytes4 selector
    ) internal pure returns (bytes memory) {
        return
            abi.encodeWithSelector(
                IAccessManager.AccessManagerUnauthorizedCall.selector,
                caller,
                to,
                selector
            );
    }

    function _about(bytes4 selector, bytes32 id) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(selector, id);
    }

    function _locked(uint64 role) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IAccessManager.AccessManagerLockedRole.selector, role);
    }
}
