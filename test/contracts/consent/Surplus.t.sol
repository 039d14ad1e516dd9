// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {Signers as S} from "../../../contracts/libraries/Signers.sol";
import {Word} from "../../../contracts/types/Word.sol";
import {Draft} from "../support/Drafts.sol";
import {Governed} from "../support/Governed.sol";
import {ANA, BEN, CLEO, DAN, EVE, GUS} from "../support/People.sol";
import {vm} from "../support/Vm.sol";

/// @dev What a front-runner can do to packed signatures: strip, append, reorder.
contract ConsentSurplusTest is Governed {
    function test_surplus_signatures_stripped_by_a_front_runner_change_nothing() public {
        Draft memory draft = _setting(0, 1);
        bytes memory demanded = _signatures(draft, _signers(ANA, EVE, BEN, CLEO));
        bytes memory surplus = bytes.concat(demanded, _approves(DAN, draft));
        _same(_wordAfter(draft, surplus), _wordAfter(draft, demanded));
    }

    function test_signatures_appended_by_a_front_runner_are_neither_read_nor_recorded() public {
        Draft memory draft = _setting(0, 1);
        bytes memory demanded = _signatures(draft, _signers(ANA, EVE, BEN, CLEO));
        bytes32 word = _wordAfter(draft, demanded);
        _same(_wordAfter(draft, bytes.concat(demanded, hex"ff00ff")), word);
        _same(_wordAfter(draft, bytes.concat(demanded, _entry(GUS, "junk"))), word);
    }

    function test_a_third_approval_beyond_what_is_demanded_protects_nothing() public {
        Draft memory draft = _setting(0, 1);
        bytes memory surplus = _signatures(draft, _signers(ANA, EVE, BEN, CLEO, DAN));
        _isTrue(!_schedule(draft, REPORT, surplus, OUTSIDER).word.isProtected(), "not protected");
    }

    function test_the_order_of_approvers_does_not_matter() public {
        Draft memory draft = _setting(0, 1);
        bytes32 word = _wordAfter(draft, _signatures(draft, _signers(ANA, EVE, BEN, CLEO)));
        _same(_wordAfter(draft, _signatures(draft, _signers(ANA, EVE, CLEO, BEN))), word);
    }

    function test_a_demanded_signature_stripped_is_missed() public {
        Draft memory draft = _setting(0, 1);
        bytes memory one = _signatures(draft, _signers(ANA, EVE, BEN));
        _refuses(_scheduling(draft, REPORT, one), abi.encodeWithSelector(E.ApprovalsMissing.selector, 1, 2));
    }

    function test_cut_or_empty_signatures_are_malformed() public {
        Draft memory draft = _setting(0, 1);
        _refuses(_scheduling(draft, REPORT, ""), abi.encodeWithSelector(S.SignaturesMalformed.selector, 0));
        _refuses(
            _scheduling(draft, REPORT, hex"0000"),
            abi.encodeWithSelector(S.SignaturesMalformed.selector, 0)
        );
        bytes memory cut = bytes.concat(_proposes(ANA, draft), hex"0400411122");
        _refuses(_scheduling(draft, REPORT, cut), abi.encodeWithSelector(S.SignaturesMalformed.selector, 68));
    }

    /// @dev The lane's word if the draft is scheduled with these signatures; leaves everything as it was.
    function _wordAfter(Draft memory draft, bytes memory signatures) private returns (bytes32 word) {
        uint256 snapshot = vm.snapshotState();
        word = Word.unwrap(_schedule(draft, REPORT, signatures, OUTSIDER).word);
        vm.revertToState(snapshot);
    }
}
