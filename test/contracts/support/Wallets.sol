// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

bytes4 constant MAGIC = 0x1626ba7e;

/// @notice A contract wallet with one owner (ERC-1271).
contract OwnedWallet {
    address private immutable _owner;

    constructor(address owner) {
        _owner = owner;
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        return ECDSA.recover(hash, signature) == _owner ? MAGIC : bytes4(0xffffffff);
    }
}

/// @notice Says yes to everything, as a compromised wallet or an EIP-7702 delegate may.
contract YesWallet {
    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4) {
        return MAGIC;
    }

    fallback() external {
        assembly {
            mstore(0, shl(224, 0x1626ba7e))
            return(0, 32)
        }
    }
}

/// @notice Answers ERC-1271 as told.
contract OddWallet {
    enum Answer {
        Yes,
        WrongMagic,
        DirtyMagic,
        FourBytes,
        Nothing,
        Bomb,
        Burn,
        Revert
    }

    Answer private _answer;

    function setAnswer(Answer answer) external {
        _answer = answer;
    }

    fallback() external {
        Answer answer = _answer;
        while (answer == Answer.Burn) {}
        uint256 word = uint256(bytes32(MAGIC));
        if (answer == Answer.WrongMagic) word = uint256(bytes32(bytes4(0xffffffff)));
        if (answer == Answer.DirtyMagic) word |= 1;
        uint256 length = 32;
        if (answer == Answer.FourBytes) length = 4;
        if (answer == Answer.Nothing) length = 0;
        if (answer == Answer.Bomb) length = 400_000;
        // With the word that would mean yes.
        bool fails = answer == Answer.Revert;
        assembly {
            mstore(0, word)
            if fails {
                revert(0, length)
            }
            return(0, length)
        }
    }
}

/// @notice One owner, whose yes comes with a second word behind it.
contract LongWallet {
    address private immutable _owner;

    constructor(address owner) {
        _owner = owner;
    }

    function isValidSignature(
        bytes32 hash,
        bytes calldata signature
    ) external view returns (bytes4, uint256) {
        return (ECDSA.recover(hash, signature) == _owner ? MAGIC : bytes4(0xffffffff), 1);
    }
}
