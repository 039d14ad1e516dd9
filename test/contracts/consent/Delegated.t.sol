// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {Lure, OpenDelegate} from "../support/Delegates.sol";
import {Governed} from "../support/Governed.sol";
import {BEN, People} from "../support/People.sol";
import {vm} from "../support/Vm.sol";

/// @dev Where "an EOA must have sent the transaction itself" ends: its transaction to a stranger, whom its own code then obeys.
contract ConsentDelegatedTest is Governed {
    bytes32 private constant ID = keccak256("id");

    function test_a_delegate_that_anybody_drives_does_not_speak_in_others_transactions() public {
        address ben = _delegated();
        vm.prank(OUTSIDER, OUTSIDER);
        _isTrue(!OpenDelegate(ben).forward(address(conclave), _approving()), "refused");
        _isTrue(!conclave.preApproved(ID, ben), "not approved");
    }

    /// @dev A limit: a key in daily use, with such code, is as good as lost anyway.
    function test_a_delegate_that_anybody_drives_speaks_in_its_own_account_s_transactions() public {
        address ben = _delegated();
        Lure lure = new Lure();
        vm.prank(ben, ben);
        _isTrue(lure.claim(address(conclave), _approving()), "taken for Ben's");
        _isTrue(conclave.preApproved(ID, ben), "approved");
    }

    function _delegated() private returns (address ben) {
        ben = People.accountOf(BEN);
        vm.etch(ben, address(new OpenDelegate()).code);
    }

    function _approving() private pure returns (bytes memory) {
        return abi.encodeCall(IConclave.approve, (ID, BEN));
    }
}
