// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CharterValidator} from "../../../contracts/CharterValidator.sol";
import {ConclaveLens} from "../../../contracts/ConclaveLens.sol";
import {RetirementGate} from "../../../contracts/RetirementGate.sol";
import {ICharterValidator} from "../../../contracts/interfaces/ICharterValidator.sol";
import {IConclave} from "../../../contracts/interfaces/IConclave.sol";
import {IConclaveErrors} from "../../../contracts/interfaces/IConclaveErrors.sol";
import {IConclaveEvents} from "../../../contracts/interfaces/IConclaveEvents.sol";
import {Documents} from "../../../contracts/libraries/Documents.sol";
import {HelperCode} from "../../../contracts/libraries/HelperCode.sol";
import {ConfigView} from "../../../contracts/types/State.sol";
import {Word, idle} from "../../../contracts/types/Word.sol";
import {Charters, RosterSpec} from "../support/Charters.sol";
import {People, SUSPENSION, WINDOW} from "../support/People.sol";
import {Vm, vm} from "../support/Vm.sol";
import {Creation, Imitation} from "./Creation.sol";

/// @dev What the constructor refuses, and what stands when it has run.
contract DeploymentTest is Creation {
    bool public constant IS_TEST = true;
    uint256 private constant START = 1_800_000_000;

    function setUp() public {
        vm.warp(START);
        good = Arguments(
            _deploy("CharterValidator", ""),
            _deploy("RetirementGate", ""),
            _deploy("ConclaveLens", ""),
            Charters.encode(People.roster(START)),
            WINDOW,
            SUSPENSION,
            START + 7 days
        );
    }

    function test_helper_code_is_that_of_the_helpers() public pure {
        _same(HelperCode.VALIDATOR, keccak256(type(CharterValidator).runtimeCode));
        _same(HelperCode.GATE, keccak256(type(RetirementGate).runtimeCode));
        _same(HelperCode.LENS, keccak256(type(ConclaveLens).runtimeCode));
    }

    function test_helper_code_is_that_of_what_is_deployed() public view {
        _same(HelperCode.VALIDATOR, good.validator.codehash);
        _same(HelperCode.GATE, good.gate.codehash);
        _same(HelperCode.LENS, good.lens.codehash);
    }

    function test_a_conclave_begins_with_its_roster_and_nothing_usable() public {
        vm.recordLogs();
        IConclave created = IConclave(_created(good));
        ConfigView memory config = created.config();
        _same(config.unusable, type(uint64).max);
        _same(uint256(config.epoch) + config.lastVoid + config.rulebook + config.attempts, 0);
        _same(config.roster, 1);
        _same(config.documents, 1);
        _isTrue(!config.opened && !config.closed, "shut and not closed");
        _same(created.rosterCarrier(), Documents.addressOf(address(created), 1));
        _same(created.rulebookCarrier(), address(0));
        _same(keccak256(created.rosterCarrier().code), keccak256(bytes.concat(hex"00", good.roster)));
        _same(created.signingWindow(), WINDOW);
        _same(created.suspensionPeriod(), SUSPENSION);
        _same(created.deployBefore(), START + 7 days);
        _same(address(created.validator()), good.validator);
        _same(address(created.gate()), good.gate);
        _same(address(created.lens()), good.lens);

        bytes32 hash = keccak256(good.roster);
        bytes32 first = Word.unwrap(idle(_firstLink(address(created), 0xffff)));
        bytes32 topic = IConclaveEvents.RosterAmended.selector;
        bytes32 word = Word.unwrap(
            idle(keccak256(abi.encode(topic, first, START, uint256(1), uint256(1), hash)))
        );
        _same(Word.unwrap(created.laneWord(0xffff)), word);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        _same(logs.length, 1);
        _same(logs[0].topics[0], topic);
        _same(keccak256(logs[0].data), keccak256(abi.encode(word, uint256(1), uint256(1), hash)));
        _same(Word.unwrap(created.laneWord(0)), Word.unwrap(idle(_firstLink(address(created), 0))));
    }

    function test_refuses_to_run_after_deploy_before() public {
        Arguments memory a = good;
        a.deployBefore = START;
        _created(a);
        a.deployBefore = START - 1;
        _refused(a, abi.encodeWithSelector(IConclaveErrors.DeployedTooLate.selector, START - 1, START));
    }

    function test_refuses_a_signing_window_of_zero_or_above_fourteen_days() public {
        Arguments memory a = good;
        RosterSpec memory roster = People.roster(START);
        roster.cooldown = 365 days;
        roster.tiers[3].delay = 32 days;
        a.roster = Charters.encode(roster);
        a.signingWindow = 14 days;
        _created(a);
        a.signingWindow = 14 days + 1;
        bytes4 name = IConclaveErrors.SigningWindowOutOfRange.selector;
        _refused(a, abi.encodeWithSelector(name, 14 days + 1, 14 days));
        a.signingWindow = 0;
        _refused(a, abi.encodeWithSelector(name, 0, 14 days));
    }

    function test_refuses_a_suspension_of_zero_or_above_ninety_days() public {
        Arguments memory a = good;
        RosterSpec memory roster = People.roster(START);
        roster.cooldown = 365 days;
        a.roster = Charters.encode(roster);
        a.suspension = 90 days;
        _created(a);
        a.suspension = 90 days + 1;
        _refused(a, abi.encodeWithSelector(IConclaveErrors.SuspensionOutOfRange.selector, 90 days + 1));
        a.suspension = 0;
        _refused(a, abi.encodeWithSelector(IConclaveErrors.SuspensionOutOfRange.selector, 0));
    }

    function test_refuses_helpers_with_other_code() public {
        address[3] memory odd = [good.gate, address(0x123456), address(new Imitation())];
        vm.etch(odd[1], bytes.concat(good.validator.code, hex"00"));
        for (uint256 i; i < 3; ++i) {
            Arguments memory a = good;
            a.validator = odd[i];
            _refused(a, abi.encodeWithSelector(IConclaveErrors.WrongCode.selector, odd[i]));
            a = good;
            a.gate = i == 0 ? good.lens : odd[i];
            _refused(a, abi.encodeWithSelector(IConclaveErrors.WrongCode.selector, a.gate));
            a = good;
            a.lens = odd[i];
            _refused(a, abi.encodeWithSelector(IConclaveErrors.WrongCode.selector, odd[i]));
        }
    }

    function test_refuses_a_bad_charter_and_says_why() public {
        Arguments memory a = good;
        RosterSpec memory roster = People.roster(START);
        roster.tiers[0].approvals = 1;
        a.roster = Charters.encode(roster);
        _refused(a, abi.encodeWithSelector(ICharterValidator.TierZeroTooWeak.selector, 1));
        a.roster = "";
        _refused(a, abi.encodeWithSelector(ICharterValidator.DocumentMalformed.selector, 0));
        roster = People.roster(START);
        --roster.cooldown;
        a.roster = Charters.encode(roster);
        _refused(
            a,
            abi.encodeWithSelector(ICharterValidator.CooldownTooShort.selector, 22 days - 1, 22 days)
        );
    }

    function test_refuses_its_own_address_as_a_key() public {
        Arguments memory a = good;
        RosterSpec memory roster = People.roster(START);
        // The roster is part of the creation code, so only CREATE lets the address be known before.
        address own = _nextCreation();
        roster.keys[2].signer = abi.encodePacked(own);
        a.roster = Charters.encode(roster);
        _refused(a, abi.encodeWithSelector(ICharterValidator.SignerIsConclave.selector, 2));
    }

    function test_the_address_is_the_same_on_every_chain_and_its_consent_is_not() public {
        uint256 before = vm.snapshotState();
        address here = _created2(good);
        bytes32 word = Word.unwrap(IConclave(here).laneWord(0));
        vm.revertToState(before);
        vm.chainId(4242);
        address there = _created2(good);
        _same(there, here);
        _same(here, _address2(good));
        _isTrue(Word.unwrap(IConclave(there).laneWord(0)) != word, "the chain id is in every first word");
    }

    function test_a_stale_charter_takes_the_address_on_no_other_chain() public {
        vm.chainId(4242);
        vm.warp(START + 7 days + 1);
        (address created, bytes memory reason) = _create2(good);
        bytes memory expected = abi.encodeWithSelector(
            IConclaveErrors.DeployedTooLate.selector,
            START + 7 days,
            START + 7 days + 1
        );
        _failedWith(created != address(0), reason, expected);
        // Another deployBefore is another address.
        Arguments memory later = good;
        later.deployBefore = START + 14 days;
        _isTrue(_address2(later) != _address2(good), "the address binds deployBefore");
    }

    function _firstLink(address conclave_, uint256 lane) private view returns (bytes32) {
        bytes32 type_ = keccak256(
            "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
        );
        bytes32 domain = keccak256(
            abi.encode(type_, keccak256("Conclave"), keccak256("1"), block.chainid, conclave_)
        );
        return keccak256(abi.encode(domain, lane));
    }

    /// @dev The address that this contract's next CREATE has, found by creating something and taking it back.
    function _nextCreation() private returns (address next) {
        uint256 before = vm.snapshotState();
        next = address(new Imitation());
        vm.revertToState(before);
    }
}
