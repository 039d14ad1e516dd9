// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveGuard} from "../interfaces/IConclaveGuard.sol";
import {ISafe} from "../interfaces/ISafe.sol";
import {ISafeModuleGuard} from "../interfaces/ISafeGuards.sol";
import {ConclaveModule} from "./ConclaveModule.sol";
import {GuardRules} from "./GuardRules.sol";

/// @dev Modules, and what a Safe must have for the guard to hold.
abstract contract Modules is GuardRules {
    uint256 internal constant HANDLER_SLOT = uint256(keccak256("fallback_manager.handler.address"));
    address internal constant FIRST_MODULE = address(1);
    /// @dev More than anybody has, in one page: between pages 1.3.0 leaves one out.
    uint256 internal constant MODULES_LIMIT = 64;

    /// @inheritdoc IConclaveGuard
    function adopt() external {
        address safe = msg.sender;
        _requireGuarded(safe);
        if (address(uint160(uint256(_slot(safe, HANDLER_SLOT)))) != handler)
            revert HandlerNotSet(safe, handler);
        bool guarded = _moduleGuardOf(safe) == address(this);
        if (!guarded && !_isOld(ISafe(safe).VERSION())) revert ModuleGuardNotSet(safe, address(this));
        (address[] memory modules, address next) = ISafe(safe).getModulesPaginated(
            FIRST_MODULE,
            MODULES_LIMIT
        );
        if (next != FIRST_MODULE && modules.length == MODULES_LIMIT) revert TooManyModules(safe);
        for (uint256 i; i < modules.length; ++i) {
            bool trusted = guarded && _trusted[safe][modules[i]];
            if (!trusted && !_isConclaves(modules[i])) revert ModuleNotTrusted(safe, modules[i]);
        }
        emit Adopted(safe, _link(safe, Adopted.selector, ""));
    }

    /// @inheritdoc IConclaveGuard
    function trustModule(address module, bool trusted) external {
        _trusted[msg.sender][module] = trusted;
        bytes32 next = _link(msg.sender, ModuleTrusted.selector, abi.encode(module, trusted));
        emit ModuleTrusted(msg.sender, module, next, trusted);
    }

    /// @inheritdoc IConclaveGuard
    function moduleFor(uint8 tier) external returns (address module) {
        module = _modules[tier];
        if (module != address(0)) return module;
        module = address(new ConclaveModule{salt: 0}(this, conclave, tier));
        _modules[tier] = module;
        _isOurs[module] = true;
        emit ModuleCreated(tier, module);
    }

    /// @inheritdoc IConclaveGuard
    function moduleOf(uint8 tier) external view returns (address) {
        return _modules[tier];
    }

    /// @inheritdoc IConclaveGuard
    function isTrusted(address safe, address module) external view returns (bool) {
        return _trusted[safe][module];
    }

    /// @inheritdoc ISafeModuleGuard
    /// @return The module, for what comes after.
    function checkModuleTransaction(
        address to,
        uint256 value,
        bytes calldata data,
        uint8 operation,
        address module
    ) external returns (bytes32) {
        address safe = msg.sender;
        if (!_isConclaves(module)) {
            if (!_trusted[safe][module]) revert ModuleRefused(module);
            bool ours = to == safe || to == address(this) || to == handler || to == address(conclave);
            if (ours || operation != 0) revert ModuleTooWild(module, to, operation);
        } else {
            // Its tier has judged it. What tier 0 may not do either, none may through a module: delegatecalls of code that is not listed.
            Ruling memory tierZero;
            tierZero.safe = safe;
            _judgeRules(tierZero, to, value, data, operation);
        }
        bytes32 dataHash = keccak256(data);
        bytes memory fields = abi.encode(module, to, value, dataHash, operation);
        bytes32 next = _link(safe, ModulePassed.selector, fields);
        emit ModulePassed(safe, module, next, to, value, dataHash, operation);
        return bytes32(uint256(uint160(module)));
    }

    /// @inheritdoc ISafeModuleGuard
    /// @dev To the Conclave a failure that the Safe only reports would look like success, and its operation be spent.
    function checkAfterModuleExecution(bytes32 module, bool success) external view {
        if (!success && module == bytes32(uint256(uint160(address(conclave)))))
            revert ExecutionFailed(module);
    }

    /// @dev Versions without a module guard. Of one that is not known, it is demanded.
    function _isOld(string memory version) private pure returns (bool) {
        bytes32 hash = keccak256(bytes(version));
        return hash == keccak256("1.3.0") || hash == keccak256("1.4.0") || hash == keccak256("1.4.1");
    }
}
