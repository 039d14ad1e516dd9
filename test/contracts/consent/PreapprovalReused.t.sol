// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {APPROVER} from "../../../contracts/types/Entry.sol";
import {KeyState} from "../../../contracts/types/State.sol";
import {KeySpec, RosterSpec} from "../support/Charters.sol";
import {Draft} from "../support/Drafts.sol";
import {ANA, BEN_SECOND, DAN, NONE, ROUTINE, WINDOW} from "../support/People.sol";
import {vm} from "../support/Vm.sol";
import {Rotating} from "../keys/Rotating.sol";

/// @dev A pre-approval is kept by identity: an index that has another key since lends it nothing.
contract ConsentPreApprovalReusedTest is Rotating {
    /// @dev Of a proposal dated so far ahead that the index is free by then.
    function test_a_pre_approval_does_not_pass_to_the_next_key_at_its_index() public {
        Draft memory draft = _setting(ROUTINE, 1);
        draft.created = uint40(_now() + 60 days);
        draft.deadline = uint40(draft.created + WINDOW);
        _approve(BEN_SECOND, _id(draft));
        uint256 start = vm.snapshotState();
        vm.warp(draft.created);
        _accepts(_byPreApproval(draft));
        vm.revertToState(start);

        _passSelfCall(abi.encodeCall(IConclave.beginRetirement, (BEN_SECOND)));
        _refusesNow(draft, abi.encodeWithSelector(E.KeyNotActive.selector, BEN_SECOND, KeyState.Retiring));
        conclave.retire(BEN_SECOND);
        vm.warp(_now() + 40 days);
        RosterSpec memory next = _nextRoster();
        next.keys[BEN_SECOND] = _newcomer(next.serial);
        _amendRoster(next);
        _refusesNow(draft, abi.encodeWithSelector(E.KeyNotActive.selector, BEN_SECOND, KeyState.Pending));
        _setSecret(BEN_SECOND, _secretOf(NEW));
        _activate(BEN_SECOND);
        _refusesNow(draft, abi.encodeWithSelector(E.InvalidSignature.selector, BEN_SECOND));
        // The newcomer's own would count.
        _approve(BEN_SECOND, _id(draft));
        vm.warp(draft.created);
        _accepts(_byPreApproval(draft));
    }

    /// @dev What scheduling at the proposal's time would say.
    function _refusesNow(Draft memory draft, bytes memory expected) private {
        uint256 start = vm.snapshotState();
        vm.warp(draft.created);
        _refuses(_byPreApproval(draft), expected);
        vm.revertToState(start);
    }

    function _byPreApproval(Draft memory draft) private view returns (bytes memory) {
        return _scheduling(draft, 0, bytes.concat(_proposes(ANA, draft), _entry(BEN_SECOND, "")));
    }

    /// @dev The account of NEW, as an approver of Dan's.
    function _newcomer(uint16 serial) private view returns (KeySpec memory key) {
        key = _with(_rosterSpec(), NEW, DAN, APPROVER, NONE).keys[_rosterSpec().keys.length];
        key.since = serial;
    }
}
