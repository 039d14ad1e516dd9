// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Assertions} from "../support/Assertions.sol";
import {Founding} from "../support/Founding.sol";
import {vm} from "../support/Vm.sol";

/// @notice Runs the constructor with whatever arguments, and says why if it refuses.
abstract contract Creation is Founding, Assertions {
    /// @dev Constructor arguments; a test changes one of them.
    struct Arguments {
        address validator;
        address gate;
        address lens;
        bytes roster;
        uint256 signingWindow;
        uint256 suspension;
        uint256 deployBefore;
    }

    /// @dev Arguments that pass.
    Arguments internal good;

    function _created(Arguments memory a) internal returns (address created) {
        bytes memory reason;
        (created, reason) = _create(a);
        if (created == address(0)) revert RefusedOtherwise(reason, "");
    }

    function _created2(Arguments memory a) internal returns (address created) {
        bytes memory reason;
        (created, reason) = _create2(a);
        if (created == address(0)) revert RefusedOtherwise(reason, "");
    }

    function _refused(Arguments memory a, bytes memory expected) internal {
        (address created, bytes memory reason) = _create(a);
        _failedWith(created != address(0), reason, expected);
    }

    function _create(Arguments memory a) internal returns (address created, bytes memory reason) {
        bytes memory code = _creationCode(a);
        assembly ("memory-safe") {
            created := create(0, add(code, 32), mload(code))
        }
        reason = _returned();
    }

    function _create2(Arguments memory a) internal returns (address created, bytes memory reason) {
        bytes memory code = _creationCode(a);
        assembly ("memory-safe") {
            created := create2(0, add(code, 32), mload(code), 7)
        }
        reason = _returned();
    }

    function _address2(Arguments memory a) internal view returns (address) {
        bytes memory seed = abi.encodePacked(
            bytes1(0xff),
            address(this),
            uint256(7),
            keccak256(_creationCode(a))
        );
        return address(uint160(uint256(keccak256(seed))));
    }

    function _creationCode(Arguments memory a) internal view returns (bytes memory) {
        bytes memory arguments = abi.encode(
            a.validator,
            a.gate,
            a.lens,
            a.roster,
            a.signingWindow,
            a.suspension,
            a.deployBefore
        );
        return bytes.concat(vm.getCode("Conclave.sol:Conclave"), arguments);
    }

    function _returned() internal pure returns (bytes memory data) {
        assembly ("memory-safe") {
            data := mload(0x40)
            mstore(data, returndatasize())
            returndatacopy(add(data, 32), 0, returndatasize())
            mstore(0x40, and(add(add(data, 63), returndatasize()), not(31)))
        }
    }
}

/// @notice Has the validator's interface, and says yes to everything.
contract Imitation {
    fallback() external {
        bytes32 answer = bytes32(msg.sig);
        assembly ("memory-safe") {
            mstore(0, answer)
            return(0, 32)
        }
    }
}
