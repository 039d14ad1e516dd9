// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {Draft} from "../support/Drafts.sol";
import {vm} from "../support/Vm.sol";
import {Governed} from "../support/Governed.sol";
import {ANA, BEN, CLEO, DAN, EVE, GUS, People, PIA, ROUTINE} from "../support/People.sol";

/// @dev Consent by being the caller: an empty signature.
contract ConsentSenderTest is Governed {
    function test_the_proposer_may_consent_by_submitting() public {
        Draft memory draft = _setting(ROUTINE, 1);
        _schedule(draft, 0, bytes.concat(_entry(ANA, ""), _approves(BEN, draft)), People.accountOf(ANA));
    }

    function test_nobody_else_s_transaction_is_the_proposer_s_consent() public {
        Draft memory draft = _setting(ROUTINE, 1);
        bytes memory data = _scheduling(draft, 0, bytes.concat(_entry(ANA, ""), _approves(BEN, draft)));
        _refuses(data, _invalid(ANA));
        _refusesFrom(People.accountOf(PIA), data, _invalid(ANA));
        _refusesFrom(People.accountOf(BEN), data, _invalid(ANA));
    }

    function test_an_approver_does_not_consent_by_submitting() public {
        Draft memory draft = _setting(ROUTINE, 1);
        bytes memory data = _scheduling(draft, 0, bytes.concat(_proposes(ANA, draft), _entry(BEN, "")));
        _refusesFrom(People.accountOf(BEN), data, _invalid(BEN));
    }

    function test_the_submitting_proposer_is_still_no_approver() public {
        Draft memory draft = _setting(ROUTINE, 1);
        bytes memory data = _scheduling(draft, 0, _entry(ANA, ""));
        bytes memory missing = abi.encodeWithSelector(E.ApprovalsMissing.selector, 0, 1);
        _refusesFrom(People.accountOf(ANA), data, missing);
    }

    function test_an_outsider_cannot_test_with_an_empty_signature() public {
        Draft memory draft = _setting(0, 1);
        bytes memory head = bytes.concat(_proposes(ANA, draft), _entry(EVE, ""));
        bytes memory packed = bytes.concat(head, _approves(BEN, draft), _approves(CLEO, draft));
        _refuses(_scheduling(draft, REPORT, packed), _invalid(EVE));
    }

    function test_a_guardian_may_act_by_sending() public {
        bytes memory data = abi.encodeCall(IConclave.suspend, (DAN, GUS, _soon(), ""));
        _refuses(data, _invalid(GUS));
        _refusesFrom(People.accountOf(DAN), data, _invalid(GUS));
        _refusesFrom(
            People.accountOf(GUS),
            abi.encodeCall(IConclave.suspend, (DAN, 8, _soon(), "")),
            _invalid(8)
        );
        (bool succeeded, ) = _sendFrom(People.accountOf(GUS), data);
        _isTrue(succeeded, "suspended");
    }

    function test_code_at_an_eoa_does_not_speak_for_it_by_calling() public {
        // EIP-7702: whoever may drive the delegate would otherwise hold Ana's consent. Only a transaction of her own will do.
        Draft memory draft = _setting(ROUTINE, 1);
        bytes memory data = _scheduling(draft, 0, bytes.concat(_entry(ANA, ""), _approves(BEN, draft)));
        address ana = People.accountOf(ANA);
        vm.prank(ana, OUTSIDER);
        (bool succeeded, bytes memory reason) = address(conclave).call(data);
        _failedWith(succeeded, reason, _invalid(ANA));
        vm.prank(People.accountOf(GUS), OUTSIDER);
        data = abi.encodeCall(IConclave.suspend, (DAN, GUS, _soon(), ""));
        (succeeded, reason) = address(conclave).call(data);
        _failedWith(succeeded, reason, _invalid(GUS));
    }

    function _invalid(uint8 key) private pure returns (bytes memory) {
        return abi.encodeWithSelector(E.InvalidSignature.selector, key);
    }
}
