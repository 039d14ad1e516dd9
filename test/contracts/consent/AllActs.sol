// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {APPROVER, GUARDIAN, PROPOSER, TESTER} from "../../../contracts/types/Entry.sol";
import {Word} from "../../../contracts/types/Word.sol";
import {Acts} from "../support/Acts.sol";
import {Charters, KeySpec, RosterSpec} from "../support/Charters.sol";
import {Draft} from "../support/Drafts.sol";
import {Operation} from "../support/Flow.sol";
import {Governed} from "../support/Governed.sol";
import {
    ANA,
    ANA_RECOVERY,
    BEN,
    CLEO,
    CLEO_RECOVERY,
    DAN,
    EVE,
    EXECUTORS,
    GUS,
    HANA,
    LAST_RESORT,
    NONE,
    People,
    PIA,
    ROUTINE,
    TOM_RECOVERY
} from "../support/People.sol";

/// @notice A Conclave in which every act that a key may sign would be accepted now, each at its own entry point.
abstract contract AllActs is Governed {
    enum Act {
        Propose,
        Approve,
        Test,
        Activate,
        Compromise,
        Suspend,
        Lift,
        Void,
        Cancel,
        Stop,
        Attest
    }

    /// @dev Everything that the acts are about, so that a signature of one act can be as near to another as its type allows.
    struct Values {
        Draft draft;
        uint8 key;
        bytes32 keyHash;
        uint16 since;
        uint32 change;
        uint8 holder;
        uint8 guardian;
        uint32 act;
        uint16 lane;
        bytes32 word;
        uint40 deadline;
    }

    /// @dev One guardian, proposer, tester and approver more, so that any one key can be spared; and Dan's successor, not yet activated.
    uint8 internal constant IVO = 13;
    uint8 internal constant KAI = 14;
    uint8 internal constant LEA = 15;
    uint8 internal constant MIA = 16;
    uint8 internal constant NEXT = 17;
    uint8 internal constant IVO_HOLDER = 9;

    Operation private _cancellable;
    uint16 internal cancelLane = _lane(EXECUTORS, 0);
    uint16 internal stopLane = _lane(LAST_RESORT, 0);

    function _charter() internal override returns (RosterSpec memory spec) {
        spec = super._charter();
        Charters.add(spec, People.eoa(IVO, IVO_HOLDER, GUARDIAN, spec.keys[0].expiry));
        Charters.add(spec, People.eoa(KAI, 10, PROPOSER, spec.keys[0].expiry));
        Charters.add(spec, People.eoa(LEA, 11, TESTER, spec.keys[0].expiry));
        Charters.add(spec, People.eoa(MIA, 12, APPROVER, spec.keys[0].expiry));
        spec.cooldown = 27 days;
    }

    function setUp() public override {
        super.setUp();
        RosterSpec memory spec = _nextRoster();
        bytes memory signer = abi.encodePacked(People.accountOf(NEXT));
        Charters.add(spec, KeySpec(0, signer, DAN, APPROVER, DAN, spec.keys[0].expiry, spec.serial));
        _amendRoster(spec);
        _accepts(_suspending(PIA, GUS));
        _cancellable = _schedule(_setting(EXECUTORS, 5));
        _attemptRecovery();
    }

    function _signerOf(Act act) internal pure returns (uint8) {
        uint8[11] memory signers = [ANA, BEN, EVE, NEXT, DAN, HANA, GUS, HANA, HANA, BEN, CLEO];
        return signers[uint8(act)];
    }

    /// @dev What `act` is about here and now.
    function _values(Act act) internal view returns (Values memory v) {
        v.draft = act == Act.Test ? _draft(_lane(0, 1), _sets(1)) : _setting(ROUTINE, 1);
        v.key = _signerOf(act);
        KeySpec memory spec = _rosterSpec().keys[v.key];
        (v.keyHash, v.since) = (Charters.keyHash(spec), spec.since);
        v.holder = act == Act.Lift ? PIA : CLEO;
        v.change =
            act == Act.Suspend || act == Act.Lift
                ? conclave.holderRecord(v.holder).changes
                : conclave.keyRecord(v.key).changes;
        v.guardian = v.key;
        v.act = conclave.holderRecord(spec.holder).acts;
        v.lane = act == Act.Stop ? stopLane : cancelLane;
        v.word = _wordOf(v.lane);
        v.deadline = uint40(_now() + 4 days);
    }

    function _hashOf(Act act, Values memory v) internal pure returns (bytes32) {
        if (act == Act.Propose) return Acts.propose(v.draft);
        if (act == Act.Approve) return Acts.approve(v.draft);
        if (act == Act.Test) return Acts.test(v.draft, REPORT);
        if (act == Act.Activate) return Acts.activate(v.key, v.keyHash, v.since, v.deadline);
        if (act == Act.Compromise) return Acts.compromise(v.key, v.keyHash, v.change, v.deadline);
        if (act == Act.Suspend) return Acts.suspend(v.holder, v.change, v.guardian, v.deadline);
        if (act == Act.Lift) return Acts.lift(v.holder, v.change, v.guardian, v.deadline);
        if (act == Act.Void) return Acts.voidAll(v.act, v.guardian, v.deadline);
        if (act == Act.Cancel) return Acts.cancel(v.lane, v.word, v.guardian, v.deadline);
        if (act == Act.Stop) return Acts.stop(v.lane, v.word);
        return Acts.attest(1, v.keyHash, v.word, v.key, v.deadline);
    }

    function _signed(Act act, Values memory v) internal view returns (bytes memory) {
        return _sign(v.key, _hashOf(act, v));
    }

    /// @dev Calldata that hands in `signature` as `act`'s. The co-signers a proposal needs are right.
    function _presenting(
        Act act,
        Values memory v,
        bytes memory signature
    ) internal view returns (bytes memory) {
        bytes memory entry = _entry(v.key, signature);
        if (act == Act.Propose) return _scheduling(v.draft, 0, bytes.concat(entry, _approves(BEN, v.draft)));
        if (act == Act.Approve) return _scheduling(v.draft, 0, bytes.concat(_proposes(ANA, v.draft), entry));
        if (act == Act.Test) {
            bytes memory approvals = bytes.concat(_approves(BEN, v.draft), _approves(CLEO, v.draft));
            return _scheduling(v.draft, REPORT, bytes.concat(_proposes(ANA, v.draft), entry, approvals));
        }
        if (act == Act.Activate) return abi.encodeCall(IConclave.activate, (v.key, v.deadline, signature));
        if (act == Act.Compromise)
            return abi.encodeCall(IConclave.compromiseOwn, (v.key, v.deadline, signature));
        if (act == Act.Suspend)
            return abi.encodeCall(IConclave.suspend, (v.holder, v.guardian, v.deadline, signature));
        if (act == Act.Lift)
            return abi.encodeCall(IConclave.liftOwn, (v.holder, v.guardian, v.deadline, signature));
        if (act == Act.Void) return abi.encodeCall(IConclave.voidAll, (v.guardian, v.deadline, signature));
        if (act == Act.Cancel) {
            Word word = Word.wrap(v.word);
            return abi.encodeCall(IConclave.cancel, (v.lane, word, v.guardian, v.deadline, signature));
        }
        if (act == Act.Stop) return abi.encodeCall(IConclave.stop, (v.lane, Word.wrap(v.word), entry));
        return abi.encodeCall(IConclave.attest, (1, v.keyHash, v.word, v.key, v.deadline, signature));
    }

    /// @dev Hands in `signature` as a guardian's who cancels an operation with all of it at hand.
    function _cancellingWhole(Values memory v, bytes memory signature) internal view returns (bytes memory) {
        Operation memory o = _cancellable;
        return
            abi.encodeCall(
                IConclave.cancelProtected,
                (o.p, o.stamp, v.guardian, v.deadline, signature)
            );
    }

    function _attemptRecovery() internal returns (Operation memory) {
        Draft memory draft = _rosterDraft(_nextRoster());
        draft.lane = stopLane;
        draft.prev = _wordOf(draft.lane);
        return _schedule(draft, _signers(ANA_RECOVERY, NONE, CLEO_RECOVERY, TOM_RECOVERY));
    }

    function _invalid(uint8 key) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(E.InvalidSignature.selector, key);
    }
}
