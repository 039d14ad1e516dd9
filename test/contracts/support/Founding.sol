// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICharterValidator} from "../../../contracts/interfaces/ICharterValidator.sol";
import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {IConclaveLens} from "../../../contracts/interfaces/IConclaveLens.sol";
import {IRetirementGate} from "../../../contracts/interfaces/IRetirementGate.sol";
import {Acts} from "./Acts.sol";
import {Charters, KeySpec, RosterSpec} from "./Charters.sol";
import {SUSPENSION, WINDOW} from "./People.sol";
import {Signing} from "./Signing.sol";
import {vm} from "./Vm.sol";

/// @notice Deploys a Conclave with its helpers, from artifacts, and takes its keys into use.
abstract contract Founding is Signing {
    error NotDeployed(string name);

    address internal constant OUTSIDER = address(uint160(uint256(keccak256("conclave test outsider"))));

    ICharterValidator internal validator;
    IRetirementGate internal gate;
    IConclaveLens internal lens;
    IConclave internal conclave;
    /// @dev ABI-encoded RosterSpec of the current roster.
    bytes private _roster;

    function _foundWith(RosterSpec memory spec) internal {
        validator = ICharterValidator(_deploy("CharterValidator", ""));
        gate = IRetirementGate(_deploy("RetirementGate", ""));
        lens = IConclaveLens(_deploy("ConclaveLens", ""));
        conclave = IConclave(_deploy("Conclave", _constructorArguments(Charters.encode(spec))));
        _setRosterSpec(spec);
    }

    function _constructorArguments(bytes memory document) internal view returns (bytes memory) {
        return
            abi.encode(validator, gate, lens, document, WINDOW, SUSPENSION, vm.getBlockTimestamp() + 7 days);
    }

    /// @dev Creates from the build's artifact, so that tests need not compile the contracts again.
    function _deploy(string memory name, bytes memory arguments) internal returns (address created) {
        bytes memory code = bytes.concat(vm.getCode(string.concat(name, ".sol:", name)), arguments);
        assembly ("memory-safe") {
            created := create(0, add(code, 32), mload(code))
        }
        if (created == address(0)) revert NotDeployed(name);
    }

    function _rosterSpec() internal view returns (RosterSpec memory) {
        return abi.decode(_roster, (RosterSpec));
    }

    function _setRosterSpec(RosterSpec memory spec) internal {
        _roster = abi.encode(spec);
    }

    /// @dev A key's signature of an act, for this Conclave on this chain.
    function _sign(uint8 key, bytes32 structHash) internal view returns (bytes memory) {
        return _signDigest(key, _digest(structHash, address(conclave), block.chainid));
    }

    function _activateAll() internal {
        uint256 count = _rosterSpec().keys.length;
        for (uint8 key; key < count; ++key) {
            if (_rosterSpec().keys[key].signer.length != 0) _activate(key);
        }
    }

    function _activate(uint8 key) internal {
        uint40 deadline = uint40(vm.getBlockTimestamp() + 1 days);
        conclave.activate(key, deadline, _activation(key, deadline));
    }

    function _activation(uint8 key, uint40 deadline) internal view returns (bytes memory) {
        KeySpec memory spec = _rosterSpec().keys[key];
        return _sign(key, Acts.activate(key, Charters.keyHash(spec), spec.since, deadline));
    }
}
