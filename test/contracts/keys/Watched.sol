// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";

/// @notice OpenZeppelin's contracts as they are watched, with minting for everybody.
contract Coin is ERC20("Coin", "C") {
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}

contract Badge is ERC721("Badge", "B") {
    function mint(address to, uint256 id) external {
        _mint(to, id);
    }

    function burn(uint256 id) external {
        _burn(id);
    }
}

/// @dev OpenZeppelin's ERC1155 does not compile with this optimizer sequence.
contract Ticket {
    mapping(address account => mapping(uint256 id => uint256)) public balanceOf;

    function mint(address to, uint256 id, uint256 amount) external {
        balanceOf[to][id] += amount;
    }
}

contract Owned is Ownable2Step {
    constructor(address owner_) Ownable(owner_) {}
}

contract Roles is AccessControl {
    function grant(bytes32 role, address account) external {
        _grantRole(role, account);
    }
}

/// @notice Answers whatever it is asked with the same bytes, or misbehaves.
contract Answers {
    enum Mood {
        Calm,
        Revert,
        Burn,
        Bomb
    }

    Mood private _mood;
    bytes private _answer;

    function set(Mood mood, bytes calldata answer) external {
        _mood = mood;
        _answer = answer;
    }

    fallback() external {
        if (_mood == Mood.Burn) {
            for (;;)
                assembly ("memory-safe") {
                    pop(keccak256(0, 32))
                }
        }
        bytes memory answer = _mood == Mood.Bomb ? new bytes(400_000) : _answer;
        bool fails = _mood == Mood.Revert;
        assembly ("memory-safe") {
            if fails {
                revert(add(answer, 32), mload(answer))
            }
            return(add(answer, 32), mload(answer))
        }
    }
}
