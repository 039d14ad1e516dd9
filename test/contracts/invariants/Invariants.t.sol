// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {KeyState} from "../../../contracts/types/State.sol";
import {Charters, KeySpec, RosterSpec} from "../support/Charters.sol";
import {SUSPENSION} from "../support/People.sol";
import {vm} from "../support/Vm.sol";
import {Recount} from "./Recount.sol";
import {Acting} from "./Acting.sol";

/// @notice The nine invariants of docs/invariants.md, after every call of a random play of the whole interface. What must have been so for a
/// call to succeed is judged when it succeeds (`_must`); here is what must be so at any time.
contract InvariantsTest is Acting {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function setUp() public override {
        super.setUp();
        KeySpec[] memory keys = _rosterSpec().keys;
        onCurve[Charters.identity(keys[P256_APPROVER])] = true;
        onCurve[Charters.identity(keys[P256_TESTER])] = true;
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(this);
    }

    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        bytes4[25] memory actions = [
            this.scheduleCalls.selector,
            this.scheduleAtOnce.selector,
            this.scheduleSelfCalls.selector,
            this.amendRoster.selector,
            this.amendRulebook.selector,
            this.renew.selector,
            this.recover.selector,
            this.execute.selector,
            this.carryOut.selector,
            this.cancel.selector,
            this.cancelProtected.selector,
            this.clear.selector,
            this.stop.selector,
            this.approve.selector,
            this.activate.selector,
            this.compromiseOwn.selector,
            this.suspend.selector,
            this.liftOwn.selector,
            this.voidAll.selector,
            this.attest.selector,
            this.retire.selector,
            this.wait_.selector,
            this.pay.selector,
            this.trespass.selector,
            this.stir.selector
        ];
        targets = new FuzzSelector[](1);
        targets[0].addr = address(this);
        targets[0].selectors = new bytes4[](actions.length);
        for (uint256 i; i < actions.length; ++i) targets[0].selectors[i] = actions[i];
    }

    function invariant_1_individuals() external view {
        _intact(1);
    }

    function invariant_2_no_lone_power() external view {
        _intact(2);
        _same(address(conclave).balance, balance);
        _isTrue(hostile.succeeded() == 0, "a target got in");
        _same(conclave.config().epoch, epoch);
        _same(conclave.config().lastVoid, lastVoid);
        _isTrue(conclave.config().closed == closed, "closed by proposal only");
        for (uint8 holder; holder < 20; ++holder) {
            _same(conclave.holderRecord(holder).suspendedUntil, holders[holder].suspendedUntil);
        }
    }

    function invariant_3_tested_before_active() external view {
        _intact(3);
    }

    function invariant_4_delay() external view {
        _intact(4);
    }

    function invariant_5_stale_consent_is_no_consent() external view {
        _intact(5);
        for (uint8 holder; holder < 20; ++holder) {
            _same(conclave.holderRecord(holder).incident, holders[holder].incident);
        }
        bool valid = _now() < message.expiry && message.epoch == epoch && !closed;
        bytes4 answer = IERC1271(address(conclave)).isValidSignature(message.hash, "");
        _isTrue((answer == IERC1271.isValidSignature.selector) == valid, "a message outlived its consent");
    }

    function invariant_6_no_lock_out() external view {
        _intact(6);
        _same(conclave.config().attempts, attempts);
        // Only compromise and age take from what the charter was judged to be.
        if (!lost) _same(_indispensable(judgedAt), Recount.NOBODY);
    }

    function invariant_7_proof_of_possession() external view {
        _intact(7);
        KeySpec[] memory keys = _rosterSpec().keys;
        for (uint8 i; i < keys.length; ++i) {
            if (keys[i].signer.length == 0) continue;
            address identity = Charters.identity(keys[i]);
            bool entered = conclave.keyRecord(i).identity == identity;
            KeyState state = entered ? conclave.keyRecord(i).state : KeyState.Pending;
            _same(uint256(state), uint256(lives[identity]));
            _isTrue(
                conclave.tombstoned(identity) == (lives[identity] >= Life.Retired),
                "tombstoned for good"
            );
        }
    }

    function invariant_8_empty_before_retired() external view {
        _intact(8);
    }

    function invariant_9_all_on_the_record() external view {
        _intact(9);
        _checkRecord();
    }

    function _intact(uint256 invariant) private view {
        _isTrue(bytes(breaches[invariant]).length == 0, breaches[invariant]);
    }

    /// @dev At the end of each run: whom the recount calls dispensable, tier 0 really does without.
    function afterInvariant() external {
        for (uint256 i; i < hostile.tried(); ++i) _tally("reenter", bytes4(0xffffffff));
        _leaveCounts();
        if (closed) return;
        // The suspended are back.
        vm.warp(_now() + SUSPENSION);
        RosterSpec memory spec = _rosterSpec();
        Recount.People memory all = Recount.people(spec, _active(spec), _now());
        for (uint8 removed; removed < Recount.HOLDERS; ++removed) {
            if (Recount.able(spec, all, removed)) _actsWithout(removed);
        }
    }
}
