// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {KeyState} from "../../../contracts/types/State.sol";
import {Draft} from "../support/Drafts.sol";
import {Governed} from "../support/Governed.sol";
import {ANA, BEN, BEN_SECOND, CLEO, GUS, HANA, People, ROUTINE} from "../support/People.sol";
import {vm} from "../support/Vm.sol";

/// @dev `approve(id)`, for holders who can only send transactions.
contract ConsentPreApprovalTest is Governed {
    function test_a_pre_approval_counts_like_a_signature() public {
        Draft memory draft = _setting(ROUTINE, 1);
        _approve(BEN, _id(draft));
        _isTrue(conclave.preApproved(_id(draft), People.accountOf(BEN)), "recorded");
        _schedule(draft, 0, _byPreApproval(draft, BEN), OUTSIDER);
    }

    function test_without_pre_approval_an_empty_signature_is_refused() public {
        Draft memory draft = _setting(ROUTINE, 1);
        _refuses(_scheduling(draft, 0, _byPreApproval(draft, BEN)), _invalid(BEN));
    }

    function test_a_pre_approval_serves_one_proposal_and_one_key() public {
        Draft memory draft = _setting(ROUTINE, 1);
        _approve(BEN, _id(draft));
        Draft memory other = _setting(ROUTINE, 2);
        _refuses(_scheduling(other, 0, _byPreApproval(other, BEN)), _invalid(BEN));
        _refuses(_scheduling(draft, 0, _byPreApproval(draft, BEN_SECOND)), _invalid(BEN_SECOND));
    }

    function test_only_the_key_itself_pre_approves() public {
        bytes memory data = abi.encodeCall(IConclave.approve, (keccak256("id"), BEN));
        _refuses(data, _invalid(BEN));
        _refusesFrom(People.accountOf(CLEO), data, _invalid(BEN));
        _refusesFrom(People.accountOf(BEN_SECOND), data, _invalid(BEN));
    }

    function test_a_second_pre_approval_of_the_same_proposal_is_refused() public {
        bytes32 id = keccak256("id");
        _approve(BEN, id);
        _refusesFrom(
            People.accountOf(BEN),
            abi.encodeCall(IConclave.approve, (id, BEN)),
            abi.encodeWithSelector(E.AlreadyPreApproved.selector, id, BEN)
        );
    }

    function test_a_pre_approval_and_a_signature_of_one_holder_count_once() public {
        Draft memory draft = _setting(0, 1);
        _approve(BEN, _id(draft));
        bytes memory head = _signatures(draft, _signers(ANA, 4, BEN_SECOND));
        _refuses(
            _scheduling(draft, REPORT, bytes.concat(head, _entry(BEN, ""))),
            abi.encodeWithSelector(E.HolderCountedTwice.selector, BEN, BEN)
        );
    }

    function test_a_suspended_holder_cannot_pre_approve() public {
        _accepts(_suspending(BEN, GUS));
        bytes memory data = abi.encodeCall(IConclave.approve, (keccak256("id"), BEN));
        _refusesFrom(People.accountOf(BEN), data, _suspendedUntil(_now() + 7 days));
        vm.warp(_now() + 7 days);
        _approve(BEN, keccak256("id"));
    }

    function test_a_pre_approval_from_before_a_suspension_does_not_count_during_it() public {
        // The proposal names the epoch that the suspension is about to begin, so that the epoch alone cannot refuse it.
        Draft memory draft = _setting(ROUTINE, 1);
        draft.epoch = 1;
        _approve(BEN, _id(draft));
        _accepts(_suspending(BEN, GUS));
        bytes memory data = _scheduling(draft, 0, _byPreApproval(draft, BEN));
        _refuses(data, _suspendedUntil(_now() + 7 days));
    }

    function test_a_pre_approval_of_an_earlier_epoch_dies_with_it() public {
        Draft memory draft = _setting(ROUTINE, 1);
        _approve(BEN, _id(draft));
        _accepts(_suspending(BEN, GUS));
        vm.warp(_now() + 7 days);
        draft.created = draft.deadline = uint40(_now());
        bytes memory data = _scheduling(draft, 0, _byPreApproval(draft, BEN));
        _refuses(data, abi.encodeWithSelector(E.StaleEpoch.selector, 0, 1));
    }

    function test_after_a_lapse_a_new_pre_approval_counts_again() public {
        _accepts(_suspending(BEN, GUS));
        vm.warp(_now() + 7 days);
        Draft memory draft = _setting(ROUTINE, 1);
        _approve(BEN, _id(draft));
        _schedule(draft, 0, _byPreApproval(draft, BEN), OUTSIDER);
    }

    function test_a_pre_approval_by_a_key_compromised_since_is_refused() public {
        Draft memory draft = _setting(ROUTINE, 1);
        draft.epoch = 1;
        _approve(BEN, _id(draft));
        _accepts(_compromisingOwn(BEN));
        _refuses(
            _scheduling(draft, 0, _byPreApproval(draft, BEN)),
            abi.encodeWithSelector(E.KeyNotActive.selector, BEN, KeyState.Compromised)
        );
    }

    function test_a_pre_approval_of_a_key_without_the_role_counts_for_nothing() public {
        Draft memory draft = _setting(ROUTINE, 1);
        _approve(HANA, _id(draft));
        _refuses(
            _scheduling(draft, 0, _byPreApproval(draft, HANA)),
            abi.encodeWithSelector(E.RoleMissing.selector, HANA, 2)
        );
    }

    function _byPreApproval(Draft memory draft, uint8 key) private view returns (bytes memory) {
        return bytes.concat(_proposes(ANA, draft), _entry(key, ""));
    }

    function _suspendedUntil(uint256 until) private pure returns (bytes memory) {
        return abi.encodeWithSelector(E.HolderIsSuspended.selector, BEN, until);
    }

    function _invalid(uint8 key) private pure returns (bytes memory) {
        return abi.encodeWithSelector(E.InvalidSignature.selector, key);
    }
}
