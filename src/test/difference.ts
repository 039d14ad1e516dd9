import { type Address, getAddress, type Hex, keccak256, pad, slice, toEventSelector } from "viem";
import type { Report } from "../proposal/report.ts";
import type { Diff, Log } from "./trace.ts";

type Balance = Report["balances"][number];

const TRANSFER = toEventSelector("event Transfer(address indexed from, address indexed to, uint256 value)");
const ZERO_WORD: Hex = `0x${"00".repeat(32)}`;

/** Storage slots that differ, by address and slot. */
export function storage(diff: Diff): Report["storage"] {
  return accounts(diff).flatMap(({ address, before, after }) => {
    const slots = [
      ...new Set([...Object.keys(before?.storage ?? {}), ...Object.keys(after?.storage ?? {})]),
    ].sort();
    return slots
      .map((slot) => ({
        address,
        slot: pad(slot.toLowerCase() as Hex, { size: 32 }),
        // Tracers leave zero slots out.
        before: before?.storage[slot] ?? ZERO_WORD,
        after: after?.storage[slot] ?? ZERO_WORD,
      }))
      .filter((change) => change.before !== change.after);
  });
}

/** Accounts whose code appeared, went or changed: hashes of the code; `null` where there is none. */
export function code(diff: Diff): Report["code"] {
  return accounts(diff).flatMap(({ address, before, after, deleted }) => {
    if (after?.code === undefined && !deleted) return [];
    const change = { address, before: codeHash(before?.code), after: codeHash(after?.code) };
    return change.before === change.after ? [] : [change];
  });
}

/** Native balances that differ, then what Transfer events sum up to, by token and account. */
export function balances(diff: Diff, logs: readonly Log[], outsiders: readonly Address[]): Balance[] {
  const native = accounts(diff)
    .filter(({ address }) => !outsiders.includes(address))
    .map(({ address, before, after, deleted }): Balance => {
      const from = before?.balance ?? 0n;
      const to = deleted ? 0n : (after?.balance ?? from);
      return { account: address, asset: "native", id: null, change: to - from };
    });
  return [...native, ...transfers(logs)].filter(({ change }) => change !== 0n);
}

function transfers(logs: readonly Log[]): Balance[] {
  const sums = new Map<string, Balance>();
  const add = (asset: Address, id: bigint | null, account: Address, change: bigint) => {
    const key = `${asset}/${id ?? ""}/${account}`;
    const sum = sums.get(key)?.change ?? 0n;
    sums.set(key, { account, asset, id, change: sum + change });
  };
  for (const log of logs) {
    const [topic, from, to, tokenId] = log.topics;
    if (topic !== TRANSFER || from === undefined || to === undefined) continue;
    // ERC-20 carries the amount as data, ERC-721 the token as a third topic.
    const isToken = tokenId === undefined;
    if (isToken ? log.data.length !== 66 : log.data !== "0x") continue;
    const [id, amount] = isToken ? [null, BigInt(log.data)] : [BigInt(tokenId), 1n];
    add(log.address, id, getAddress(slice(from, 12)), -amount);
    add(log.address, id, getAddress(slice(to, 12)), amount);
  }
  return [...sums].sort(([a], [b]) => compare(a, b)).map(([, balance]) => balance);
}

/** Accounts of the diff in the order of their addresses. In diffMode a deleted account has a `pre` and no `post`. */
function accounts({ pre, post }: Diff) {
  const by = (side: Diff["pre"]) =>
    new Map(Object.entries(side).map(([address, value]) => [getAddress(address), value]));
  const [before, after] = [by(pre), by(post)];
  return [...new Set([...before.keys(), ...after.keys()])].sort(compare).map((address) => ({
    address,
    before: before.get(address),
    after: after.get(address),
    deleted: before.has(address) && !after.has(address),
  }));
}

function codeHash(value: Hex | undefined): Hex | null {
  return value === undefined || value === "0x" ? null : keccak256(value);
}

function compare(a: string, b: string): number {
  return a.toLowerCase() < b.toLowerCase() ? -1 : 1;
}
