// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConclaveGuard} from "../../../../contracts/interfaces/IConclaveGuard.sol";
import {Announcement} from "../../../../contracts/safe/Announcement.sol";
import {SafeTx} from "../../../../contracts/safe/SafeTx.sol";
import {ANA, BEN, CLEO, EVE, GUS, HANA, NONE, People, PIA, TOM} from "../../support/People.sol";
import {Target} from "../../support/Target.sol";
import {vm} from "../../support/Vm.sol";
import {AnyModule} from "../support/Annexes.sol";
import {GuardActs} from "../support/GuardActs.sol";
import {Voice} from "../support/Bundles.sol";
import {SafeL2150} from "../support/SafeKit.sol";
import {Ghosts} from "./Ghosts.sol";

/// @notice A random play around one Safe: nothing passes that was not announced, waited for, allowed and signed by enough people, and whatever
/// was does pass. Every call of an owner, a key or a stranger is judged when it is made.
contract SafeCampaignTest is Ghosts, SafeL2150 {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    string internal breach;
    uint256 internal passed;
    uint256 internal nonceBefore;
    bytes32 internal lastHash;
    uint256 internal lastKind;
    uint256 internal lastSeed;
    uint8 internal lastTier;
    uint256 private _calls;

    function setUp() public override {
        super.setUp();
        otherModule = address(new AnyModule());
        nonceBefore = safe.nonce();
        // Once and for all: the play is about what happens to a Safe that nobody pays out.
        vm.deal(address(safe), 1_000_000 ether);
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(this);
    }

    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        bytes4[15] memory actions = [
            this.announce.selector,
            this.announce.selector,
            this.announce.selector,
            this.announce.selector,
            this.takeBack.selector,
            this.execute.selector,
            this.execute.selector,
            this.executeLast.selector,
            this.executeLast.selector,
            this.executeLast.selector,
            this.executeLast.selector,
            this.wait_.selector,
            this.disturb.selector,
            this.exit.selector,
            this.intrude.selector
        ];
        targets = new FuzzSelector[](1);
        targets[0].addr = address(this);
        targets[0].selectors = new bytes4[](actions.length);
        for (uint256 i; i < actions.length; ++i) targets[0].selectors[i] = actions[i];
    }

    function announce(uint256 number) external {
        uint256 seed = _chance(number);
        uint256 kind = (seed >> 8) % KINDS;
        uint8[8] memory proposers = [ANA, ANA, ANA, PIA, PIA, PIA, BEN, EVE];
        uint8[8] memory testers = [EVE, EVE, EVE, TOM, TOM, TOM, NONE, BEN];
        uint8[5] memory tiers = [0, 1, 2, 3, 4];
        uint8 proposer = proposers[(seed >> 16) % 8];
        uint8 tester = testers[(seed >> 24) % 8];
        uint8 tier = tiers[(seed >> 32) % 5];
        // Mostly a tier that may.
        if (seed % 4 != 0 && _tiersOf(kind) != 0)
            while ((_tiersOf(kind) >> tier) & 1 == 0) tier = (tier + 1) % 5;
        uint40 deadline = uint40(_now() + ((seed >> 40) % 3.5 days));
        SafeTx memory t = _kind(kind, seed >> 48);
        (bool taken, ) = _toGuard(OUTSIDER, _announcing(t, tier, deadline, proposer, tester));
        if (!taken) return;
        if (tier == 3 || (_tiersOf(kind) >> tier) & 1 == 0) breach = "announced what the tier may not do";
        if (tier == 0 && tester == NONE) breach = "announced without a tester";
        bytes32 hash = _hash(t);
        for (uint256 i; i < ghosts.length; ++i) {
            if (ghosts[i].hash == hash && ghosts[i].proposer == proposer) ghosts[i].standing = false;
        }
        ghosts.push(Ghost(hash, tier, proposer, tester, _now(), conclave.config().epoch, true));
        (lastHash, lastKind, lastSeed, lastTier) = (hash, kind, seed >> 48, tier);
    }

    function takeBack(uint256 number) external {
        uint256 seed = _chance(number);
        if (ghosts.length == 0) return;
        Ghost storage ghost = ghosts[seed % ghosts.length];
        uint8 key = (seed >> 8) % 3 == 0 ? BEN : ghost.proposer;
        Announcement a = guard.announcementBy(address(safe), ghost.hash, ghost.proposer);
        bytes32 act = GuardActs.withdraw(address(safe), ghost.hash, ghost.proposer, a.deadline());
        bytes memory signature = _signGuard(key, act);
        (bool taken, ) = _toGuard(
            OUTSIDER,
            abi.encodeCall(
                IConclaveGuard.withdraw,
                (address(safe), ghost.hash, ghost.proposer, ghost.proposer, signature)
            )
        );
        if (!taken) return;
        if (key != ghost.proposer) breach = "withdrawn by another";
        for (uint256 i; i < ghosts.length; ++i) {
            if (ghosts[i].hash == ghost.hash && ghosts[i].proposer == ghost.proposer)
                ghosts[i].standing = false;
        }
    }

    function execute(uint256 number) external {
        uint256 seed = _chance(number);
        _try((seed >> 8) % KINDS, seed >> 48, seed >> 96);
    }

    /// @dev What was announced last, mostly when it is ready.
    function executeLast(uint256 number) external {
        uint256 seed = _chance(number);
        if (lastHash == 0) return;
        if (seed % 4 != 0) vm.warp(_now() + _rosterSpec().tiers[lastTier].delay);
        _try(lastKind, lastSeed, seed >> 96);
    }

    function wait_(uint256 number) external {
        uint256 seed = _chance(number);
        vm.warp(_now() + (seed % 3 days));
    }

    /// @dev Suspensions and voids, of which a cooldown makes few, and now and then a stolen key.
    function disturb(uint256 number) external {
        uint256 seed = _chance(number);
        if (seed % 5 == 0) return;
        uint8[5] memory holders = [ANA, BEN, CLEO, PIA, EVE];
        uint8 holder = holders[(seed >> 8) % 5];
        uint8 guardian = (seed >> 16) % 2 == 0 ? GUS : HANA;
        bytes memory data = seed % 3 == 0 ? _voiding(guardian, guardian) : _suspending(holder, guardian);
        (bool taken, ) = _sendFrom(OUTSIDER, data);
        if (!taken) return;
        if (seed % 3 == 0) lastVoid = conclave.config().epoch;
        else incidents[holder] = conclave.config().epoch;
    }

    function exit(uint256 number) external {
        uint256 seed = _chance(number);
        uint8[3] memory keys = [BEN, CLEO, GUS];
        address from = People.accountOf(keys[(seed >> 8) % 3]);
        bool back = seed % 2 == 0;
        bytes memory data =
            back
                ? abi.encodeCall(IConclaveGuard.withdrawExit, (address(safe)))
                : abi.encodeCall(IConclaveGuard.announceExit, (address(safe)));
        (bool taken, ) = _toGuard(from, data);
        if (!taken) return;
        if (!safe.isOwner(from)) breach = "an exit by no owner";
        exits[from] = back ? 0 : _now();
    }

    /// @dev A module that nobody trusts, the hooks, and what only the Safe may say.
    function intrude(uint256 number) external {
        uint256 seed = _chance(number);
        bytes memory data = abi.encodeCall(Target.set, (99));
        (bool acted, ) = otherModule.call(
            abi.encodeCall(AnyModule.run, (safe, address(target), 0, data, uint8(seed % 2)))
        );
        if (acted) breach = "a module acted";
        (acted, ) = address(safe).call(abi.encodeCall(IConclaveGuard.trustModule, (otherModule, true)));
        if (acted) breach = "the Safe spoke through its handler";
    }

    /// @dev The numbers that come are often small, or the same.
    function _chance(uint256 number) private returns (uint256) {
        return uint256(keccak256(abi.encode(number, ++_calls)));
    }

    function _try(uint256 kind, uint256 what, uint256 seed) private {
        if (kind == ENABLING && safe.isModuleEnabled(otherModule)) {
            // A Safe does not enable one twice.
            vm.prank(address(safe));
            safe.disableModule(address(1), otherModule);
        }
        SafeTx memory t = _kind(kind, what);
        Voice[] memory voices = _random(seed);
        address executor = seed % 3 == 0 ? People.accountOf(PIA) : OUTSIDER;
        bytes32 hash = _hash(t);
        bool exiting = kind == LEAVING && _exitIsOpen();
        // On the way out nobody but the Safe is asked.
        bool may = exiting || (_mayPass(kind, hash, voices, executor) && !_areRefused(voices));
        if (voices.length < 2) may = false;
        (bool succeeded, bytes memory reason) = _toSafe(executor, t, _bundle(t, voices));
        if (succeeded && !may) breach = string.concat("passed what may not, of kind ", vm.toString(kind));
        if (!succeeded && may)
            breach = string.concat("refused what may pass: ", vm.toString(kind), vm.toString(reason));
        if (!succeeded) return;
        ++passed;
        if (kind == LEAVING) _return(exiting);
    }

    /// @dev Back under the guard, as if by adoption.
    function _return(bool exiting) private {
        if (exiting) {
            address[] memory owners = safe.getOwners();
            for (uint256 i; i < owners.length; ++i) {
                if (guard.exitOf(address(safe), owners[i]) == 0) exits[owners[i]] = 0;
            }
        }
        vm.prank(address(safe));
        safe.setGuard(address(guard));
    }

    function invariant_nothing_passes_that_was_not_announced_and_all_that_was_does() external view {
        _isTrue(bytes(breach).length == 0, breach);
    }

    function invariant_the_nonce_counts_what_passed() external view {
        _same(safe.nonce(), nonceBefore + passed);
    }

    function invariant_the_safe_keeps_its_owners_threshold_and_guards() external view {
        _same(safe.getThreshold(), 2);
        _same(safe.getOwners().length, 5);
        _same(
            vm.load(address(safe), keccak256("guard_manager.guard.address")),
            bytes32(uint256(uint160(address(guard))))
        );
        _same(
            vm.load(address(safe), keccak256("module_manager.module_guard.address")),
            bytes32(uint256(uint160(address(guard))))
        );
    }
}
