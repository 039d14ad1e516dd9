// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors as E} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {IConclaveEvents} from "../../../contracts/interfaces/IConclaveEvents.sol";
import {KeyState} from "../../../contracts/types/State.sol";
import {Word, idle} from "../../../contracts/types/Word.sol";
import {Acts} from "../support/Acts.sol";
import {Base} from "../support/Base.t.sol";
import {Charters} from "../support/Charters.sol";
import {ANA, BEN, CLEO, DAN, EVE, GUS, NONE, PIA} from "../support/People.sol";
import {Vm, vm} from "../support/Vm.sol";

/// @dev Invariant 7: a key enters use only by its own signature over itself, on this chain and contract.
contract ActivationTest is Base {
    function setUp() public override {
        vm.warp(START);
        _foundWith(_charter());
    }

    function test_a_key_is_activated_by_its_own_signature() public {
        bytes32 before = Word.unwrap(conclave.laneWord(0xffff));
        vm.recordLogs();
        _accepts(_activating(ANA, _soon()));
        _is(ANA, KeyState.Active);
        _same(conclave.keyRecord(ANA).identity, Charters.identity(_rosterSpec().keys[ANA]));
        _same(conclave.keyRecord(ANA).changes, 1);
        _same(conclave.config().unusable, type(uint64).max & ~uint64(1 << ANA));

        bytes32 hash = Charters.keyHash(_rosterSpec().keys[ANA]);
        bytes memory fields = abi.encode(uint256(ANA), hash, uint256(NONE), uint256(0));
        bytes32 topic = IConclaveEvents.KeyActivated.selector;
        bytes32 word = Word.unwrap(idle(keccak256(bytes.concat(abi.encode(topic, before, START), fields))));
        _same(Word.unwrap(conclave.laneWord(0xffff)), word);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        _same(logs.length, 1);
        _same(logs[0].topics[1], bytes32(uint256(ANA)));
        _same(keccak256(logs[0].data), keccak256(abi.encode(word, hash, uint256(NONE), uint256(0))));
    }

    function test_sending_from_the_keys_address_is_not_enough() public {
        bytes memory data = abi.encodeCall(IConclave.activate, (ANA, _soon(), ""));
        _refusesFrom(vm.addr(_secretOf(ANA)), data, _err(E.InvalidSignature.selector, ANA));
        _is(ANA, KeyState.Pending);
    }

    function test_refuses_another_keys_signature() public {
        bytes32 hash = Charters.keyHash(_rosterSpec().keys[ANA]);
        bytes memory signature = _sign(BEN, Acts.activate(ANA, hash, 1, _soon()));
        _refuses(
            abi.encodeCall(IConclave.activate, (ANA, _soon(), signature)),
            _err(E.InvalidSignature.selector, ANA)
        );
    }

    function test_refuses_a_signature_over_another_index_key_serial_or_deadline() public {
        bytes32 hash = Charters.keyHash(_rosterSpec().keys[ANA]);
        bytes32[5] memory acts = [
            Acts.activate(BEN, hash, 1, _soon()),
            Acts.activate(ANA, keccak256("another key"), 1, _soon()),
            Acts.activate(ANA, hash, 2, _soon()),
            Acts.activate(ANA, hash, 0, _soon()),
            Acts.activate(ANA, hash, 1, _soon() + 1)
        ];
        for (uint256 i; i < acts.length; ++i) {
            _refuses(
                abi.encodeCall(IConclave.activate, (ANA, _soon(), _sign(ANA, acts[i]))),
                _err(E.InvalidSignature.selector, ANA)
            );
        }
    }

    function test_refuses_a_signature_for_another_chain_or_contract() public {
        bytes32 act = Acts.activate(ANA, Charters.keyHash(_rosterSpec().keys[ANA]), 1, _soon());
        bytes[2] memory signatures = [
            _signDigest(ANA, _digest(act, address(conclave), block.chainid + 1)),
            _signDigest(ANA, _digest(act, address(this), block.chainid))
        ];
        for (uint256 i; i < 2; ++i) {
            _refuses(
                abi.encodeCall(IConclave.activate, (ANA, _soon(), signatures[i])),
                _err(E.InvalidSignature.selector, ANA)
            );
        }
    }

    function test_refuses_a_signature_of_another_act() public {
        bytes32 hash = Charters.keyHash(_rosterSpec().keys[ANA]);
        bytes memory signature = _sign(ANA, Acts.compromise(ANA, hash, 1, _soon()));
        _refuses(
            abi.encodeCall(IConclave.activate, (ANA, _soon(), signature)),
            _err(E.InvalidSignature.selector, ANA)
        );
    }

    function test_is_good_up_to_and_including_its_deadline() public {
        uint40 deadline = _soon();
        bytes memory data = _activating(ANA, deadline);
        vm.warp(deadline + 1);
        _refuses(data, abi.encodeWithSelector(E.DeadlinePassed.selector, deadline, uint256(deadline) + 1));
        vm.warp(deadline);
        _accepts(data);
    }

    function test_refuses_an_index_without_a_key() public {
        for (uint8 key = 13; key < 200; key += 60) {
            _refuses(
                abi.encodeCall(IConclave.activate, (key, _soon(), "")),
                _err(E.UnknownKey.selector, key)
            );
        }
    }

    function test_refuses_a_second_activation() public {
        bytes memory data = _activating(ANA, _soon());
        _accepts(data);
        _refuses(
            data,
            abi.encodeWithSelector(E.UnexpectedKeyState.selector, ANA, KeyState.Active, KeyState.Pending)
        );
    }

    function test_refuses_a_compromised_key() public {
        _accepts(_activating(ANA, _soon()));
        _accepts(_compromisingOwn(ANA));
        _refuses(
            _activating(ANA, _soon()),
            abi.encodeWithSelector(E.UnexpectedKeyState.selector, ANA, KeyState.Compromised, KeyState.Pending)
        );
    }

    function test_a_key_is_activated_up_to_the_second_before_it_expires() public {
        uint256 expiresAt = uint256(_rosterSpec().keys[ANA].expiry) * 60;
        vm.warp(expiresAt);
        _refuses(_activating(ANA, _soon()), abi.encodeWithSelector(E.KeyExpired.selector, ANA, expiresAt));
        vm.warp(expiresAt - 1);
        _accepts(_activating(ANA, _soon()));
    }

    function test_refuses_keys_of_a_suspended_holder_until_the_suspension_lapses() public {
        _accepts(_activating(GUS, _soon()));
        _accepts(_suspending(BEN, GUS));
        uint40 until = uint40(START + 7 days);
        _refuses(_activating(BEN, _soon()), abi.encodeWithSelector(E.HolderIsSuspended.selector, BEN, until));
        vm.warp(until - 1);
        _refuses(_activating(BEN, _soon()), abi.encodeWithSelector(E.HolderIsSuspended.selector, BEN, until));
        vm.warp(until);
        _accepts(_activating(BEN, _soon()));
        _is(BEN, KeyState.Active);
    }

    function test_scheduling_opens_once_when_tier_zero_can_act() public {
        uint8[7] memory order = [DAN, ANA, BEN, GUS, EVE, CLEO, PIA];
        for (uint256 i; i < order.length; ++i) {
            vm.recordLogs();
            // Dan and Ben approve, Ana proposes, Eve tests: it takes her.
            _isTrue(conclave.config().opened == (i > 4), "opened as Eve came");
            if (i <= 4) {
                _refusesSchedule(_draft(0, _call(address(0), "")), _err(E.SchedulingNotOpen.selector));
            }
            _accepts(_activating(order[i], _soon()));
            Vm.Log[] memory logs = vm.getRecordedLogs();
            (, , , bool opens) = abi.decode(logs[0].data, (bytes32, bytes32, uint8, bool));
            _isTrue(opens == (i == 4), "told once");
        }
    }

    function test_activations_do_not_go_out_of_date_with_an_epoch_or_each_other() public {
        bytes memory ben = _activating(BEN, _soon());
        bytes memory cleo = _activating(CLEO, _soon());
        _accepts(_activating(GUS, _soon()));
        _accepts(_voiding(GUS, GUS));
        _accepts(cleo);
        _accepts(ben);
    }

    function _activating(uint8 key, uint40 deadline) private view returns (bytes memory) {
        return abi.encodeCall(IConclave.activate, (key, deadline, _activation(key, deadline)));
    }

    function _is(uint8 key, KeyState state) private view {
        _same(uint8(conclave.keyRecord(key).state), uint8(state));
    }

    function _err(bytes4 name) private pure returns (bytes memory) {
        return abi.encodeWithSelector(name);
    }

    function _err(bytes4 name, uint256 a) private pure returns (bytes memory) {
        return abi.encodeWithSelector(name, a);
    }
}
