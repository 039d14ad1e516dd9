// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors as E} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {Charters, RosterSpec, RulebookSpec} from "../../support/Charters.sol";
import {Call, Draft} from "../../support/Drafts.sol";
import {Operation} from "../../support/Flow.sol";
import {Governed} from "../../support/Governed.sol";

/// @dev What is approved is a hash; the bytes come with `execute`.
contract ExecuteDocumentsTest is Governed {
    function test_a_document_must_be_supplied() public {
        Operation memory operation = _schedule(_rosterDraft(_nextRoster()));
        _warpToReady(operation);
        _refusesExecute(operation, abi.encodeWithSelector(E.DocumentMissing.selector, 0));
    }

    function test_another_document_is_refused() public {
        RosterSpec memory next = _nextRoster();
        Operation memory operation = _schedule(_rosterDraft(next));
        _warpToReady(operation);
        bytes32 approved = keccak256(Charters.encode(next));
        next.cooldown += 1;
        bytes memory other = Charters.encode(next);
        bytes memory mismatch = abi.encodeWithSelector(
            E.DocumentMismatch.selector,
            approved,
            keccak256(other)
        );
        bytes memory failed = abi.encodeWithSelector(E.CallFailed.selector, 0, mismatch);
        _refusesExecute(_withDocument(operation, other, ""), failed);
    }

    /// @dev It runs as it stands, and lacks its document.
    function test_a_self_call_that_is_not_just_a_selector_and_a_hash_takes_no_document() public {
        bytes memory document = Charters.encode(_nextRoster());
        bytes memory data = abi.encodeCall(IConclave.amendRoster, (keccak256(document)));
        Operation memory operation = _schedule(_draft(0, _self(bytes.concat(data, hex"00"))));
        _warpToReady(operation);
        bytes memory failed = abi.encodeWithSelector(E.CallFailed.selector, 0, "");
        _refusesExecute(operation, failed);
        _refusesExecute(_withDocument(operation, document, ""), failed);
    }

    function test_documents_go_to_their_calls_in_order_and_other_calls_take_none() public {
        RosterSpec memory next = _nextRoster();
        RulebookSpec memory book = _book();
        book.serial = 2;
        bytes[2] memory documents = [Charters.encode(next), Charters.encode(Charters.sort(book))];
        Draft memory draft = _draft(0, _sets(3));
        draft.calls = new Call[](3);
        draft.calls[0] = _self(abi.encodeCall(IConclave.amendRoster, (keccak256(documents[0]))));
        draft.calls[1] = _sets(3);
        draft.calls[2] = _self(abi.encodeCall(IConclave.amendRulebook, (keccak256(documents[1]))));
        Operation memory operation = _schedule(draft);
        _warpToReady(operation);
        operation.documents = new bytes[](1);
        operation.documents[0] = abi.encode(documents[0], "");
        _refusesExecute(operation, abi.encodeWithSelector(E.DocumentMissing.selector, 2));
        operation.documents = new bytes[](2);
        operation.documents[0] = abi.encode(documents[0], "");
        operation.documents[1] = abi.encode(documents[1], "");
        _execute(operation);
        // Config is read anew by each self-call: neither amendment undid the other.
        _same(conclave.config().roster, 3);
        _same(conclave.config().rulebook, 4);
        _same(target.value(), 3);
    }

    function _self(bytes memory data) private view returns (Call memory) {
        return _call(address(conclave), data);
    }
}
