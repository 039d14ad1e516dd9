// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {PROPOSER, SEVERAL, TESTER, APPROVER} from "../../../contracts/types/Entry.sol";
import {Acts} from "../support/Acts.sol";
import {Charters, RosterSpec} from "../support/Charters.sol";
import {Draft, Drafts} from "../support/Drafts.sol";
import {Operation} from "../support/Flow.sol";
import {Governed} from "../support/Governed.sol";
import {ANA, BEN, CLEO, DAN, EVE, GUS, PIA, ROUTINE, People} from "../support/People.sol";

/// @dev Invariant 5: one EIP-712 type per act, so that none passes for another.
contract ConsentSeparationTest is Governed {
    /// @dev Max may propose, test and approve, so that only the type stands between his signatures.
    uint8 private constant MAX = 13;

    function _charter() internal view override returns (RosterSpec memory spec) {
        spec = People.roster(_now());
        Charters.add(spec, People.eoa(MAX, 13, PROPOSER | TESTER | APPROVER | SEVERAL, spec.keys[0].expiry));
    }

    function test_nothing_else_passes_for_a_propose() public {
        Draft memory draft = _setting(0, 1);
        bytes memory rest = bytes.concat(_tests(EVE, draft), _approves(BEN, draft), _approves(CLEO, draft));
        bytes32[4] memory others = [
            Acts.approve(draft),
            Acts.test(draft, REPORT),
            Acts.test(draft, 0),
            Drafts.hash(draft)
        ];
        for (uint256 i; i < others.length; ++i) {
            bytes memory packed = bytes.concat(_entry(MAX, _sign(MAX, others[i])), rest);
            _refuses(_scheduling(draft, REPORT, packed), _invalid(MAX));
        }
        _schedule(draft, REPORT, bytes.concat(_proposes(MAX, draft), rest), OUTSIDER);
    }

    function test_nothing_else_passes_for_a_test() public {
        Draft memory draft = _setting(0, 1);
        bytes memory first = _proposes(ANA, draft);
        bytes memory rest = bytes.concat(_approves(BEN, draft), _approves(CLEO, draft));
        bytes32[4] memory others = [
            Acts.approve(draft),
            Acts.propose(draft),
            Acts.test(draft, keccak256("another report")),
            Drafts.hash(draft)
        ];
        for (uint256 i; i < others.length; ++i) {
            bytes memory packed = bytes.concat(first, _entry(MAX, _sign(MAX, others[i])), rest);
            _refuses(_scheduling(draft, REPORT, packed), _invalid(MAX));
        }
        _schedule(draft, REPORT, bytes.concat(first, _tests(MAX, draft), rest), OUTSIDER);
    }

    function test_a_report_is_not_exchanged_for_another_on_the_way() public {
        Draft memory draft = _setting(0, 1);
        bytes memory packed = _signatures(draft, _signers(ANA, EVE, BEN, CLEO));
        _refuses(_scheduling(draft, keccak256("another report"), packed), _invalid(EVE));
        _schedule(draft, REPORT, packed, OUTSIDER);
    }

    function test_nothing_else_passes_for_an_approve() public {
        Draft memory draft = _setting(0, 1);
        bytes memory first = bytes.concat(_proposes(ANA, draft), _tests(EVE, draft), _approves(BEN, draft));
        bytes32[4] memory others = [
            Acts.propose(draft),
            Acts.test(draft, REPORT),
            Drafts.hash(draft),
            Acts.stop(draft.lane, draft.prev)
        ];
        for (uint256 i; i < others.length; ++i) {
            bytes memory packed = bytes.concat(first, _entry(MAX, _sign(MAX, others[i])));
            _refuses(_scheduling(draft, REPORT, packed), _invalid(MAX));
        }
        _schedule(draft, REPORT, bytes.concat(first, _approves(MAX, draft)), OUTSIDER);
    }

    function test_guardians_acts_do_not_pass_for_each_other() public {
        Operation memory operation = _schedule(_setting(ROUTINE, 1));
        uint16 lane = _lane(ROUTINE, 0);
        uint40 by = _soon();
        bytes memory suspend = _sign(GUS, Acts.suspend(DAN, 0, GUS, by));
        bytes memory lift = _sign(GUS, Acts.lift(DAN, 0, GUS, by));
        bytes memory voids = _sign(GUS, Acts.voidAll(0, GUS, by));
        bytes memory no = _invalid(GUS);
        _refuses(abi.encodeCall(IConclave.suspend, (DAN, GUS, by, lift)), no);
        _refuses(abi.encodeCall(IConclave.suspend, (DAN, GUS, by, voids)), no);
        _refuses(abi.encodeCall(IConclave.liftOwn, (DAN, GUS, by, suspend)), no);
        _refuses(abi.encodeCall(IConclave.voidAll, (GUS, by, suspend)), no);
        _refuses(abi.encodeCall(IConclave.cancel, (lane, operation.word, GUS, by, voids)), no);
        _refuses(abi.encodeCall(IConclave.cancel, (lane, operation.word, GUS, by, suspend)), no);
    }

    function test_a_guardian_s_signature_names_its_subject_its_deadline_and_the_guardian() public {
        uint40 by = _soon();
        bytes memory signature = _sign(GUS, Acts.suspend(DAN, 0, GUS, by));
        _refuses(abi.encodeCall(IConclave.suspend, (BEN, GUS, by, signature)), _invalid(GUS));
        _refuses(abi.encodeCall(IConclave.suspend, (DAN, GUS, by + 1, signature)), _invalid(GUS));
        bytes memory other = _sign(GUS, Acts.suspend(DAN, 0, 8, by));
        _refuses(abi.encodeCall(IConclave.suspend, (DAN, GUS, by, other)), _invalid(GUS));
        _accepts(abi.encodeCall(IConclave.suspend, (DAN, GUS, by, signature)));
    }

    function test_a_key_s_own_acts_do_not_pass_for_each_other() public {
        uint40 by = _soon();
        RosterSpec memory spec = _rosterSpec();
        bytes32 hash = Charters.keyHash(spec.keys[BEN]);
        bytes memory activate = _sign(BEN, Acts.activate(BEN, hash, 1, by));
        _refuses(abi.encodeCall(IConclave.compromiseOwn, (BEN, by, activate)), _invalid(BEN));
        bytes memory compromise = _sign(BEN, Acts.compromise(BEN, hash, 1, by));
        _refuses(abi.encodeCall(IConclave.attest, (1, hash, hash, BEN, by, compromise)), _invalid(BEN));
    }

    function test_an_approve_does_not_attest() public {
        Draft memory draft = _setting(ROUTINE, 1);
        bytes memory approve = _sign(PIA, Acts.approve(draft));
        bytes memory data = abi.encodeCall(IConclave.attest, (7, 0, 0, PIA, _soon(), approve));
        _refuses(data, _invalid(PIA));
    }

    function _invalid(uint8 key) private pure returns (bytes memory) {
        return abi.encodeWithSelector(E.InvalidSignature.selector, key);
    }
}
