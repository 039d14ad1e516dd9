// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {APPROVER, KIND_ERC1271} from "../../../contracts/types/Entry.sol";
import {Charters, KeySpec, RosterSpec} from "../support/Charters.sol";
import {Draft} from "../support/Drafts.sol";
import {Governed} from "../support/Governed.sol";
import {ANA, BEN, CLEO, EVE, NONE, People, ROUTINE} from "../support/People.sol";
import {OddWallet, OwnedWallet} from "../support/Wallets.sol";

/// @dev ERC-1271 keys: asked with bounded gas, and never the whole quorum.
contract ConsentWalletsTest is Governed {
    uint8 private constant GOOD = 13;
    uint8 private constant ODD = 14;

    OddWallet private _odd;

    function _charter() internal override returns (RosterSpec memory spec) {
        spec = People.roster(_now());
        _odd = new OddWallet();
        address good = address(new OwnedWallet(People.accountOf(GOOD)));
        uint32 expiry = spec.keys[0].expiry;
        Charters.add(spec, KeySpec(KIND_ERC1271, abi.encodePacked(good), 13, APPROVER, NONE, expiry, 1));
        Charters.add(
            spec,
            KeySpec(KIND_ERC1271, abi.encodePacked(address(_odd)), 14, APPROVER, NONE, expiry, 1)
        );
    }

    function test_a_wallet_s_yes_counts_beside_a_person_s() public {
        _schedule(_setting(0, 1), _signers(ANA, EVE, GOOD, BEN));
    }

    function test_wallets_fill_at_most_all_but_one_of_the_approvals() public {
        bytes memory filled = abi.encodeWithSelector(E.WalletsFillQuorum.selector, ODD);
        _refusesSchedule(_setting(0, 1), _signers(ANA, EVE, GOOD, ODD), filled);
        Draft memory draft = _setting(0, 1);
        draft.approvals = 3;
        _schedule(draft, _signers(ANA, EVE, GOOD, ODD, CLEO));
    }

    function test_a_wallet_never_approves_alone() public {
        bytes memory filled = abi.encodeWithSelector(E.WalletsFillQuorum.selector, GOOD);
        _refusesSchedule(_setting(ROUTINE, 1), _signers(ANA, NONE, GOOD), filled);
    }

    function test_a_wallet_that_says_no_is_refused() public {
        _isRefused(OddWallet.Answer.WrongMagic);
    }

    function test_a_wallet_whose_answer_has_dirt_behind_the_magic_is_refused() public {
        _isRefused(OddWallet.Answer.DirtyMagic);
    }

    function test_a_wallet_that_answers_short_is_refused() public {
        _isRefused(OddWallet.Answer.FourBytes);
        _isRefused(OddWallet.Answer.Nothing);
    }

    function test_a_wallet_that_answers_nothing_does_not_borrow_the_answer_before() public {
        _odd.setAnswer(OddWallet.Answer.Nothing);
        Draft memory draft = _setting(0, 1);
        draft.approvals = 3;
        bytes memory invalid = abi.encodeWithSelector(E.InvalidSignature.selector, ODD);
        _refusesSchedule(draft, _signers(ANA, EVE, GOOD, ODD, CLEO), invalid);
    }

    function test_a_wallet_that_reverts_is_refused() public {
        _isRefused(OddWallet.Answer.Revert);
    }

    function test_a_wallet_that_burns_gas_is_refused_and_burns_no_more_than_its_cap() public {
        uint256 before = gasleft();
        _isRefused(OddWallet.Answer.Burn);
        _isTrue(before - gasleft() < 1_500_000, "bounded");
    }

    function test_a_return_bomb_costs_no_more_than_the_wallet_s_cap() public {
        // 400,000 bytes cost the wallet ~345,000 gas of its 500,000; copying them would cost the Conclave as much again.
        _odd.setAnswer(OddWallet.Answer.Bomb);
        Draft memory draft = _setting(0, 1);
        bytes memory packed = _signatures(draft, _signers(ANA, EVE, ODD, BEN));
        uint256 before = gasleft();
        _schedule(draft, REPORT, packed, OUTSIDER);
        uint256 bomb = before - gasleft();
        _odd.setAnswer(OddWallet.Answer.Yes);
        draft = _draft(_lane(0, 1), _sets(2));
        packed = _signatures(draft, _signers(ANA, EVE, ODD, BEN));
        before = gasleft();
        _schedule(draft, REPORT, packed, OUTSIDER);
        _isTrue(bomb < before - gasleft() + 450_000, "not copied");
    }

    function test_an_address_without_code_is_no_wallet() public {
        RosterSpec memory next = _nextRoster();
        address nobody = address(0xbeefbeef);
        uint32 expiry = next.keys[0].expiry;
        Charters.add(next, KeySpec(KIND_ERC1271, abi.encodePacked(nobody), 15, APPROVER, NONE, expiry, 2));
        _amendRoster(next);
        bytes memory data = abi.encodeWithSelector(conclave.activate.selector, 15, _soon(), hex"01");
        _refuses(data, abi.encodeWithSelector(E.InvalidSignature.selector, 15));
    }

    function _isRefused(OddWallet.Answer answer) private {
        _odd.setAnswer(answer);
        bytes memory invalid = abi.encodeWithSelector(E.InvalidSignature.selector, ODD);
        _refusesSchedule(_setting(0, 1), _signers(ANA, EVE, ODD, BEN), invalid);
    }
}
