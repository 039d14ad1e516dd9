// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IRoleManagerErrors as E} from "../../../../contracts/interfaces/IRoleManagerErrors.sol";
import {Grant} from "../../../../contracts/roles/Grant.sol";
import {Decision} from "../../../../contracts/roles/Terms.sol";
import {TESTER} from "../../../../contracts/types/Entry.sol";
import {RosterSpec} from "../../support/Charters.sol";
import {BEN, CLEO, DAN, EVE, NONE, People, TOM} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";
import {OwnedWallet, YesWallet} from "../../support/Wallets.sol";
import {ADDER, PAYER, REVIEWER} from "../support/Managed.sol";
import {Reviewed} from "../support/Reviewed.sol";

/// @notice Reviews signed by the reviewer and submitted by anybody.
contract BySignatureTest is Reviewed {
    function setUp() public override {
        super.setUp();
        _grant(ADDER, BEN);
    }

    function test_anybody_submits_what_the_reviewer_signed() public {
        vm.warp(_now() + 5);
        _takes(OUTSIDER, _signed(ADDER, _decisions(ADDER, BEN, true), EVE, _soon()));
        _same(manager.reviewDue(ADDER, _at(BEN)), _now() + PERIOD);
        _takes(OUTSIDER, _signed(ADDER, _decisions(ADDER, BEN, false), EVE, _soon()));
        _isTrue(!_has(ADDER, BEN), "dropped");
    }

    function test_none_of_it_can_be_changed() public {
        Decision[] memory list = _decisions(ADDER, BEN, true);
        bytes memory signature = _signDigest(EVE, _reviewDigest(ADDER, list, _soon()));
        bytes memory expected = abi.encodeWithSelector(E.ReviewSignatureInvalid.selector, _at(EVE));
        list[0].keep = false;
        _takesNot(OUTSIDER, _submitting(ADDER, list, _at(EVE), _soon(), signature), expected);
        list[0].keep = true;
        _takesNot(OUTSIDER, _submitting(ADDER, list, _at(EVE), _soon() + 1, signature), expected);
        _takesNot(OUTSIDER, _submitting(PAYER, list, _at(EVE), _soon(), signature), expected);
        list[0].account = _at(CLEO);
        _takesNot(OUTSIDER, _submitting(ADDER, list, _at(EVE), _soon(), signature), expected);
        list[0].account = _at(BEN);
        list[0].grant = 0;
        _takesNot(OUTSIDER, _submitting(ADDER, list, _at(EVE), _soon(), signature), expected);
        list = new Decision[](0);
        _takesNot(OUTSIDER, _submitting(ADDER, list, _at(EVE), _soon(), signature), expected);
        list = _decisions(ADDER, BEN, true);
        _takesNot(
            OUTSIDER,
            _submitting(ADDER, list, _at(TOM), _soon(), signature),
            abi.encodeWithSelector(E.ReviewSignatureInvalid.selector, _at(TOM))
        );
        _takes(OUTSIDER, _submitting(ADDER, list, _at(EVE), _soon(), signature));
    }

    function test_it_is_good_for_this_manager_and_this_chain() public {
        Decision[] memory list = _decisions(ADDER, BEN, true);
        bytes memory signature = _signDigest(EVE, _reviewDigest(ADDER, list, _soon()));
        uint256 chain = block.chainid;
        vm.chainId(chain + 1);
        _takesNot(
            OUTSIDER,
            _submitting(ADDER, list, _at(EVE), _soon(), signature),
            abi.encodeWithSelector(E.ReviewSignatureInvalid.selector, _at(EVE))
        );
        vm.chainId(chain);
        _takes(OUTSIDER, _submitting(ADDER, list, _at(EVE), _soon(), signature));
    }

    function test_it_serves_once() public {
        vm.warp(_now() + 1);
        bytes memory data = _signed(ADDER, _decisions(ADDER, BEN, true), EVE, _soon());
        _takes(OUTSIDER, data);
        bytes32 word = bytes32(Grant.unwrap(_grantOf(ADDER, BEN)));
        bytes memory changed = abi.encodeWithSelector(E.GrantChanged.selector, ADDER, _at(BEN), word);
        _takesNot(OUTSIDER, data, changed);
    }

    function test_it_does_not_outlive_what_it_is_about() public {
        bytes memory data = _signed(ADDER, _decisions(ADDER, BEN, false), EVE, _soon());
        vm.warp(_now() + 1);
        _grant(ADDER, BEN);
        bytes32 word = bytes32(Grant.unwrap(_grantOf(ADDER, BEN)));
        _takesNot(OUTSIDER, data, abi.encodeWithSelector(E.GrantChanged.selector, ADDER, _at(BEN), word));
    }

    function test_it_is_good_up_to_its_deadline() public {
        uint40 deadline = uint40(_now() + 10);
        bytes memory data = _signed(ADDER, _decisions(ADDER, BEN, true), EVE, deadline);
        vm.warp(deadline + 1);
        _takesNot(
            OUTSIDER,
            data,
            abi.encodeWithSelector(E.ReviewDeadlinePassed.selector, deadline, deadline + 1)
        );
        vm.warp(deadline);
        _takes(OUTSIDER, data);
    }

    function test_who_is_no_reviewer_signs_in_vain() public {
        _takesNot(
            OUTSIDER,
            _signed(ADDER, _decisions(ADDER, BEN, true), CLEO, _soon()),
            abi.encodeWithSelector(E.NotAReviewer.selector, ADDER, _at(CLEO))
        );
        // Not the Conclave either: it comes itself.
        _takesNot(
            OUTSIDER,
            _submitting(ADDER, _decisions(ADDER, BEN, true), address(conclave), _soon(), ""),
            abi.encodeWithSelector(E.NotAReviewer.selector, ADDER, conclave)
        );
        // Nor a contract, whatever it says of signatures.
        address yes = address(new YesWallet());
        _declare(yes, NONE);
        _rules(abi.encodeCall(IAccessManager.grantRole, (REVIEWER, yes, 0)));
        _takesNot(
            OUTSIDER,
            _submitting(ADDER, _decisions(ADDER, BEN, true), yes, _soon(), ""),
            abi.encodeWithSelector(E.NotAReviewer.selector, ADDER, yes)
        );
        _grant(REVIEWER, BEN);
        _takesNot(
            OUTSIDER,
            _signed(ADDER, _decisions(ADDER, BEN, true), BEN, _soon()),
            abi.encodeWithSelector(E.ReviewOfOneself.selector, ADDER, _at(BEN), BEN)
        );
    }

    function test_a_wallet_of_the_roster_signs_as_erc_1271_says() public {
        address wallet = address(new OwnedWallet(People.accountOf(NEW)));
        RosterSpec memory spec = _with(_nextRoster(), NEW, DAN, TESTER, NONE);
        spec.keys[NEW].kind = 1;
        spec.keys[NEW].signer = abi.encodePacked(wallet);
        _amendRoster(spec);
        _activate(NEW);
        _rules(abi.encodeCall(IAccessManager.grantRole, (REVIEWER, wallet, 0)));
        Decision[] memory list = _decisions(ADDER, BEN, true);
        bytes32 digest = _reviewDigest(ADDER, list, _soon());
        _takesNot(
            OUTSIDER,
            _submitting(ADDER, list, wallet, _soon(), _signDigest(CLEO, digest)),
            abi.encodeWithSelector(E.ReviewSignatureInvalid.selector, wallet)
        );
        _takes(OUTSIDER, _submitting(ADDER, list, wallet, _soon(), _signDigest(NEW, digest)));
        // It may as well come itself, in anybody's transaction.
        vm.warp(_now() + 1);
        bytes memory data = _reviewing(ADDER, BEN, true);
        vm.prank(wallet, OUTSIDER);
        (bool succeeded, ) = address(manager).call(data);
        _isTrue(succeeded, "itself");
    }

    /// @dev The roster says that it is a person's account; whatever code is there now is not asked.
    function test_code_at_a_persons_account_signs_nothing() public {
        vm.etch(_at(EVE), address(new YesWallet()).code);
        Decision[] memory list = _decisions(ADDER, BEN, true);
        _takesNot(
            OUTSIDER,
            _submitting(ADDER, list, _at(EVE), _soon(), hex"00"),
            abi.encodeWithSelector(E.ReviewSignatureInvalid.selector, _at(EVE))
        );
        _takes(OUTSIDER, _signed(ADDER, list, EVE, _soon()));
    }
}
