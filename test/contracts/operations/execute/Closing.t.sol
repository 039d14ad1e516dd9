// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {IConclave} from "../../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors as E} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {IConclaveEvents as Ev} from "../../../../contracts/interfaces/IConclaveEvents.sol";
import {Call, Draft} from "../../support/Drafts.sol";
import {Operation} from "../../support/Flow.sol";
import {Governed} from "../../support/Governed.sol";
import {BEN, GUS, LAST_RESORT, ROUTINE} from "../../support/People.sol";

contract ExecuteClosingTest is Governed {
    function test_a_closed_conclave_does_nothing_more() public {
        Operation memory pending = _schedule(_setting(ROUTINE, 1));
        Draft memory other = _draft(_lane(ROUTINE, 1), _sets(2));
        _passSelfCall(abi.encodeCall(IConclave.close, (address(7))));
        _isTrue(conclave.config().closed, "closed");
        bytes[12] memory calls = [
            _scheduling(other, _usual(other)),
            _executing(pending),
            _clearing(pending),
            _cancelling(_lane(ROUTINE, 0), pending.word, GUS),
            _cancellingProtected(pending, GUS),
            _stopping(_lane(LAST_RESORT, 0), pending.word, new uint8[](0)),
            _suspending(BEN, GUS),
            _liftingOwn(BEN, GUS),
            _voiding(GUS, GUS),
            _compromisingOwn(BEN),
            _attesting(2, 0, 0, BEN),
            abi.encodeCall(IConclave.approve, (0, BEN))
        ];
        bytes memory closed = abi.encodeWithSelector(E.ConclaveClosed.selector);
        for (uint256 i; i < calls.length; ++i) _refuses(calls[i], closed);
        _refuses(abi.encodeCall(IConclave.retire, (BEN)), closed);
        _refuses(abi.encodeCall(IConclave.activate, (BEN, _soon(), "")), closed);
    }

    function test_the_rest_of_the_closing_batch_still_runs() public {
        Draft memory draft = _setting(0, 1);
        draft.calls = new Call[](2);
        draft.calls[0] = _call(address(conclave), abi.encodeCall(IConclave.close, (address(7))));
        draft.calls[1] = _sets(9);
        _pass(draft);
        _same(target.value(), 9);
    }

    function test_after_closing_a_batch_does_nothing_else_to_the_conclave() public {
        bytes[9] memory calls = [
            abi.encodeCall(IConclave.compromise, (BEN)),
            abi.encodeCall(IConclave.beginRetirement, (BEN)),
            abi.encodeCall(IConclave.waiveItem, (BEN, keccak256("item"))),
            abi.encodeCall(IConclave.lift, (BEN)),
            abi.encodeCall(IConclave.approveMessage, (keccak256("message"), _soon())),
            abi.encodeCall(IConclave.close, (address(8))),
            abi.encodeCall(IConclave.amendRoster, (keccak256("document"))),
            abi.encodeCall(IConclave.amendRulebook, (keccak256("document"))),
            abi.encodeCall(IConclave.renew, (keccak256("document")))
        ];
        bytes memory closed = abi.encodeWithSelector(E.ConclaveClosed.selector);
        for (uint8 i; i < calls.length; ++i) {
            Draft memory draft = _draft(_lane(0, i), _sets(1));
            draft.calls = new Call[](2);
            draft.calls[0] = _call(address(conclave), abi.encodeCall(IConclave.close, (address(7))));
            draft.calls[1] = _call(address(conclave), calls[i]);
            Operation memory operation = _schedule(draft);
            _warpToReady(operation);
            if (i > 5) operation = _withDocument(operation, "document", "");
            _refusesExecute(operation, abi.encodeWithSelector(E.CallFailed.selector, 1, closed));
        }
    }

    function test_the_last_link_names_the_successor() public {
        bytes32 before = _wordOf(0xffff);
        _passSelfCall(abi.encodeCall(IConclave.close, (address(7))));
        bytes32 link = keccak256(abi.encode(Ev.Closed.selector, before, _now(), address(7)));
        _same(_wordOf(0xffff), bytes32(uint256(link) & ~((uint256(1) << 33) - 1)));
    }

    function test_messages_end_with_the_conclave() public {
        bytes32 hash = keccak256("message");
        bytes memory approve = abi.encodeCall(IConclave.approveMessage, (hash, uint40(_now() + 30 days)));
        _passSelfCall(approve);
        _isTrue(IERC1271(address(conclave)).isValidSignature(hash, "") == 0x1626ba7e, "valid");
        _passSelfCall(abi.encodeCall(IConclave.close, (address(7))));
        _isTrue(IERC1271(address(conclave)).isValidSignature(hash, "") == 0xffffffff, "no longer");
    }
}
