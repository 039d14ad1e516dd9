// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {IConclaveEvents} from "../../../contracts/interfaces/IConclaveEvents.sol";
import {APPROVER} from "../../../contracts/types/Entry.sol";
import {KeyState} from "../../../contracts/types/State.sol";
import {Word, idle} from "../../../contracts/types/Word.sol";
import {Acts} from "../support/Acts.sol";
import {Charters, RosterSpec} from "../support/Charters.sol";
import {BEN, BEN_SECOND, CLEO, DAN, EVE, GUS} from "../support/People.sol";
import {Vm, vm} from "../support/Vm.sol";
import {YesWallet} from "../support/Wallets.sol";
import {Rotating} from "./Rotating.sol";

/// @dev What happens off-chain, witnessed by a key; and keys that no balance tells to be empty.
contract WitnessTest is Rotating {
    uint16 private constant RETIREMENT = 1;
    bytes32 private constant NOTE = keccak256("destroyed in the presence of");

    bytes32 private hash;

    /// @dev Dan's wallet at NEW is on its way out.
    function setUp() public override {
        super.setUp();
        RosterSpec memory next = _with(_nextRoster(), NEW, DAN, APPROVER, 255);
        next.keys[NEW].kind = 1;
        next.keys[NEW].signer = abi.encodePacked(address(new YesWallet()));
        _amendRoster(next);
        _activate(NEW);
        hash = Charters.keyHash(next.keys[NEW]);
    }

    function test_a_wallet_is_retired_once_somebody_else_witnessed_it() public {
        _begin();
        _refuses(_retires(), _err(E.WitnessMissing.selector, NEW));
        _accepts(_attesting(RETIREMENT, hash, NOTE, CLEO));
        _accepts(_retires());
        _is(NEW, KeyState.Retired);
        _isTrue(conclave.tombstoned(Charters.identity(_rosterSpec().keys[NEW])), "tombstone");
    }

    function test_the_holder_is_no_witness() public {
        _begin();
        _accepts(_attesting(RETIREMENT, hash, NOTE, DAN));
        _refuses(_retires(), _err(E.WitnessMissing.selector, NEW));
        _accepts(_attesting(RETIREMENT, hash, NOTE, GUS));
        _accepts(_retires());
    }

    function test_what_was_witnessed_before_it_began_does_not_count() public {
        _accepts(_attesting(RETIREMENT, hash, NOTE, CLEO));
        _begin();
        _refuses(_retires(), _err(E.WitnessMissing.selector, NEW));
        _accepts(_attesting(RETIREMENT, hash, keccak256("now"), CLEO));
        _accepts(_retires());
    }

    function test_another_kind_or_subject_does_not_count() public {
        _begin();
        _accepts(_attesting(2, hash, NOTE, CLEO));
        _accepts(_attesting(RETIREMENT, keccak256("another key"), NOTE, CLEO));
        _refuses(_retires(), _err(E.WitnessMissing.selector, NEW));
    }

    function test_an_attestation_is_a_link_with_its_event() public {
        bytes32 before = Word.unwrap(conclave.laneWord(0xffff));
        vm.recordLogs();
        _accepts(_attesting(7, "subject", NOTE, EVE));
        bytes32 topic = IConclaveEvents.Attested.selector;
        bytes memory fields = abi.encode(uint256(7), bytes32("subject"), NOTE, uint256(EVE));
        bytes memory link = bytes.concat(abi.encode(topic, before, _now()), fields);
        bytes32 word = Word.unwrap(idle(keccak256(link)));
        _same(Word.unwrap(conclave.laneWord(0xffff)), word);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        _same(logs[0].topics[1], bytes32(uint256(7)));
        _same(logs[0].topics[2], bytes32("subject"));
        _same(keccak256(logs[0].data), keccak256(abi.encode(word, NOTE, uint256(EVE))));
    }

    function test_is_taken_once_from_each_witness() public {
        bytes memory data = _attesting(7, "subject", NOTE, EVE);
        _accepts(data);
        bytes memory again = abi.encodeWithSelector(E.AlreadyAttested.selector, 7, bytes32("subject"), NOTE);
        _refuses(data, again);
        _refuses(_attesting(7, "subject", NOTE, EVE), again);
        _accepts(_attesting(7, "subject", NOTE, CLEO));
        _accepts(_attesting(7, "subject", keccak256("more"), EVE));
    }

    function test_a_witness_is_a_key_in_use() public {
        bytes memory data = _attesting(7, "subject", NOTE, BEN);
        _accepts(_suspending(BEN, GUS));
        uint256 until = _now() + 7 days;
        _refuses(data, _err(E.HolderIsSuspended.selector, BEN, until));
        _accepts(_compromisingOwn(BEN_SECOND));
        _refuses(
            _attesting(7, "subject", NOTE, BEN_SECOND),
            _err(E.KeyNotActive.selector, BEN_SECOND, uint256(KeyState.Compromised))
        );
        _refuses(_attesting(7, "subject", NOTE, 60), _err(E.UnknownKey.selector, 60));
        uint256 expiresAt = uint256(_rosterSpec().keys[EVE].expiry) * 60;
        vm.warp(expiresAt);
        _refuses(_attesting(7, "subject", NOTE, EVE), _err(E.KeyExpired.selector, EVE, expiresAt));
        vm.warp(expiresAt - 1);
        _accepts(_attesting(7, "subject", NOTE, EVE));
    }

    function test_binds_every_field_and_a_deadline() public {
        uint40 deadline = _soon();
        bytes memory signature = _sign(EVE, Acts.attest(7, "subject", NOTE, EVE, deadline));
        bytes[5] memory wrong = [
            abi.encodeCall(IConclave.attest, (8, "subject", NOTE, EVE, deadline, signature)),
            abi.encodeCall(IConclave.attest, (7, "object", NOTE, EVE, deadline, signature)),
            abi.encodeCall(IConclave.attest, (7, "subject", hash, EVE, deadline, signature)),
            abi.encodeCall(IConclave.attest, (7, "subject", NOTE, EVE, deadline + 1, signature)),
            abi.encodeCall(IConclave.attest, (7, "subject", NOTE, EVE, deadline, ""))
        ];
        for (uint256 i; i < wrong.length; ++i) _refuses(wrong[i], _err(E.InvalidSignature.selector, EVE));
        bytes memory right = abi.encodeCall(IConclave.attest, (7, "subject", NOTE, EVE, deadline, signature));
        vm.warp(deadline + 1);
        _refuses(right, _err(E.DeadlinePassed.selector, deadline, uint256(deadline) + 1));
        vm.warp(deadline);
        _accepts(right);
    }

    function _begin() private {
        _passSelfCall(abi.encodeCall(IConclave.beginRetirement, (NEW)));
    }

    function _retires() private pure returns (bytes memory) {
        return abi.encodeCall(IConclave.retire, (NEW));
    }
}
