// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {RosterSpec} from "../support/Charters.sol";
import {Draft} from "../support/Drafts.sol";
import {ANA, BEN, BEN_SECOND, CLEO, EXECUTORS, HANA} from "../support/People.sol";
import {vm} from "../support/Vm.sol";
import {AllActs} from "./AllActs.sol";

/// @dev Invariant 5: each of the eleven signed acts, handed in elsewhere than it was meant. `Replay` has what one proposal can suffer.
contract ReplayElsewhereTest is AllActs {
    function test_on_another_chain() public {
        for (uint8 i; i <= uint8(type(Act).max); ++i) {
            Values memory v = _values(Act(i));
            bytes32 digest = _digest(_hashOf(Act(i), v), address(conclave), block.chainid + 1);
            _refuses(_presenting(Act(i), v, _signDigest(v.key, digest)), _invalid(v.key));
        }
    }

    function test_on_this_chain_after_it_forked_off() public {
        for (uint8 i; i <= uint8(type(Act).max); ++i) {
            Values memory v = _values(Act(i));
            bytes memory signature = _signed(Act(i), v);
            bytes memory data = _presenting(Act(i), v, signature);
            vm.chainId(block.chainid + 1);
            if (Act(i) > Act.Test) {
                _refuses(data, _invalid(v.key));
            } else {
                // The word of a lane not yet opened depends on the chain. Even with it and fresh co-signers:
                bytes32 word = _wordOf(v.draft.lane);
                _refuses(
                    data,
                    abi.encodeWithSelector(E.LaneMoved.selector, v.draft.lane, word, v.draft.prev)
                );
                v.draft.prev = word;
                _refuses(_presenting(Act(i), v, signature), _invalid(v.key));
            }
            vm.chainId(block.chainid - 1);
        }
    }

    function test_at_another_conclave_of_the_same_people() public {
        (IConclave here, RosterSpec memory spec) = (conclave, _rosterSpec());
        _foundWith(_charter());
        IConclave there = conclave;
        conclave = here;
        _setRosterSpec(spec);
        for (uint8 i; i <= uint8(type(Act).max); ++i) {
            Values memory v = _values(Act(i));
            bytes32 digest = _digest(_hashOf(Act(i), v), address(there), block.chainid);
            _refuses(_presenting(Act(i), v, _signDigest(v.key, digest)), _invalid(v.key));
        }
    }

    function test_in_another_lane() public {
        for (uint8 i; i <= uint8(Act.Test); ++i) {
            Values memory v = _values(Act(i));
            bytes memory signature = _signed(Act(i), v);
            uint16 lane = Act(i) == Act.Test ? 0 : _lane(EXECUTORS, 1);
            (v.draft.lane, v.draft.prev) = (lane, _wordOf(lane));
            _refuses(_presenting(Act(i), v, signature), _invalid(v.key));
        }
        Values memory c = _values(Act.Cancel);
        bytes memory cancellation = _signed(Act.Cancel, c);
        Draft memory draft = _setting(EXECUTORS, 6);
        (draft.lane, draft.prev) = (_lane(EXECUTORS, 1), _wordOf(_lane(EXECUTORS, 1)));
        c.word = bytes32(abi.encode(_schedule(draft).word));
        c.lane = draft.lane;
        _refuses(_presenting(Act.Cancel, c, cancellation), _invalid(HANA));
        _accepts(_presenting(Act.Cancel, c, _signed(Act.Cancel, c)));
    }

    function test_by_another_key_of_the_same_holder() public {
        Values memory v = _values(Act.Approve);
        bytes memory signature = _signed(Act.Approve, v);
        v.key = BEN_SECOND;
        _refuses(_presenting(Act.Approve, v, signature), _invalid(BEN_SECOND));
    }

    function test_about_another_report() public {
        Values memory v = _values(Act.Test);
        bytes memory approvals = bytes.concat(_approves(BEN, v.draft), _approves(CLEO, v.draft));
        bytes memory entry = _entry(v.key, _signed(Act.Test, v));
        bytes memory packed = bytes.concat(_proposes(ANA, v.draft), entry, approvals);
        _refuses(_scheduling(v.draft, keccak256("another report"), packed), _invalid(v.key));
        _accepts(_scheduling(v.draft, REPORT, packed));
    }
}
