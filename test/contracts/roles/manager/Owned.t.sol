// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {PlainStage} from "./support/PlainStage.sol";
import {RoleStage} from "./support/RoleStage.sol";
import {Stage} from "./support/Stage.sol";

contract Owned is Ownable {
    uint256 public calls;

    constructor(address owner_) Ownable(owner_) {}

    function poke() external onlyOwner {
        ++calls;
    }
}

/// @notice A contract that the manager owns: it is called through `execute`, by whoever the manager lets.
abstract contract OwnedCases is Stage {
    uint64 private constant ROLE = 1;

    Owned private _owned;

    function test_nobody_calls_it_when_it_is_closed() public {
        _begin();
        _open(address(_owned), Owned.poke.selector, ROLE);
        _close(address(_owned), true);
        _notDirectly(user);
        _notThrough(user);
        _notThrough(other);
    }

    function test_members_of_a_functions_role_call_it_through_the_manager() public {
        _begin();
        _open(address(_owned), Owned.poke.selector, ROLE);
        _notDirectly(user);
        _through(user);
        _notThrough(other);
        _same(_owned.calls(), 1);
    }

    function test_everybody_calls_through_the_manager_what_is_open_to_everybody() public {
        _begin();
        _open(address(_owned), Owned.poke.selector, PUBLIC);
        _notDirectly(user);
        _through(user);
        _through(other);
        _same(_owned.calls(), 2);
    }

    function _begin() private {
        _owned = new Owned(address(manager));
        _same(_owned.owner(), address(manager));
        _grant(ROLE, user, 0);
    }

    function _notDirectly(address from) private {
        bytes memory expected = abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, from);
        _refuses(from, address(_owned), abi.encodeCall(Owned.poke, ()), expected);
    }

    function _through(address from) private {
        _accepts(from, address(manager), _executing(address(_owned), abi.encodeCall(Owned.poke, ())));
    }

    function _notThrough(address from) private {
        bytes memory data = _executing(address(_owned), abi.encodeCall(Owned.poke, ()));
        _refuses(from, address(manager), data, _unauthorizedCall(from, address(_owned), Owned.poke.selector));
    }
}

contract OwnedPlainTest is OwnedCases, PlainStage {}

contract OwnedRolesTest is OwnedCases, RoleStage {}
