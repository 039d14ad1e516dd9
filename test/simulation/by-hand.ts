import { type Hex, keccak256, toBytes } from "viem";

/**
 * A contract by hand: a call with an argument stores it, emits ValueSet(uint256) and refuses 0; four bytes of calldata read
 * the value back.
 */
export const TARGET = {
  interfaces: [
    "function set(uint256 value)",
    "function value() view returns (uint256)",
    "event ValueSet(uint256 value)",
  ],
  initcode: (() => {
    const topic = keccak256(toBytes("ValueSet(uint256)")).slice(2);
    const store = `60043580601157${"5f5ffd"}5b805f555f527f${topic}60205fa100`;
    const head = "3660041460";
    const readAt = (head.length + 2 + 2) / 2 + store.length / 2;
    const runtime = `${head}${readAt.toString(16).padStart(2, "0")}57${store}5b5f545f5260205ff3`;
    const size = (runtime.length / 2).toString(16).padStart(2, "0");
    return `0x60${size}8060095f395ff3${runtime}` as Hex;
  })(),
};

/** A contract by hand that stores all it can see of its block and transaction: time, number, fees, randomness, last hash. */
export const WITNESS = (() => {
  const runtime = "425f5543600155486002554160035544600455326005553a60065560014303406007554660085500";
  return `0x60${(runtime.length / 2).toString(16)}8060095f395ff3${runtime}` as Hex;
})();
