// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICharterValidator as I} from "../../../contracts/interfaces/ICharterValidator.sol";
import {Charters, RosterSpec} from "../support/Charters.sol";
import {NOW, resize} from "./CharterDraft.sol";
import {CharterTest} from "./CharterTest.sol";

/// @dev A vacant index reads as zeros, hence as naming key 0 for its predecessor. It must stand for nobody: the sample cannot spare key 0.
contract VacantTest is CharterTest {
    uint64 private constant VACANT = 1 << 12;

    function test_a_vacant_index_taken_for_pending_weakens_nobody() public view {
        bytes memory document = Charters.encode(withVacant());
        require(validator.checkAble(document, EVERYBODY, VACANT, true, NOW) == I.checkAble.selector);
        require(validator.checkAble(document, EVERYBODY, VACANT, false, NOW) == I.checkAble.selector);
    }

    function test_a_vacant_index_taken_for_activating_replaces_nobody() public view {
        amends(withVacant(), I.KeyStates(EVERYBODY, VACANT, 0));
    }

    function withVacant() private pure returns (RosterSpec memory draft) {
        draft = nextCharter();
        resize(draft, 13);
    }
}
