// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";
import {Base} from "../support/Base.t.sol";
import {vm} from "../support/Vm.sol";

contract Card is ERC721("Card", "C") {
    function mint(address to) external {
        _safeMint(to, 1);
    }
}

contract Coin is ERC1155("") {
    function mint(address to) external {
        _mint(to, 1, 5, "");
        uint256[] memory two = new uint256[](2);
        (two[0], two[1]) = (2, 3);
        _mintBatch(to, two, two, "");
    }
}

/// @dev Receiving makes no link and gives nothing.
contract ReceivingTest is Base {
    function test_it_receives_ether_without_a_link() public {
        bytes32 before = _links();
        vm.deal(OUTSIDER, 3);
        vm.prank(OUTSIDER);
        (bool succeeded, ) = address(conclave).call{value: 3}("");
        _isTrue(succeeded, "received");
        _same(address(conclave).balance, 3);
        _same(_links(), before);
    }

    function test_it_receives_an_erc_721_token_without_a_link() public {
        bytes32 before = _links();
        Card card = new Card();
        card.mint(address(conclave));
        _same(card.ownerOf(1), address(conclave));
        _same(_links(), before);
    }

    function test_it_receives_erc_1155_tokens_without_a_link() public {
        bytes32 before = _links();
        Coin coin = new Coin();
        coin.mint(address(conclave));
        _same(coin.balanceOf(address(conclave), 1), 5);
        _same(coin.balanceOf(address(conclave), 3), 3);
        _same(_links(), before);
    }

    function test_ether_with_an_unknown_call_is_refused() public {
        vm.deal(OUTSIDER, 3);
        vm.prank(OUTSIDER);
        (bool succeeded, ) = address(conclave).call{value: 3}(hex"11223344");
        _isTrue(!succeeded, "refused");
    }

    function _links() private view returns (bytes32) {
        return keccak256(abi.encode(_wordOf(0xffff), _wordOf(0), abi.encode(conclave.config())));
    }
}
