import { bytesToHex, concat, type Hex } from "viem";
import {
  type ExactRule,
  KEY_KINDS,
  type Key,
  ROLE_NAMES,
  Role,
  type Roster,
  type Rule,
  type Rulebook,
  type Tier,
  WATCHED_KINDS,
  type WatchedItem,
} from "../../src/charter/model.ts";
import { addressOf, NOW, pointOf } from "./sample.ts";

/** Reproducible randomness: the same seed gives the same run everywhere (mulberry32). */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed;
  }

  /** In [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from 0 to `below` - 1. */
  below(below: number): number {
    return Math.floor(this.next() * below);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(options: readonly T[]): T {
    return options[this.below(options.length)] as T;
  }

  bytes(length: number): Hex {
    return bytesToHex(Uint8Array.from({ length }, () => this.below(256)));
  }
}

/** Any roster the format has room for, sensible or not. */
export function anyRoster(random: Random): Roster {
  return {
    serial: random.below(65_536),
    cooldown: random.below(2 ** 32),
    tiers: Array.from({ length: 1 + random.below(16) }, () => anyTier(random)),
    keys: Array.from({ length: 1 + random.below(64) }, () => (random.chance(0.2) ? null : anyKey(random))),
  };
}

export function anyRulebook(random: Random): Rulebook {
  const list = <T>(make: () => T) => Array.from({ length: random.below(12) }, make);
  return {
    serial: random.below(65_536),
    rules: list((): Rule => {
      const maxValue = BigInt(random.bytes(12));
      return {
        target: random.bytes(20),
        selector: random.bytes(4),
        tiers: 1 + random.below(65_535),
        maxValue,
      };
    }),
    exactRules: list((): ExactRule => {
      const tiers = 1 + random.below(65_535);
      return { target: random.bytes(20), hash: random.bytes(32), tiers, alone: random.chance(0.5) };
    }),
    items: list((): WatchedItem => {
      const kind = random.pick(WATCHED_KINDS);
      const target: Hex = kind === "native" ? `0x${"00".repeat(20)}` : random.bytes(20);
      const bits = { erc721: 0, ownable: 0, ownable2Step: 0, accessManager: 64 }[kind as string] ?? 256;
      return { kind, target, parameter: BigInt.asUintN(bits, BigInt(random.bytes(32))) };
    }),
  };
}

function anyTier(random: Random): Tier {
  return {
    approvals: random.below(256),
    override: random.below(256),
    roles: random.below(256),
    testerNeeded: random.chance(0.5),
    recovery: random.chance(0.5),
    executorFirst: random.chance(0.5),
    delay: random.below(2 ** 32),
    grace: random.below(2 ** 32),
  };
}

function anyKey(random: Random): Key {
  const kind = random.pick(KEY_KINDS);
  return {
    kind,
    signer:
      kind === "ERC7913" ? concat([random.bytes(20), random.bytes(random.below(200))]) : random.bytes(20),
    holder: random.below(256),
    roles: random.below(256),
    predecessor: random.chance(0.5) ? null : random.below(255),
    expiry: random.below(2 ** 32),
    since: random.below(65_536),
  };
}

/**
 * A small roster near the border between accepted and refused: few holders, mostly right fields, now and then a wrong one.
 */
export function plausibleRoster(random: Random, serial = 1): Roster {
  const count = 4 + random.below(9);
  const keys = Array.from({ length: count }, (_, index): Key | null =>
    random.chance(0.06) ? null : plausibleKey(random, index, serial),
  );
  const day = 86_400;
  const delay = day * (1 + random.below(5));
  const tiers: Tier[] = [
    plausibleTier(random, {
      approvals: random.chance(0.95) ? 2 : random.below(5),
      delay,
      roles: Role.APPROVER,
    }),
  ];
  for (let extra = random.below(4); extra > 0; extra--) {
    const recovery = random.chance(0.25);
    tiers.push(
      plausibleTier(random, {
        recovery,
        testerNeeded: recovery ? random.chance(0.05) : random.chance(0.3),
        roles: recovery ? Role.RECOVERY : random.chance(0.9) ? Role.APPROVER : random.below(64),
        delay: recovery
          ? day * (10 + random.below(60))
          : random.pick([0, delay, Math.floor(delay / 2), delay]),
      }),
    );
  }
  return {
    serial: random.chance(0.97) ? serial : serial + 1,
    cooldown: random.chance(0.9) ? 80 * day : random.below(80 * day),
    tiers,
    keys,
  };
}

function plausibleTier(random: Random, changes: Partial<Tier>): Tier {
  const approvals = changes.approvals ?? 1 + random.below(2);
  return {
    approvals,
    override: random.chance(0.97) ? random.pick([approvals, approvals + 1, 255]) : 0,
    roles: Role.APPROVER,
    testerNeeded: random.chance(0.4),
    recovery: false,
    executorFirst: random.chance(0.3),
    delay: 86_400,
    grace: random.chance(0.97) ? 86_400 * (3 + random.below(8)) : random.below(2 ** 32),
    ...changes,
  };
}

function plausibleKey(random: Random, index: number, serial: number): Key {
  const role = Role[random.pick([...ROLE_NAMES, "APPROVER", "APPROVER", "APPROVER", "PROPOSER"] as const)];
  const roles = random.chance(0.9)
    ? role
    : role | Role[random.pick(ROLE_NAMES)] | (random.chance(0.9) ? Role.SEVERAL : 0);
  // A small pool of secrets, so that now and then two keys are one.
  const secret = random.chance(0.97) ? index : random.below(12);
  const kind = random.pick(["EOA", "EOA", "ERC1271", "ERC7913"] as const);
  return {
    kind,
    signer:
      kind === "ERC7913" ? concat([addressOf(1000 + random.below(2)), pointOf(secret)]) : addressOf(secret),
    holder: random.chance(0.995) ? random.below(10) : random.below(256),
    roles,
    predecessor: null,
    expiry: Math.floor(NOW / 60) + 1440 * random.pick([5, 20, 400, 4000, 4000, 4000]),
    since: random.chance(0.99) ? serial : serial + 1,
  };
}
