// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveErrors} from "../../../../contracts/interfaces/IConclaveErrors.sol";
import {IConclaveFallback} from "../../../../contracts/interfaces/IConclaveFallback.sol";
import {IConclaveGuard} from "../../../../contracts/interfaces/IConclaveGuard.sol";
import {IConclaveGuardErrors} from "../../../../contracts/interfaces/IConclaveGuardErrors.sol";
import {SafeTx, Sponsors} from "../../../../contracts/safe/SafeTx.sol";
import {ANA, BEN, CLEO, DAN, EVE, GUS, HANA, NONE, People, PIA, ZERO_TIER} from "../../support/People.sol";
import {Roster} from "../../../../contracts/libraries/Roster.sol";
import {EXECUTOR_FIRST} from "../../../../contracts/types/Tier.sol";
import {vm} from "../../support/Vm.sol";
import {Badge} from "../../../../contracts/mocks/Badge.sol";
import {Bundles, How, Voice} from "../support/Bundles.sol";
import {GuardActs} from "../support/GuardActs.sol";
import {Guarded} from "../support/Guarded.sol";
import {IWholeSafe} from "../support/IWholeSafe.sol";
import {Safe130, Safe141, Safe150} from "../support/SafeKit.sol";

/// @notice How a message is announced, signed and asked about.
abstract contract Messaging is Guarded {
    bytes32 internal constant HASH = keccak256("an order");

    function _messageHash() internal view returns (bytes32) {
        return guard.hashMessage(address(safe), abi.encode(HASH));
    }

    function _signed(Voice[] memory voices) internal view returns (bytes memory) {
        return Bundles.pack(_messageHash(), voices);
    }

    function _asking(bytes memory signature) internal pure returns (bytes memory) {
        return abi.encodeWithSignature("isValidSignature(bytes32,bytes)", HASH, signature);
    }

    function _refusedMessage(bytes memory signature, bytes memory expected) internal {
        (bool succeeded, bytes memory reason) = address(safe).call(_asking(signature));
        _failedWith(succeeded, reason, expected);
    }

    function _announceMessage(uint40 deadline, uint8 proposer, uint8 tester) internal {
        uint32 epoch = conclave.config().epoch;
        bytes32 hash = _messageHash();
        Sponsors memory sponsors = Sponsors(proposer, "", tester, "", REPORT);
        bytes32 act = GuardActs.announceMessage(address(safe), hash, tester, epoch, deadline);
        sponsors.proposerSignature = _signGuard(proposer, act);
        act = GuardActs.examineMessage(address(safe), hash, epoch, deadline, REPORT);
        sponsors.testerSignature = _signGuard(tester, act);
        _guardTakes(
            abi.encodeCall(
                IConclaveGuard.announceMessage,
                (address(safe), abi.encode(HASH), epoch, deadline, sponsors)
            )
        );
    }
}

