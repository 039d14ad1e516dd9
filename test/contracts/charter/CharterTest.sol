// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICharterValidator} from "../../../contracts/interfaces/ICharterValidator.sol";
import {Assertions} from "../support/Assertions.sol";
import {Charters, RosterSpec} from "../support/Charters.sol";
import {vm} from "../support/Vm.sol";
import {NOW, sampleCharter} from "./CharterDraft.sol";

/// @dev The validator as it is deployed, and how a charter is expected to be judged.
abstract contract CharterTest is Assertions {
    bool public constant IS_TEST = true;
    uint256 internal constant W = 3 days;
    uint256 internal constant S = 7 days;
    address internal constant CONCLAVE = address(0xC07C1A7E);
    /// @dev All twelve keys of `sampleCharter`.
    uint64 internal constant EVERYBODY = 0xfff;

    ICharterValidator internal validator;

    function setUp() public virtual {
        bytes memory creation = vm.getCode("CharterValidator.sol:CharterValidator");
        address deployed;
        assembly ("memory-safe") {
            deployed := create(0, add(creation, 32), mload(creation))
        }
        validator = ICharterValidator(deployed);
    }

    function setting() internal pure returns (ICharterValidator.Setting memory) {
        return ICharterValidator.Setting(NOW, W, S, CONCLAVE);
    }

    function accepted(RosterSpec memory draft) internal view {
        accepted(Charters.encode(draft));
    }

    function accepted(bytes memory document) internal view {
        require(validator.checkGenesis(document, setting()) == ICharterValidator.checkGenesis.selector);
    }

    /// @param reason ABI-encoded error: its name and every argument.
    function refused(RosterSpec memory draft, bytes memory reason) internal view {
        refused(Charters.encode(draft), reason);
    }

    function refused(bytes memory document, bytes memory reason) internal view {
        failed(abi.encodeCall(ICharterValidator.checkGenesis, (document, setting())), reason);
    }

    /// @dev The validator answers this call with exactly this error.
    function failed(bytes memory question, bytes memory reason) internal view {
        (bool succeeded, bytes memory actual) = address(validator).staticcall(question);
        _failedWith(succeeded, actual, reason);
    }

    /// @dev `sampleCharter` as its own successor, to be changed.
    function nextCharter() internal pure returns (RosterSpec memory draft) {
        draft = sampleCharter();
        draft.serial = 2;
    }

    /// @dev Every key of the old roster active.
    function allActive() internal pure returns (ICharterValidator.KeyStates memory) {
        return ICharterValidator.KeyStates(EVERYBODY, 0, 0);
    }

    function amends(RosterSpec memory next, ICharterValidator.KeyStates memory states) internal view {
        amends(sampleCharter(), next, states);
    }

    function amends(
        RosterSpec memory old,
        RosterSpec memory next,
        ICharterValidator.KeyStates memory states
    ) internal view {
        bytes4 answer = validator.checkAmendment(
            Charters.encode(old),
            Charters.encode(next),
            states,
            setting()
        );
        require(answer == ICharterValidator.checkAmendment.selector);
    }

    function amendmentRefused(
        RosterSpec memory next,
        ICharterValidator.KeyStates memory states,
        bytes memory reason
    ) internal view {
        amendmentRefused(sampleCharter(), next, states, reason);
    }

    function amendmentRefused(
        RosterSpec memory old,
        RosterSpec memory next,
        ICharterValidator.KeyStates memory states,
        bytes memory reason
    ) internal view {
        bytes memory before = Charters.encode(old);
        bytes memory document = Charters.encode(next);
        failed(
            abi.encodeCall(ICharterValidator.checkAmendment, (before, document, states, setting())),
            reason
        );
    }

    function err(bytes4 name) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(name);
    }

    function err(bytes4 name, uint256 a) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(name, a);
    }

    function err(bytes4 name, uint256 a, uint256 b) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(name, a, b);
    }

    function err(bytes4 name, uint256 a, uint256 b, uint256 c) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(name, a, b, c);
    }
}
