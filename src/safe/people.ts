import { type Address, getAddress, isAddressEqual } from "viem";
import { keyState, rosterOf } from "../chain/standing.ts";
import type { ChainState } from "../chain/state.ts";
import { compile, GENESIS } from "../charter/compile.ts";
import { type Key, type KeyKind, Role, type Roster } from "../charter/model.ts";
import { identity } from "../charter/roster.ts";
import type { Charter } from "../charter/schema.ts";
import { wordsFrom } from "../charter/words.ts";

/**
 * Whether a key may act now. `listed`: only a charter file says that it exists. `ended`: it left the roster, retired or
 * compromised. Suspension and expiry come before what the key's own state would allow.
 */
export type Standing =
  | "active"
  | "listed"
  | "pending"
  | "retiring"
  | "suspended"
  | "expired"
  | "retired"
  | "compromised"
  | "ended";

/** A key of a roster, and whose it is. */
export type PersonsKey = {
  readonly index: number;
  readonly label: string;
  readonly holder: number;
  readonly person: string;
  readonly kind: KeyKind;
  /** The address a Safe would know it by; null for keys that are no account (ERC-7913). */
  readonly address: Address | null;
  readonly roles: number;
  readonly standing: Standing;
};

/** The people of a charter or of a Conclave. `conclave` is null if only a file was asked. */
export type People = {
  readonly conclave: { readonly chainId: number; readonly address: Address } | null;
  readonly keys: readonly PersonsKey[];
  /** Addresses that once were keys and may never be again, and are not among `keys`. */
  readonly ended: readonly Address[];
};

/** From a Conclave's storage, with names from `charter` where there is one. */
export function peopleOf(state: ChainState, charter: Charter | null): People {
  const roster = rosterOf(state);
  const keys = keysOf(roster, charter, (key, index) => standingOnChain(state, roster, key, index));
  const listed = keys.flatMap(({ address }) => (address === null ? [] : [address]));
  const { chainId, verifyingContract: address } = state.domain;
  return {
    conclave: { chainId, address: getAddress(address) },
    keys,
    ended: state.tombstones
      .map((one) => getAddress(one))
      .filter((one) => !listed.some((key) => isAddressEqual(key, one))),
  };
}

/** From a charter alone: nothing is known of activation, suspension and incidents. `now` is UNIX seconds. */
export function peopleOfCharter(charter: Charter, now: number): People {
  const { roster } = compile(charter, GENESIS);
  const keys = keysOf(roster, charter, ({ expiry }) => (expiry * 60 <= now ? "expired" : "listed"));
  return { conclave: null, keys, ended: [] };
}

/** The key whose address this is; undefined for an address the roster does not have. */
export function keyAt(people: People, address: Address): PersonsKey | undefined {
  return people.keys.find((key) => key.address !== null && isAddressEqual(key.address, address));
}

/** Whether a Safe can count on the key: nothing says that it may not act. */
export function isUsable({ standing }: PersonsKey): boolean {
  return standing === "active" || standing === "listed";
}

/** Whether the key may be an owner at all: it approves, and a Safe can know it by an address. */
export function mayOwn({ address, roles }: PersonsKey): boolean {
  return address !== null && (roles & Role.APPROVER) !== 0;
}

function keysOf(
  roster: Roster,
  charter: Charter | null,
  standing: (key: Key, index: number) => Standing,
): PersonsKey[] {
  const words = wordsFrom(charter);
  return roster.keys.flatMap((key, index) =>
    key === null
      ? []
      : [
          {
            index,
            label: words.key(index),
            holder: key.holder,
            person: words.person(key.holder),
            kind: key.kind,
            address: key.kind === "ERC7913" ? null : identity(key),
            roles: key.roles,
            standing: standing(key, index),
          },
        ],
  );
}

function standingOnChain(state: ChainState, roster: Roster, key: Key, index: number): Standing {
  const own = keyState(state, roster, index);
  if (own === "Compromised") return "compromised";
  if (own === "Retired") return "retired";
  const { timestamp } = state.block;
  const until = state.holders.find(({ holder }) => holder === key.holder)?.suspendedUntil ?? 0;
  if (until > timestamp) return "suspended";
  if (key.expiry * 60 <= timestamp) return "expired";
  if (own === "Pending") return "pending";
  return own === "Retiring" ? "retiring" : "active";
}
