// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {IConclaveEvents as Ev} from "../../../contracts/interfaces/IConclaveEvents.sol";
import {Charters, RosterSpec, RulebookSpec} from "../support/Charters.sol";
import {Draft} from "../support/Drafts.sol";
import {Operation} from "../support/Flow.sol";
import {ANA, BEN, BEN_SECOND, CLEO, DAN, EVE, GUS, NONE} from "../support/People.sol";
import {Vm, vm} from "../support/Vm.sol";
import {Rotating} from "./Rotating.sol";

/// @dev Each act of the register moves its word by exactly one link, and says so in one event (docs/formats.md, 7).
contract LinksTest is Rotating {
    bytes32 private before;

    function test_an_amended_roster_is_a_link() public {
        RosterSpec memory next = _nextRoster();
        _watch();
        _amendRoster(next);
        bytes memory fields = abi.encode(3, 2, keccak256(Charters.encode(next)));
        _linked(Ev.RosterAmended.selector, fields, fields, "");
    }

    function test_an_amended_rulebook_is_a_link() public {
        RulebookSpec memory book = _book();
        book.serial = 2;
        _watch();
        _setRulebook(book);
        bytes memory fields = abi.encode(3, 2, keccak256(Charters.encode(Charters.sort(book))));
        _linked(Ev.RulebookAmended.selector, fields, fields, "");
    }

    function test_a_key_that_begins_to_retire_is_a_link() public {
        _watch();
        _passSelfCall(abi.encodeCall(IConclave.beginRetirement, (BEN_SECOND)));
        _linked(Ev.KeyRetiring.selector, abi.encode(BEN_SECOND), "", abi.encode(BEN_SECOND));
    }

    function test_a_suspension_is_a_link() public {
        _watch();
        _accepts(_suspending(BEN, GUS));
        bytes memory rest = abi.encode(GUS, _now() + 7 days, 1);
        _linked(Ev.HolderSuspended.selector, bytes.concat(abi.encode(BEN), rest), rest, abi.encode(BEN));
    }

    function test_a_suspension_lifted_by_its_guardian_is_a_link() public {
        _accepts(_suspending(BEN, GUS));
        _watch();
        _accepts(_liftingOwn(BEN, GUS));
        _linked(Ev.SuspensionLifted.selector, abi.encode(BEN, GUS), abi.encode(GUS), abi.encode(BEN));
    }

    function test_a_suspension_lifted_by_tier_zero_is_a_link() public {
        _accepts(_suspending(CLEO, GUS));
        bytes memory lift = abi.encodeCall(IConclave.lift, (CLEO));
        Draft memory draft = _draft(0, _call(address(conclave), lift));
        Operation memory operation = _schedule(draft, _signers(ANA, EVE, BEN, DAN));
        _warpToReady(operation);
        _watch();
        _execute(operation);
        _linked(Ev.SuspensionLifted.selector, abi.encode(CLEO, NONE), abi.encode(NONE), abi.encode(CLEO));
    }

    function test_a_void_is_a_link() public {
        _watch();
        _accepts(_voiding(GUS, GUS));
        _linked(Ev.Voided.selector, abi.encode(GUS, 1), abi.encode(GUS, 1), "");
    }

    function test_a_pre_approval_is_a_link() public {
        bytes32 id = keccak256("proposal");
        _watch();
        _approve(BEN, id);
        _linked(Ev.PreApproved.selector, abi.encode(id, BEN), abi.encode(BEN), abi.encode(id));
    }

    function _watch() private {
        before = _wordOf(0xffff);
        vm.recordLogs();
    }

    /// @param fields What is hashed into the link, `rest` what follows the word in the event, `indexed_` what is its topic.
    function _linked(bytes32 topic, bytes memory fields, bytes memory rest, bytes memory indexed_) private {
        bytes32 link = keccak256(bytes.concat(abi.encode(topic, before, _now()), fields));
        bytes32 word = bytes32(uint256(link) & ~((uint256(1) << 33) - 1));
        _same(_wordOf(0xffff), word);
        uint256 found;
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].topics[0] != topic) continue;
            ++found;
            _same(logs[i].emitter, address(conclave));
            _same(keccak256(logs[i].data), keccak256(bytes.concat(abi.encode(word), rest)));
            if (indexed_.length != 0) _same(logs[i].topics[1], bytes32(indexed_));
        }
        _same(found, 1);
    }
}
