// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

interface ISample {
    error Refused(uint256 value);

    function limit(uint256[2] calldata pair) external view returns (bool);
}

/// @notice Something of everything that is mutated. Nothing runs it.
contract Sample {
    uint256 private constant LIMIT = 0x0f;
    uint256 private count;

    event Counted(uint256 count);

    modifier guarded() {
        _;
    }

    // Más de un byte: places are counted in bytes.
    function boundary(uint256 a) external pure returns (bool) {
        return a < LIMIT;
    }

    function terms(bool a, bool b, bool c) external pure returns (uint256) {
        if (a && b && !c) revert ISample.Refused(2 days);
        return c ? 1 : 7;
    }

    function statements(uint256 a) external guarded returns (uint256) {
        count += a << 4;
        emit Counted(count);
        for (uint256 i; i != a; ++i) {
            if (i == 3) continue;
            delete count;
        }
        for (uint256 i; i < a; ++i) count = i;
        return count;
    }

    function assembled(uint256 a) external pure returns (uint256 b) {
        assembly {
            b := and(iszero(a), 0xff)
        }
    }
}
