// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICharterValidator} from "../../../contracts/interfaces/ICharterValidator.sol";
import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {APPROVER, KIND_ERC1271, TESTER} from "../../../contracts/types/Entry.sol";
import {KeyState} from "../../../contracts/types/State.sol";
import {Charters, KeySpec, RosterSpec, RulebookSpec} from "../support/Charters.sol";
import {Call, Draft} from "../support/Drafts.sol";
import {Operation} from "../support/Flow.sol";
import {ANA, BEN, CLEO, DAN, EVE, GUS, NONE, PIA} from "../support/People.sol";
import {Target} from "../support/Target.sol";
import {vm} from "../support/Vm.sol";
import {YesWallet} from "../support/Wallets.sol";
import {Amending} from "./Amending.sol";

/// @dev Roster and rulebook are replaced whole, by documents that were approved by their hash.
contract AmendmentsTest is Amending {
    function test_a_roster_is_replaced_by_the_approved_bytes() public {
        RosterSpec memory next = _nextRoster();
        next.cooldown += 1 days;
        _amendRoster(next);
        bytes memory document = Charters.encode(next);
        // Generations: 1 the first roster, 2 the rulebook, 3 this.
        _inStep(3, 2, 3);
        _same(keccak256(conclave.rosterCarrier().code), keccak256(bytes.concat(hex"00", document)));
        _same(conclave.rosterCarrier(), conclave.documentAt(3));
    }

    function test_two_amendments_in_one_batch() public {
        RosterSpec memory next = _nextRoster();
        RulebookSpec memory book = _book();
        book.serial = 2;
        bytes memory rosterDocument = Charters.encode(next);
        bytes memory bookDocument = Charters.encode(Charters.sort(book));
        Operation memory operation = _scheduleTwo(_amends(rosterDocument), _amendsBook(bookDocument));
        operation.documents = _two(rosterDocument, bookDocument);
        _execute(operation);
        _inStep(3, 4, 4);
        _same(keccak256(conclave.documentAt(3).code), keccak256(bytes.concat(hex"00", rosterDocument)));
        _same(keccak256(conclave.documentAt(4).code), keccak256(bytes.concat(hex"00", bookDocument)));
        _setRosterSpec(next);
        _pass(_setting(1, 5));
        _same(target.value(), 5);
    }

    function test_two_rosters_in_one_batch_follow_one_another() public {
        RosterSpec memory next = _nextRoster();
        bytes memory first = Charters.encode(next);
        ++next.serial;
        bytes memory second = Charters.encode(next);
        Operation memory operation = _scheduleTwo(_amends(first), _amends(second));
        operation.documents = _two(first, second);
        _execute(operation);
        _inStep(4, 2, 4);
        _same(keccak256(conclave.rosterCarrier().code), keccak256(bytes.concat(hex"00", second)));
    }

    function test_documents_belong_to_calls_in_order() public {
        RosterSpec memory next = _nextRoster();
        bytes memory first = Charters.encode(next);
        ++next.serial;
        bytes memory second = Charters.encode(next);
        Operation memory operation = _scheduleTwo(_amends(first), _amends(second));
        operation.documents = _two(second, first);
        _refusesExecute(operation, _failed(0, _mismatch(first, second)));
        operation.documents = new bytes[](1);
        operation.documents[0] = abi.encode(first, "");
        _refusesExecute(operation, _err(E.DocumentMissing.selector, 1));
        operation.documents = new bytes[](0);
        _refusesExecute(operation, _err(E.DocumentMissing.selector, 0));
    }

    function test_a_reverted_execution_leaves_nonce_and_count_in_step() public {
        bytes memory document = Charters.encode(_nextRoster());
        Call memory fails = _call(address(target), abi.encodeCall(Target.refuse, (42)));
        Operation memory operation = _scheduleTwo(_amends(document), fails);
        operation = _withDocument(operation, document, "");
        bytes memory reason = abi.encodeWithSelector(Target.Unwilling.selector, 42);
        _refusesExecute(operation, _failed(1, reason));
        _inStep(1, 2, 2);
        _same(conclave.documentAt(3).code.length, 0);
        // The document that was created and taken back left its number free.
        vm.warp(operation.stamp.ready() + 8 days);
        _amendRoster(_nextRoster());
        _inStep(3, 2, 3);
    }

    function test_other_bytes_than_the_approved_are_refused() public {
        bytes memory approved = Charters.encode(_nextRoster());
        RosterSpec memory other = _nextRoster();
        other.cooldown += 1;
        bytes memory supplied = Charters.encode(other);
        Operation memory operation = _schedule(_draft(0, _amends(approved)));
        _warpToReady(operation);
        _refusesExecute(_withDocument(operation, supplied, ""), _failed(0, _mismatch(approved, supplied)));
    }

    function test_of_two_approved_amendments_the_second_is_stale() public {
        bytes memory document = Charters.encode(_nextRoster());
        Draft memory one = _draft(0, _amends(document));
        Operation memory first = _schedule(one);
        Operation memory second = _schedule(_draft(1, _amends(document)));
        _warpToReady(second);
        _execute(_withDocument(first, document, ""));
        bytes memory stale = _err(ICharterValidator.SerialWrong.selector, 2, 3);
        _refusesExecute(_withDocument(second, document, ""), _failed(0, stale));
        _inStep(3, 2, 3);
    }

    function test_a_rulebook_has_the_next_serial() public {
        RulebookSpec memory book = _book();
        for (uint16 serial; serial < 4; ++serial) {
            if (serial == 2) continue;
            book.serial = serial;
            bytes memory document = Charters.encode(Charters.sort(book));
            Operation memory operation = _schedule(_draft(0, _amendsBook(document)));
            _warpToReady(operation);
            operation = _withDocument(operation, document, "");
            _refusesExecute(operation, _failed(0, _err(ICharterValidator.SerialWrong.selector, serial, 2)));
            vm.warp(operation.stamp.ready() + 8 days);
        }
        book.serial = 2;
        _setRulebook(book);
        _inStep(1, 3, 3);
    }

    function test_a_charter_that_could_be_locked_out_is_refused() public {
        RosterSpec memory next = _nextRoster();
        next.keys[DAN].roles = TESTER;
        _refusesAmendment(next, _err(ICharterValidator.TierLockedOut.selector, 0, BEN));
        _inStep(1, 2, 2);
    }

    function test_keys_that_are_not_activated_save_no_charter() public {
        RosterSpec memory next = _with(_nextRoster(), NEW, PIA, APPROVER, 255);
        next.keys[DAN].roles = TESTER;
        _refusesAmendment(next, _err(ICharterValidator.TierLockedOut.selector, 0, BEN));
    }

    function test_keys_pending_from_before_save_no_charter_until_they_are_activated() public {
        _enter(PIA, APPROVER);
        RosterSpec memory next = _nextRoster();
        next.keys[DAN].roles = TESTER;
        _refusesAmendment(next, _err(ICharterValidator.TierLockedOut.selector, 0, BEN));
        vm.warp(_now() + 8 days);
        _activate(NEW);
        _amendRoster(next);
        _inStep(4, 2, 4);
    }

    /// @dev Its activation is then the end of what is supplied.
    function test_a_wallet_that_needs_no_signature_is_activated_with_the_amendment() public {
        RosterSpec memory next = _nextRoster();
        bytes memory wallet = abi.encodePacked(new YesWallet());
        uint32 expiry = next.keys[PIA].expiry;
        Charters.add(next, KeySpec(KIND_ERC1271, wallet, PIA, APPROVER, NONE, expiry, next.serial));
        _amendRoster(next, abi.encodePacked(NEW, uint40(_now() + 10 days), uint16(0)));
        _is(NEW, KeyState.Active);
    }

    function test_a_compromised_key_saves_no_charter() public {
        _accepts(_compromisingOwn(DAN));
        RosterSpec memory next = _nextRoster();
        Draft memory draft = _rosterDraft(next);
        Operation memory operation = _schedule(draft);
        _warpToReady(operation);
        _refusesExecute(
            _withDocument(operation, Charters.encode(next), ""),
            _failed(0, _err(ICharterValidator.TierLockedOut.selector, 0, BEN))
        );
    }

    /// @dev Else one suspension would veto every amendment.
    function test_a_suspended_holder_counts_as_present() public {
        _accepts(_suspending(DAN, GUS));
        RosterSpec memory next = _nextRoster();
        Operation memory operation = _schedule(_rosterDraft(next));
        _warpToReady(operation);
        _isTrue(conclave.holderRecord(DAN).suspendedUntil > _now(), "still suspended");
        _execute(_withDocument(operation, Charters.encode(next), ""));
        _inStep(3, 2, 3);
    }

    function test_only_the_conclave_itself_calls_what_is_tier_zeros() public {
        bytes[9] memory calls = [
            abi.encodeCall(IConclave.amendRoster, (0)),
            abi.encodeCall(IConclave.amendRulebook, (0)),
            abi.encodeCall(IConclave.renew, (0)),
            abi.encodeCall(IConclave.compromise, (BEN)),
            abi.encodeCall(IConclave.lift, (BEN)),
            abi.encodeCall(IConclave.beginRetirement, (BEN)),
            abi.encodeCall(IConclave.waiveItem, (BEN, 0)),
            abi.encodeCall(IConclave.approveMessage, (0, 0)),
            abi.encodeCall(IConclave.close, (address(0)))
        ];
        address[3] memory callers = [OUTSIDER, vm.addr(_secretOf(ANA)), address(target)];
        for (uint256 i; i < calls.length; ++i) {
            for (uint256 j; j < 3; ++j) {
                _refusesFrom(callers[j], calls[i], _err(E.OnlySelf.selector, uint160(callers[j])));
            }
        }
    }

    function _refusesAmendment(RosterSpec memory next, bytes memory reason) private {
        bytes memory document = Charters.encode(next);
        Operation memory operation = _schedule(_draft(0, _amends(document)));
        _warpToReady(operation);
        _refusesExecute(_withDocument(operation, document, ""), _failed(0, reason));
    }

    function _scheduleTwo(Call memory a, Call memory b) private returns (Operation memory operation) {
        Draft memory draft = _draft(0, a);
        draft.calls = new Call[](2);
        draft.calls[0] = a;
        draft.calls[1] = b;
        operation = _schedule(draft, _signers(ANA, EVE, BEN, CLEO));
        _warpToReady(operation);
    }

    function _two(bytes memory a, bytes memory b) private pure returns (bytes[] memory documents) {
        documents = new bytes[](2);
        documents[0] = abi.encode(a, "");
        documents[1] = abi.encode(b, "");
    }
}
