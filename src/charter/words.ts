import { type Address, getAddress } from "viem";
import { formatDate } from "../time.ts";
import { formatAmount } from "../yaml/amount.ts";
import { type Key, ROLE_NAMES, Role, type WatchedItem } from "./model.ts";
import type { Charter } from "./schema.ts";

/** How people call what the documents number: taken from a charter where there is one, else spelt from the numbers. */
export type Words = {
  readonly person: (holder: number) => string;
  readonly key: (index: number) => string;
  /** `tier 1`, or `tier 1 (treasury)`. */
  readonly tier: (number: number) => string;
  readonly place: (address: Address) => string;
  /** `setFee(uint256)` where the charter says so, else the selector or hash itself. */
  readonly call: (address: Address, selectorOrHash: string) => string;
};

/** Words from `charter`; `calls` names functions by `address/selector` or `address/hash` (both lower case). */
export function wordsFrom(charter: Charter | null, calls: ReadonlyMap<string, string> = new Map()): Words {
  const labels = new Set(charter?.keys.map(({ label }) => label));
  const contracts = new Map(
    Object.entries(charter?.contracts ?? {}).map(([name, address]) => [address, name]),
  );
  return {
    person: (holder) => charter?.people.find(({ id }) => id === holder)?.name ?? `holder ${holder}`,
    key: (index) => charter?.keys.find((key) => key.index === index)?.label ?? free(`k${index}`, labels),
    tier: (number) => {
      const name = charter?.tiers.find((tier) => tier.number === number)?.name;
      return `tier ${number}${name === undefined ? "" : ` (${name})`}`;
    },
    place: (address) => contracts.get(getAddress(address)) ?? getAddress(address),
    call: (address, selector) => calls.get(`${address}/${selector}`.toLowerCase()) ?? selector,
  };
}

/** A made-up name must not be one that the charter gave to something else. */
function free(name: string, taken: ReadonlySet<string>): string {
  return taken.has(name) ? free(`${name}-`, taken) : name;
}

/** `approver`, `proposer and tester`, without the mark for several. */
export function roleWords(mask: number): string {
  const names = ROLE_NAMES.filter((role) => (mask & Role[role]) !== 0).map((role) => role.toLowerCase());
  return names.length === 0 ? "nobody" : joinWords(names);
}

/** `2027-05-01`, from a key's expiry. */
export function expiryWords(key: Key): string {
  return formatDate(key.expiry * 60);
}

/** Numbers of the tiers in a bit mask, lowest first. */
export function tierNumbers(mask: number): number[] {
  return Array.from({ length: 16 }, (_, tier) => tier).filter((tier) => (mask & (1 << tier)) !== 0);
}

/** `ERC-20 usdc above 1000000`, `ownership of vault`, … */
export function itemWords(item: WatchedItem, words: Words): string {
  const place = words.place(item.target);
  const above = item.parameter === 0n ? "" : ` above ${item.parameter}`;
  switch (item.kind) {
    case "native":
      return `ether${item.parameter === 0n ? "" : ` above ${formatAmount(item.parameter)}`}`;
    case "erc20":
      return `ERC-20 ${place}${above}`;
    case "erc721":
      return `ERC-721 ${place}`;
    case "erc721Id":
      return `ERC-721 ${place} #${item.parameter}`;
    case "erc1155Id":
      return `ERC-1155 ${place} #${item.parameter}`;
    case "ownable":
      return `ownership of ${place}`;
    case "ownable2Step":
      return `ownership, also pending, of ${place}`;
    case "accessControl":
      return `role 0x${item.parameter.toString(16).padStart(64, "0")} of ${place}`;
    case "accessManager":
      return `role ${item.parameter} of manager ${place}`;
  }
}

/** `a`, `a and b`, `a, b and c`. */
export function joinWords(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
