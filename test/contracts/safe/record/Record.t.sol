// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveGuard} from "../../../../contracts/interfaces/IConclaveGuard.sol";
import {Announcement} from "../../../../contracts/safe/Announcement.sol";
import {SafeTx, Sponsors} from "../../../../contracts/safe/SafeTx.sol";
import {ANA, BEN, CLEO, EVE, ROUTINE, ZERO_TIER} from "../../support/People.sol";
import {Target} from "../../support/Target.sol";
import {vm} from "../../support/Vm.sol";
import {AnyModule} from "../support/Annexes.sol";
import {GuardActs} from "../support/GuardActs.sol";
import {Guarded} from "../support/Guarded.sol";
import {IWholeSafe} from "../support/IWholeSafe.sol";
import {SafeL2150} from "../support/SafeKit.sol";
import {Replay} from "./Replay.sol";

/// @notice The record of a Safe, replayed from its events as docs/formats.md, 10 says, ends in the head that storage has.
contract RecordTest is Guarded, SafeL2150 {
    uint256[] private _times;

    function test_the_first_head_is_of_domain_and_safe() public view {
        address other = address(0xabc);
        _same(guard.head(other), Replay.genesis(address(guard), other));
    }

    function test_every_change_is_one_link_and_the_chain_ends_in_the_head() public {
        vm.recordLogs();
        bytes32 before = guard.head(address(safe));
        _passWholeAt(_toTarget(7), ROUTINE);
        _announce(_toTarget(8), ZERO_TIER);
        _at(_now());
        _withdraw(_hash(_toTarget(8)));
        _at(_now());
        _announceMessage();
        _at(_now());
        AnyModule module = new AnyModule();
        _passWholeAt(_toSelf(abi.encodeCall(IWholeSafe.enableModule, (address(module)))), ZERO_TIER);
        bytes memory data = abi.encodeCall(IConclaveGuard.trustModule, (address(module), true));
        _passWholeAt(_tx(address(guard), 0, data, 0), ZERO_TIER);
        _at(_now());
        module.run(safe, address(target), 3, abi.encodeCall(Target.set, (9)), 0);
        for (uint256 i; i < 4; ++i) _at(_now());
        vm.prank(stranger);
        guard.announceExit(address(safe));
        vm.prank(stranger);
        guard.withdrawExit(address(safe));
        vm.prank(stranger);
        guard.announceExit(address(safe));
        vm.warp(_now() + EXIT_DELAY);
        _passes(_toSelf(abi.encodeCall(IWholeSafe.setGuard, (address(0)))), _voices(BEN, CLEO));
        _passes(_batch(_adoption()), _voices(BEN, CLEO));
        _at(_now());
        _at(_now());

        (bytes32 head, uint256 links) = Replay.replay(
            vm.getRecordedLogs(),
            address(guard),
            address(safe),
            before,
            _times
        );
        _same(links, 16);
        _same(head, guard.head(address(safe)));
        bytes32 slot = keccak256(abi.encode(safe, Replay.HEADS_SLOT));
        _same(vm.load(address(guard), slot), head);
    }

    function _at(uint256 time) private {
        _times.push(time);
    }

    function _passWholeAt(SafeTx memory t, uint8 tier) private {
        _at(_now());
        _passWhole(t, tier);
        _at(_now());
    }

    function _withdraw(bytes32 hash) private {
        Announcement a = guard.announcementBy(address(safe), hash, ANA);
        bytes32 act = GuardActs.withdraw(address(safe), hash, ANA, a.deadline());
        _guardTakes(
            abi.encodeCall(IConclaveGuard.withdraw, (address(safe), hash, ANA, ANA, _signGuard(ANA, act)))
        );
    }

    function _announceMessage() private {
        uint32 epoch = conclave.config().epoch;
        bytes32 hash = guard.hashMessage(address(safe), "hello");
        bytes32 act = GuardActs.announceMessage(address(safe), hash, EVE, epoch, _soon());
        bytes32 examination = GuardActs.examineMessage(address(safe), hash, epoch, _soon(), REPORT);
        _guardTakes(
            abi.encodeCall(
                IConclaveGuard.announceMessage,
                (
                    address(safe),
                    "hello",
                    epoch,
                    _soon(),
                    Sponsors(ANA, _signGuard(ANA, act), EVE, _signGuard(EVE, examination), REPORT)
                )
            )
        );
    }
}
