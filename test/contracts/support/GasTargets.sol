// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Remembers the gas it was given.
contract GasWitness {
    uint256 public seen;

    function look() external {
        seen = gasleft();
    }
}

/// @notice Answers reads in ways a post-condition must not trust.
contract OddReads {
    uint256 public counter;

    function burn() external pure {
        while (true) {}
    }

    function short() external pure {
        assembly {
            mstore(0, 1)
            return(0, 31)
        }
    }

    function long() external pure returns (uint256, uint256) {
        return (1, 2);
    }

    function write() external returns (uint256) {
        return ++counter;
    }

    function bomb() external pure {
        assembly {
            mstore(0, 1)
            return(0, 600000)
        }
    }

    function fail() external pure returns (uint256) {
        revert("no");
    }
}