/// @notice What a guarded Safe signs off-chain: announced messages alone.
abstract contract Messages is Messaging {
    function test_the_owners_threshold_alone_signs_nothing() public {
        bytes memory refused = abi.encodeWithSelector(
            IConclaveGuardErrors.NotAnnounced.selector,
            safe,
            _messageHash()
        );
        _refusedMessage(_signed(_voices(BEN, CLEO, DAN)), refused);
        _refusedMessage("", refused);
    }

    function test_an_announced_message_is_signed_when_its_delay_is_over() public {
        _announceMessage(_soon(), ANA, EVE);
        uint256 ready = _now() + 2 days;
        vm.warp(ready - 1);
        _refusedMessage(
            _signed(_voices(BEN, CLEO)),
            abi.encodeWithSelector(
                IConclaveGuardErrors.AnnouncementNotReady.selector,
                _messageHash(),
                ready,
                ready - 1
            )
        );
        vm.warp(ready);
        _same(bytes32(safe.isValidSignature(HASH, _signed(_voices(BEN, CLEO)))), bytes32(bytes4(0x1626ba7e)));
        bytes memory content = abi.encode(HASH);
        _same(
            bytes32(safe.isValidSignature(content, _signed(_voices(BEN, CLEO)))),
            bytes32(bytes4(0x20c13b0b))
        );
        vm.warp(ready + 7 days);
        _refusedMessage(
            _signed(_voices(BEN, CLEO)),
            abi.encodeWithSelector(
                IConclaveGuardErrors.AnnouncementExpired.selector,
                _messageHash(),
                ready + 7 days,
                ready + 7 days
            )
        );
    }

    function test_all_signatures_are_verified() public {
        _announceMessage(_soon(), ANA, EVE);
        vm.warp(_now() + 2 days);
        // Nothing at all; fewer than the threshold.
        _refusedMessage("", abi.encodeWithSelector(IConclaveGuardErrors.SignaturesTooShort.selector, 0, 2));
        Voice[] memory voices = _voices(BEN, CLEO);
        Bundles.sort(voices);
        voices[0].how = How.Approves;
        bytes memory refused = abi.encodeWithSelector(
            IConclaveGuardErrors.SurplusSignatureInvalid.selector,
            0,
            voices[0].owner
        );
        _refusedMessage(_signed(voices), refused);
        // Nor does the owner's asking make it his consent.
        bytes memory asking = _asking(_signed(voices));
        vm.prank(voices[0].owner, voices[0].owner);
        (bool succeeded, bytes memory reason) = address(safe).call(asking);
        _failedWith(succeeded, reason, refused);
        bytes32 hash = _messageHash();
        vm.prank(voices[0].owner);
        safe.approveHash(hash);
        safe.isValidSignature(HASH, _signed(voices));
    }

    function test_threshold_and_quorum_are_both_needed() public {
        _announceMessage(_soon(), ANA, EVE);
        vm.warp(_now() + 2 days);
        _refusedMessage(
            _signed(_voices(ANA, BEN)),
            abi.encodeWithSelector(IConclaveErrors.ApprovalsMissing.selector, 1, 2)
        );
        safe.isValidSignature(HASH, _signed(_voices(ANA, BEN, CLEO)));
        vm.store(address(safe), bytes32(uint256(4)), bytes32(uint256(3)));
        bytes memory two = _signed(_voices(BEN, CLEO));
        _refusedMessage(
            two,
            abi.encodeWithSelector(IConclaveGuardErrors.SignaturesTooShort.selector, 130, 3)
        );
    }

    function test_a_void_ends_it_whoever_signs() public {
        _announceMessage(_soon(), ANA, EVE);
        vm.warp(_now() + 2 days);
        uint32 epoch = conclave.config().epoch;
        _accepts(_voiding(GUS, GUS));
        _refusedMessage(
            _signed(_voices(BEN, CLEO, DAN)),
            abi.encodeWithSelector(
                IConclaveGuardErrors.AnnouncementVoided.selector,
                _messageHash(),
                epoch,
                epoch + 1
            )
        );
    }

    function test_nobody_s_announcement_of_it_stands_in_the_way_of_another_s() public {
        _announceMessage(_soon(), PIA, EVE);
        vm.warp(_now() + 1 hours);
        _announceMessage(_soon(), ANA, EVE);
        vm.warp(_now() + 2 days);
        _accepts(_suspending(PIA, GUS));
        safe.isValidSignature(HASH, _signed(_voices(BEN, CLEO)));
        _accepts(_suspending(ANA, HANA));
        _refusedMessage(
            _signed(_voices(BEN, CLEO)),
            abi.encodeWithSelector(IConclaveGuardErrors.ProposerDropped.selector, PIA)
        );
    }

    function test_what_sign_message_lib_marked_is_not_honoured() public {
        SafeTx memory t = _tx(signLib, 0, abi.encodeCall(IWholeSafe.signMessage, (abi.encode(HASH))), 1);
        _passWhole(t, ZERO_TIER);
        _refusedMessage(
            "",
            abi.encodeWithSelector(IConclaveGuardErrors.NotAnnounced.selector, safe, _messageHash())
        );
    }

    function test_an_announced_message_is_no_announced_transaction() public {
        _announceMessage(_soon(), ANA, EVE);
        vm.warp(_now() + 2 days);
        SafeTx memory t = _toTarget(7);
        _fails(t, _voices(BEN, CLEO), _notAnnounced(t));
        // Nor does the proposer's consent to the one serve for the other.
        bytes32 hash = _hash(t);
        Sponsors memory sponsors = _sponsors(hash, 0, _soon(), ANA, EVE);
        uint32 epoch = conclave.config().epoch;
        _guardRefuses(
            abi.encodeCall(
                IConclaveGuard.announceMessage,
                (address(safe), abi.encode(hash), epoch, _soon(), sponsors)
            ),
            abi.encodeWithSelector(IConclaveErrors.InvalidSignature.selector, ANA)
        );
    }

    function test_tools_are_told_the_last_ten_modules() public {
        IConclaveFallback handler = IConclaveFallback(address(safe));
        for (uint160 i = 1; i < 12; ++i) {
            vm.prank(address(safe));
            safe.enableModule(address(0xffff + i));
            address[] memory modules = handler.getModules();
            _same(modules.length, i < 11 ? i : 10);
            _same(modules[0], address(0xffff + i));
        }
    }

    function test_what_tools_ask_a_handler_for_is_there() public {
        IConclaveFallback handler = IConclaveFallback(address(safe));
        _same(handler.getMessageHash(abi.encode(HASH)), _messageHash());
        _same(handler.getMessageHashForSafe(address(safe), abi.encode(HASH)), _messageHash());
        _same(keccak256(handler.encodeMessageDataForSafe(address(safe), abi.encode(HASH))), _messageHash());
        _same(handler.getModules().length, 0);
        _isTrue(IERC165ish(address(safe)).supportsInterface(0x1626ba7e), "ERC-1271");
        _isTrue(IERC165ish(address(safe)).supportsInterface(0x150b7a02), "ERC-721");
        _isTrue(IERC165ish(address(safe)).supportsInterface(0x4e2312e0), "ERC-1155");
        _isTrue(IERC165ish(address(safe)).supportsInterface(0x01ffc9a7), "ERC-165");
        _isTrue(!IERC165ish(address(safe)).supportsInterface(0xffffffff), "none");
        Badge badge = new Badge();
        badge.mint(address(this), 1);
        badge.safeTransferFrom(address(this), address(safe), 1);
        _same(badge.ownerOf(1), address(safe));
        (bool succeeded, ) = address(safe).call(
            abi.encodeWithSignature(
                "tokensReceived(address,address,address,uint256,bytes,bytes)",
                safe,
                safe,
                safe,
                1,
                "",
                ""
            )
        );
        _isTrue(succeeded, "ERC-777");
    }
}

interface IERC165ish {
    function supportsInterface(bytes4 interfaceId) external view returns (bool);
}

contract MessagesSafe130Test is Messages, Safe130 {}

contract MessagesSafe141Test is Messages, Safe141 {}

contract MessagesSafe150Test is Messages, Safe150 {}

/// @notice Tier 0 leaves the first half of its grace to executors.
contract MessagesExecutorsFirstTest is Messaging, Safe150 {
    /// @dev Written into the roster where it lies, since all that sets the scene is executed by an outsider.
    function setUp() public override {
        super.setUp();
        address carrier = conclave.rosterCarrier();
        bytes memory code = carrier.code;
        // STOP, header, then tier 0: quorum, override, roles, flags.
        code[1 + Roster.HEADER + 3] |= bytes1(EXECUTOR_FIRST);
        vm.etch(carrier, code);
    }

    function test_a_message_nobody_executes_so_it_is_good_as_soon_as_it_is_ready() public {
        _announceMessage(_soon(), ANA, EVE);
        vm.warp(_now() + 2 days);
        safe.isValidSignature(HASH, _signed(_voices(BEN, CLEO)));
    }
}
