// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {KeyState} from "../../../contracts/types/State.sol";
import {KeySpec, RosterSpec} from "../support/Charters.sol";
import {Governed} from "../support/Governed.sol";
import {People, NONE} from "../support/People.sol";

/// @notice A Conclave in which keys come and go.
abstract contract Rotating is Governed {
    /// @dev Index of the first key that comes later.
    uint8 internal constant NEW = 13;

    function _is(uint8 key, KeyState state) internal view {
        _same(uint8(conclave.keyRecord(key).state), uint8(state));
    }

    function _err(bytes4 name, uint256 a) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(name, a);
    }

    function _err(bytes4 name, uint256 a, uint256 b) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(name, a, b);
    }

    function _err(bytes4 name, uint256 a, uint256 b, uint256 c) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(name, a, b, c);
    }

    /// @dev The roster with a key more, an EOA of `account(secret)`.
    function _with(
        RosterSpec memory spec,
        uint8 secret,
        uint8 holder,
        uint8 roles,
        uint8 predecessor
    ) internal view returns (RosterSpec memory) {
        KeySpec[] memory keys = new KeySpec[](spec.keys.length + 1);
        for (uint256 i; i < spec.keys.length; ++i) keys[i] = spec.keys[i];
        uint32 expiry = uint32((_now() + 300 days) / 60);
        bytes memory signer = abi.encodePacked(People.accountOf(secret));
        keys[spec.keys.length] = KeySpec(0, signer, holder, roles, predecessor, expiry, spec.serial);
        spec.keys = keys;
        return spec;
    }

    /// @dev Tier 0 enters a successor of `old` at index NEW. It is pending.
    function _enterSuccessor(uint8 old) internal {
        KeySpec memory before = _rosterSpec().keys[old];
        _amendRoster(_with(_nextRoster(), NEW, before.holder, before.roles, old));
    }

    function _enter(uint8 holder, uint8 roles) internal {
        _amendRoster(_with(_nextRoster(), NEW, holder, roles, NONE));
    }
}
