// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IWholeSafe} from "./IWholeSafe.sol";
import {safeVm} from "./SafeVm.sol";

enum Version {
    V130,
    V141,
    V150
}

/// @notice Safe's own contracts, from the bytecode in its npm packages.
abstract contract SafeKit {
    error SafeNotDeployed(string path);

    function _version() internal pure virtual returns (Version);

    function _isL2() internal pure virtual returns (bool);

    function _newSafe(address[] memory owners, uint256 threshold) internal returns (IWholeSafe) {
        return _newSafe(_singleton(), owners, threshold);
    }

    function _newSafe(
        address singleton,
        address[] memory owners,
        uint256 threshold
    ) internal returns (IWholeSafe made) {
        string memory proxy =
            _version() == Version.V130
                ? "proxies/GnosisSafeProxy.sol/GnosisSafeProxy"
                : "proxies/SafeProxy.sol/SafeProxy";
        made = IWholeSafe(_create(proxy, abi.encode(singleton)));
        made.setup(owners, threshold, address(0), "", _compatible(), address(0), 0, payable(0));
    }

    function _singleton() internal returns (address) {
        string memory name = _isL2() ? "SafeL2" : "Safe";
        if (_version() == Version.V130) name = string.concat("Gnosis", name);
        return _create(string.concat(name, ".sol/", name), "");
    }

    function _multiSend() internal returns (address) {
        return _create("libraries/MultiSend.sol/MultiSend", "");
    }

    function _multiSendCallOnly() internal returns (address) {
        return _create("libraries/MultiSendCallOnly.sol/MultiSendCallOnly", "");
    }

    function _signMessageLib() internal returns (address) {
        string memory path =
            _version() == Version.V130
                ? "examples/libraries/SignMessage.sol/SignMessageLib"
                : "libraries/SignMessageLib.sol/SignMessageLib";
        return _create(path, "");
    }

    /// @dev Safe's own fallback handler.
    function _compatible() internal returns (address) {
        return _create("handler/CompatibilityFallbackHandler.sol/CompatibilityFallbackHandler", "");
    }

    function _create(string memory path, bytes memory arguments) internal returns (address created) {
        string memory json = safeVm.readFile(string.concat(_root(), path, ".json"));
        bytes memory code = bytes.concat(safeVm.parseJsonBytes(json, ".bytecode"), arguments);
        assembly ("memory-safe") {
            created := create(0, add(code, 32), mload(code))
        }
        if (created == address(0)) revert SafeNotDeployed(path);
    }

    function _root() private pure returns (string memory) {
        if (_version() == Version.V130)
            return "node_modules/@gnosis.pm/safe-contracts/build/artifacts/contracts/";
        if (_version() == Version.V141)
            return "node_modules/@safe-global/safe-contracts/build/artifacts/contracts/";
        return "node_modules/@safe-global/safe-smart-account/build/artifacts/contracts/";
    }
}

abstract contract Safe130 is SafeKit {
    function _version() internal pure override returns (Version) {
        return Version.V130;
    }

    function _isL2() internal pure override returns (bool) {
        return false;
    }
}

abstract contract SafeL2130 is SafeKit {
    function _version() internal pure override returns (Version) {
        return Version.V130;
    }

    function _isL2() internal pure override returns (bool) {
        return true;
    }
}

abstract contract Safe141 is SafeKit {
    function _version() internal pure override returns (Version) {
        return Version.V141;
    }

    function _isL2() internal pure override returns (bool) {
        return false;
    }
}

abstract contract SafeL2141 is SafeKit {
    function _version() internal pure override returns (Version) {
        return Version.V141;
    }

    function _isL2() internal pure override returns (bool) {
        return true;
    }
}

abstract contract Safe150 is SafeKit {
    function _version() internal pure override returns (Version) {
        return Version.V150;
    }

    function _isL2() internal pure override returns (bool) {
        return false;
    }
}

abstract contract SafeL2150 is SafeKit {
    function _version() internal pure override returns (Version) {
        return Version.V150;
    }

    function _isL2() internal pure override returns (bool) {
        return true;
    }
}
