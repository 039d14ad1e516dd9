// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {IConclave} from "../../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors as E} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {IConclaveEvents as Ev} from "../../../../contracts/interfaces/IConclaveEvents.sol";
import {Draft} from "../../support/Drafts.sol";
import {Governed} from "../../support/Governed.sol";
import {BEN, GUS, ROUTINE} from "../../support/People.sol";
import {Vm, vm} from "../../support/Vm.sol";

/// @dev ERC-1271 messages of the Conclave itself: tier 0 only, with expiry and epoch.
contract ExecuteMessagesTest is Governed {
    bytes32 private constant HASH = keccak256("message");

    uint40 private _expiry;

    function test_only_what_tier_zero_approved_is_valid() public {
        _isValid(false);
        _approveMessage();
        _isValid(true);
        _isTrue(_ask(keccak256("another")) == 0xffffffff, "another message");
    }

    function test_another_tier_cannot_approve_a_message() public {
        bytes memory data = abi.encodeCall(IConclave.approveMessage, (HASH, type(uint40).max));
        Draft memory draft = _draft(_lane(ROUTINE, 0), _call(address(conclave), data));
        _refusesSchedule(draft, abi.encodeWithSelector(E.SelfCallRefused.selector, 0));
    }

    function test_it_is_valid_until_the_second_before_it_expires() public {
        _approveMessage();
        vm.warp(_expiry - 1);
        _isValid(true);
        vm.warp(_expiry);
        _isValid(false);
    }

    function test_it_ends_with_the_epoch() public {
        _approveMessage();
        _accepts(_suspending(BEN, GUS));
        _isValid(false);
    }

    function test_it_is_revoked_by_approving_it_until_now() public {
        _approveMessage();
        _passSelfCall(abi.encodeCall(IConclave.approveMessage, (HASH, 0)));
        _isValid(false);
    }

    function test_the_signature_s_bytes_do_not_matter() public {
        _approveMessage();
        bytes4 answer = IERC1271(address(conclave)).isValidSignature(HASH, "anything");
        _isTrue(answer == 0x1626ba7e, "valid");
    }

    function test_it_is_on_the_record() public {
        bytes32 before = _wordOf(0xffff);
        _approveMessage();
        bytes32 link = keccak256(
            abi.encode(Ev.MessageApproved.selector, before, _now(), HASH, _expiry, uint256(0))
        );
        bytes32 word = bytes32(uint256(link) & ~((uint256(1) << 33) - 1));
        _same(_wordOf(0xffff), word);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        Vm.Log memory last = logs[logs.length - 1];
        _same(last.topics[0], Ev.MessageApproved.selector);
        _same(last.topics[1], HASH);
        _same(keccak256(last.data), keccak256(abi.encode(word, _expiry, 0)));
    }

    function _approveMessage() private {
        _expiry = uint40(_now() + 30 days);
        _passSelfCall(abi.encodeCall(IConclave.approveMessage, (HASH, _expiry)));
    }

    function _ask(bytes32 hash) private view returns (bytes4) {
        return IERC1271(address(conclave)).isValidSignature(hash, "");
    }

    function _isValid(bool expected) private view {
        _isTrue((_ask(HASH) == 0x1626ba7e) == expected, "validity");
    }
}
