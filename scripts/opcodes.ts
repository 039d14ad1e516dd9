/**
 * Which opcodes of a bytecode can run. Two answers:
 *
 * - `reachable`: what control flow gets to from byte 0. A jump may go to any valid JUMPDEST whose position a
 *   reachable PUSH holds, taken or not, whatever the jump: more than the truth, never less, for code as solc
 *   writes it, where a destination is always pushed as a constant and never computed.
 * - `anywhere`: the same with every JUMPDEST the EVM would accept as an entry point. It needs no such assumption,
 *   but also reads data kept between the code (strings, tables, embedded contracts), which can look like anything.
 *
 * PUSH data is never read as code, and neither is the metadata at the end.
 */
import { hexToBytes } from "viem";

export type Found = { pc: number; opcode: number };

const JUMPDEST = 0x5b;
const PUSH1 = 0x60;
const PUSH32 = 0x7f;

/** STOP, JUMP, RETURN, REVERT, INVALID, SELFDESTRUCT: nothing runs on into the byte behind these. */
const ENDS = new Set([0x00, 0x56, 0xf3, 0xfd, 0xfe, 0xff]);

export function opcodes(bytecode: `0x${string}`): { reachable: Found[]; anywhere: Found[] } {
  const code = withoutMetadata(hexToBytes(bytecode));
  const entries = jumpDestinations(code);
  return { reachable: walk(code, [0], entries), anywhere: walk(code, [0, ...entries], entries) };
}

/**
 * Drops the CBOR map that solc appends: its length is in the last two bytes, its first byte is a map of a few
 * entries, and it names the compiler. Whatever does not look exactly like that is kept and walked.
 */
export function withoutMetadata(code: Uint8Array): Uint8Array {
  if (code.length < 2) return code;
  const length = byte(code, code.length - 2) * 256 + byte(code, code.length - 1);
  const start = code.length - 2 - length;
  if (length === 0 || start < 0) return code;
  const map = code.subarray(start, code.length - 2);
  const isMap = (byte(map, 0) & 0xf0) === 0xa0;
  return isMap && Buffer.from(map).includes("dsolc") ? code.subarray(0, start) : code;
}

/** As the EVM finds them: one pass from byte 0 that steps over PUSH data. */
function jumpDestinations(code: Uint8Array): Set<number> {
  const found = new Set<number>();
  for (let pc = 0; pc < code.length; pc += 1 + pushSize(byte(code, pc))) {
    if (byte(code, pc) === JUMPDEST) found.add(pc);
  }
  return found;
}

function walk(code: Uint8Array, starts: Iterable<number>, entries: Set<number>): Found[] {
  const seen = new Map<number, number>();
  const todo = [...starts];
  for (let start = todo.pop(); start !== undefined; start = todo.pop()) {
    for (let pc = start; pc < code.length && !seen.has(pc); ) {
      const opcode = byte(code, pc);
      seen.set(pc, opcode);
      const size = pushSize(opcode);
      const target = size > 0 ? pushed(code, pc + 1, size) : -1;
      if (entries.has(target)) todo.push(target);
      if (ENDS.has(opcode)) break;
      pc += 1 + size;
    }
  }
  return [...seen].map(([pc, opcode]) => ({ pc, opcode })).sort((a, b) => a.pc - b.pc);
}

function pushSize(opcode: number): number {
  return opcode >= PUSH1 && opcode <= PUSH32 ? opcode - PUSH1 + 1 : 0;
}

/** The constant as a number, or more than any code position if it is larger than that. */
function pushed(code: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let i = at; i < at + size && value < 2 ** 32; i++) value = value * 256 + byte(code, i);
  return value;
}

/** Behind the end of the code the EVM reads zeros. */
function byte(code: Uint8Array, at: number): number {
  return code[at] ?? 0;
}
