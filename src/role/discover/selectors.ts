import { bytesToHex, type Hex, hexToBytes } from "viem";

const PUSH1 = 0x60;
const PUSH3 = 0x62;
const PUSH4 = 0x63;
const PUSH32 = 0x7f;

/**
 * Selectors that the code may dispatch on: what it pushes in three bytes or four. Some are none; of Solidity's only those are missed that begin
 * with two zero bytes. A contract that passes calls on (a proxy) has those of the code behind it.
 */
export function selectorsIn(code: Hex): ReadonlySet<Hex> {
  const bytes = hexToBytes(code);
  const found = new Set<Hex>();
  for (let at = 0; at < bytes.length; at++) {
    const opcode = bytes[at] ?? 0;
    if (opcode < PUSH1 || opcode > PUSH32) continue;
    const length = opcode - PUSH1 + 1;
    // A selector that begins with a zero is pushed in three bytes.
    if ((opcode === PUSH4 || opcode === PUSH3) && at + length < bytes.length) {
      const pushed = bytesToHex(bytes.subarray(at + 1, at + 1 + length)).slice(2);
      found.add(`0x${pushed.padStart(8, "0")}`);
    }
    at += length;
  }
  found.delete("0xffffffff");
  return found;
}
