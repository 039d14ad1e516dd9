// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// @notice Whatever a Conclave may be pointed at, at its worst: a target, a read of a post-condition, a wallet and a watched token in one. Each call says
/// how it is to be sabotaged.
contract Saboteur is IERC1271 {
    error Refused(uint256 value);

    uint256 private constant BOMB = 50_000;

    uint256 private _written;

    /// @param trick 0 nothing, 1 an error, 2 a bare revert, 3 all gas, 4 a huge error, 5 a huge answer, 6 calls `target` and fails as that does,
    /// 7 calls `target` and says nothing about it.
    function act(uint8 trick, address target, bytes calldata data) external payable {
        if (trick < 6) return _sabotage(trick);
        // Calls back into whatever it is told to.
        // solhint-disable-next-line avoid-low-level-calls
        (bool success, bytes memory reason) = target.call(data);
        if (trick == 7 || success) return;
        assembly ("memory-safe") {
            revert(add(reason, 0x20), mload(reason))
        }
    }

    /// @param trick 0 to 5 as in `act`, 6 a word less a byte, 7 two words, 8 writes first.
    function read(uint8 trick, uint256 value) external returns (uint256) {
        if (trick == 8) _written = value;
        if (trick != 0 && trick < 6) _sabotage(trick);
        if (trick == 6 || trick == 7) {
            assembly ("memory-safe") {
                mstore(0x00, value)
                mstore(0x20, value)
                return(0x00, sub(mul(sub(trick, 5), 32), eq(trick, 6)))
            }
        }
        return value;
    }

    /// @dev The signature's first byte is the trick: 0 to 5 as in `act`, 6 the selector alone, 7 the answer and a word more, 8 an unclean answer.
    function isValidSignature(bytes32, bytes calldata signature) external pure returns (bytes4 magic) {
        uint8 trick = uint8(signature[0]);
        if (trick != 0 && trick < 6) _sabotage(trick);
        magic = IERC1271.isValidSignature.selector;
        uint256 answer = uint256(bytes32(magic));
        if (trick == 8) answer |= 1;
        assembly ("memory-safe") {
            mstore(0x00, answer)
            mstore(0x20, answer)
            if eq(trick, 6) {
                return(0x00, 4)
            }
            if eq(trick, 7) {
                return(0x00, 0x40)
            }
            return(0x00, 0x20)
        }
    }

    /// @notice Every other account has something left.
    function balanceOf(address account) external pure returns (uint256) {
        return uint160(account) & 1;
    }

    function _sabotage(uint8 trick) private pure {
        if (trick == 1) revert Refused(1);
        assembly ("memory-safe") {
            if eq(trick, 2) {
                revert(0x00, 0x00)
            }
            if eq(trick, 3) {
                invalid()
            }
            if eq(trick, 4) {
                revert(mload(0x40), BOMB)
            }
            if eq(trick, 5) {
                return(mload(0x40), BOMB)
            }
        }
    }
}
