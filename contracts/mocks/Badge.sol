// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";

/// @notice An NFT collection that anybody can mint.
contract Badge is ERC721 {
    constructor() ERC721("Badge", "BDG") {}

    function mint(address to, uint256 id) external {
        _mint(to, id);
    }
}
