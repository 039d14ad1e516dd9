// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice As much of an ERC-1155 collection as can be watched: balances by id, which anybody can mint.
contract Shares {
    mapping(address account => mapping(uint256 id => uint256)) public balanceOf;

    function mint(address to, uint256 id, uint256 amount) external {
        balanceOf[to][id] += amount;
    }
}
