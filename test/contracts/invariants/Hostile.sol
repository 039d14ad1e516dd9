// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What a call of the Conclave may run into: calls back in, returns a bomb, burns its gas, reverts.
contract Hostile {
    enum Mood {
        Calm,
        Reenter,
        Bomb,
        Burn,
        Revert
    }

    error Refused();

    address private _victim;
    Mood private _mood;
    bytes[] private _attacks;
    /// @notice Attacks that the victim let pass.
    uint256 public succeeded;
    uint256 public tried;

    function prepare(address victim, Mood mood, bytes[] calldata attacks) external {
        (_victim, _mood) = (victim, mood);
        delete _attacks;
        for (uint256 i; i < attacks.length; ++i) _attacks.push(attacks[i]);
    }

    function act() external payable {
        if (_mood == Mood.Revert) revert Refused();
        if (_mood == Mood.Burn) {
            assembly {
                invalid()
            }
        }
        if (_mood == Mood.Bomb) {
            assembly {
                return(0, 600000)
            }
        }
        if (_mood == Mood.Reenter) {
            for (uint256 i; i < _attacks.length; ++i) {
                (bool success, ) = _victim.call(_attacks[i]);
                ++tried;
                if (success) ++succeeded;
            }
        }
    }
}

/// @notice A balance as a post-condition or the gate reads it: honest, or a lie in form.
contract Liar {
    enum Mood {
        Honest,
        Short,
        Long,
        Burn,
        Bomb,
        Revert
    }

    Mood public mood;
    mapping(address account => uint256) public held;

    function set(Mood mood_) external {
        mood = mood_;
    }

    function give(address account, uint256 amount) external {
        held[account] = amount;
    }

    function balanceOf(address account) external view returns (uint256 balance) {
        Mood mood_ = mood;
        if (mood_ == Mood.Honest) return held[account];
        if (mood_ == Mood.Revert) revert();
        uint256 length =
            mood_ == Mood.Short
                ? 31
                : mood_ == Mood.Long
                    ? 33
                    : 400_000;
        assembly {
            if eq(mood_, 3) {
                invalid()
            }
            return(0x80, length)
        }
    }
}
