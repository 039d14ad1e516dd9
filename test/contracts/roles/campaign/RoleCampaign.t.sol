// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Grant} from "../../../../contracts/roles/Grant.sol";
import {NONE} from "../../support/People.sol";
import {vm} from "../../support/Vm.sol";
import {RolePlay} from "./RolePlay.sol";

/// @notice A random play of grants, reviews, ends and incidents. Every call is foretold: what may happen does, and nothing else; and after each,
/// nobody combines what is apart, the counts and the record are right, and who has a role is who should.
contract RoleCampaignTest is RolePlay {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function setUp() public override {
        super.setUp();
        head = manager.head();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(this);
    }

    function targetSelectors() external view returns (FuzzSelector[] memory targets) {
        bytes4[14] memory actions = [
            this.grant.selector,
            this.grant.selector,
            this.grant.selector,
            this.grant.selector,
            this.revoke.selector,
            this.review.selector,
            this.review.selector,
            this.separate.selector,
            this.declare.selector,
            this.settle.selector,
            this.remove.selector,
            this.alarm.selector,
            this.wait_.selector,
            this.disturb.selector
        ];
        targets = new FuzzSelector[](1);
        targets[0].addr = address(this);
        targets[0].selectors = new bytes4[](actions.length);
        for (uint256 i; i < actions.length; ++i) targets[0].selectors[i] = actions[i];
    }

    function invariant_what_may_happen_does_and_nothing_else() external view {
        _isTrue(bytes(breach).length == 0, breach);
    }

    function invariant_no_holder_combines_what_is_apart() external view {
        for (uint256 i; i < 4; ++i) {
            for (uint256 j; j < i; ++j) {
                if (!conflicts[ROLES[i]][ROLES[j]]) continue;
                for (uint8 holder; holder < 64; ++holder) {
                    bool both = _count(ROLES[i], holder) != 0 && _count(ROLES[j], holder) != 0;
                    _isTrue(!both, "combined");
                }
            }
        }
    }

    function invariant_counts_equal_the_grants() external view {
        for (uint256 i; i < 4; ++i) {
            uint256 sum;
            for (uint8 holder; holder < 64; ++holder) {
                _same(_count(ROLES[i], holder), _held(ROLES[i], holder));
                sum += _held(ROLES[i], holder);
            }
            for (uint256 j; j < players.length; ++j) {
                Grant stored = manager.grantOf(ROLES[i], players[j].account);
                if (stored.isSet() && stored.holder() != NONE) --sum;
            }
            _same(sum, 0);
        }
    }

    function invariant_the_head_is_the_recomputed_one() external view {
        _same(manager.head(), head);
    }

    function invariant_who_has_a_role_is_who_should() external view {
        for (uint256 i; i < 4; ++i) {
            for (uint256 j; j < players.length; ++j) {
                Player memory player = players[j];
                _isTrue(_has(ROLES[i], player.account) == _mayAct(ROLES[i], player), "role");
                Ghost memory ghost = ghosts[ROLES[i]][player.account];
                _same(manager.reviewDue(ROLES[i], player.account), ghost.due);
            }
        }
    }

    /// @dev A play that does nothing shows nothing: each kind of call is made, and refused if it can be.
    function test_the_play_does_everything_and_is_refused_everything() external {
        FuzzSelector[] memory targets = this.targetSelectors();
        bytes4[] memory actions = targets[0].selectors;
        for (uint256 i; i < 400; ++i) {
            uint256 seed = uint256(keccak256(abi.encode("play", i)));
            (bool played, ) = address(this).call(
                abi.encodeWithSelector(actions[seed % actions.length], seed)
            );
            _isTrue(played, "played");
            _isTrue(bytes(breach).length == 0, breach);
        }
        string[8] memory kinds = [
            "grant",
            "review",
            "separate",
            "remove",
            "alarm",
            "revoke",
            "declare",
            "define"
        ];
        for (uint256 i; i < kinds.length; ++i) {
            bytes32 kind = keccak256(bytes(kinds[i]));
            _isTrue(done[kind] > 0, string.concat("done: ", kinds[i], vm.toString(done[kind])));
            if (i < 5)
                _isTrue(refused[kind] > 0, string.concat("refused: ", kinds[i], vm.toString(refused[kind])));
        }
    }
}
