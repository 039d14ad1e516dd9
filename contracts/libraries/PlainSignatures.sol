// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Packed} from "./Packed.sol";
import {Tally} from "../types/Tally.sol";

/// @notice Counts the signatures that nearly all are: by an EOA key about which nothing is out of the ordinary, in the plain form of
/// docs/formats.md, 5: a byte of 128 + 64 · parity + key index, r, s.
/// @dev `Consent` decides about every other one; a signature that is wrong here is wrong there, and reverts with a reason. It would accept
/// all that is accepted here (test/contracts/consent/Plain*.t.sol compare the two). Why there are two ways: docs/adr/0007-gas.md.
library PlainSignatures {
    /// @dev n / 2 of secp256k1: a signature with a higher s is malleable (EIP-2).
    uint256 internal constant HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;

    /// @notice Index of the key whose plain signature begins at `place` in calldata.
    function keyAt(uint256 place) internal pure returns (uint256) {
        return Packed.byteAt(place) & 63;
    }

    /// @notice Counts signatures from the tally's place on, until `most` are counted or one is not plain.
    /// @param digest What is signed.
    /// @return left `most`, less the signatures counted.
    function count(Tally memory t, bytes32 digest, uint256 most) internal view returns (uint256 left) {
        uint256 halfOrder = HALF_ORDER;
        // What it is for and what it saves: above. All that it writes to is the tally, scratch space, and two words that are put back.
        assembly ("memory-safe") {
            // The precompile's input lies in the first 128 bytes: digest, v, r, s. What belongs there is put back below.
            let free := mload(0x40)
            mstore(0x00, digest)
            left := most
            let expiry := mload(add(t, 0x20))
            let roles := mload(add(t, 0x40))
            let limit := mload(add(t, 0x80))
            for {
                let place := mload(add(t, 0x60))
            } left {
                left := sub(left, 1)
            } {
                let head := byte(0, calldataload(place))
                let entry := mload(add(mload(t), shl(5, and(head, 63))))
                // The key's bit and its holder's; through memory, since the optimiser would compute them twice.
                mstore(0x20, or(shl(and(head, 63), 1), shl(byte(21, entry), shl(64, 1))))
                calldatacopy(0x40, add(place, 1), 0x40)
                place := add(place, 65)
                let counted := mload(add(t, 0xa0))
                // In the plain form; kind EOA; all its bytes are there; low s.
                let odd := or(
                    or(lt(head, 128), byte(20, entry)),
                    or(gt(place, limit), gt(mload(0x60), halfOrder))
                )
                // Neither barred nor of a holder counted before; one of the roles; not expired.
                odd := or(
                    or(odd, and(mload(0x20), counted)),
                    or(iszero(and(byte(22, entry), roles)), lt(shl(192, entry), expiry))
                )
                if odd {
                    break
                }
                // Counted before it is checked: if it fails, all this is undone.
                mstore(add(t, 0xa0), or(counted, mload(0x20)))
                mstore(0x20, add(27, and(shr(6, head), 1)))
                // Where nobody is recovered nothing is answered, and v stays: no key has so low an address.
                pop(staticcall(gas(), 1, 0x00, 0x80, 0x20, 0x20))
                if xor(mload(0x20), shr(96, entry)) {
                    break
                }
                mstore(add(t, 0x60), place)
            }
            mstore(0x40, free)
            mstore(0x60, 0)
        }
    }
}
