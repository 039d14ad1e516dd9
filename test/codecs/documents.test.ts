import { getAddress, type Hex, keccak256 } from "viem";
import { beforeAll, describe, expect, test } from "vitest";
import * as Check from "../../src/charter/check.ts";
import type { Finding } from "../../src/charter/finding.ts";
import {
  KEY_KINDS,
  type Roster as RosterValue,
  type Rulebook as RulebookValue,
  WATCHED_KINDS,
} from "../../src/charter/model.ts";
import * as Roster from "../../src/charter/roster.ts";
import * as Rulebook from "../../src/charter/rulebook.ts";
import { anyRoster, anyRulebook, Random } from "../charter/random.ts";
import { NOW, SETTING, sample } from "../charter/sample.ts";
import { hostile, IS_DEEP, rounds } from "./hostile.ts";
import { type Answer, type Ask, readers, valueFrom } from "./readers.ts";

// Roster and rulebook (docs/formats.md, 1 and 2): three encoders written apart, and readers that let no wrong byte pass.

let ask: Record<"plain" | "documents" | "validator", Ask>;
beforeAll(async () => {
  ask = await readers({
    plain: "mocks/harness/PlainEncoders",
    documents: "mocks/harness/DocumentReader",
    validator: "CharterValidator",
  });
});

const ACCEPTED = "accepted";
const setting = {
  now_: BigInt(NOW),
  signingWindow: BigInt(SETTING.signingWindow),
  suspension: BigInt(SETTING.suspension),
  conclave: SETTING.conclave,
};

describe("rosters", () => {
  test("the library and the plain Solidity encoder write the same bytes, and the library reads them back", async () => {
    const random = new Random(3201);
    for (let round = 0; round < rounds(40); round++) {
      const roster = anyRoster(random);
      const document = (await valueFrom(ask.plain("roster", [spec(roster)]))) as Hex;
      expect(Roster.encode(roster)).toBe(document);
      expect(spec(Roster.decode(document))).toEqual(spec(roster));
    }
  });

  test("any bytes: the validator and its twin refuse them with the same words, or nothing but the one encoding of what all read", async () => {
    const random = new Random(3202);
    const good = Roster.encode(sample());
    const met = new Map<string, number>();
    for (let round = 0; round < rounds(300); round++) {
      const document = hostile(random, random.chance(0.8) ? good : Roster.encode(anyRoster(random)));
      const verdict = words(await ask.validator("checkGenesis", [document, setting]));
      expect(finding(Check.genesis(document, SETTING)[0]), document).toBe(verdict);
      met.set(verdict.split(" ")[0] ?? "", round);
      if (verdict !== ACCEPTED) continue;
      const roster = Roster.decode(document);
      expect(Roster.encode(roster)).toBe(document);
      const [serial, cooldown, tiers, keys] = (await valueFrom(ask.documents("roster", [document]))) as [
        number,
        number,
        readonly { approvals: number; delay: number }[],
        readonly { signer: Hex; roles: number; holder: number }[],
      ];
      expect([serial, cooldown]).toEqual([roster.serial, roster.cooldown]);
      expect(tiers.map((tier) => [tier.approvals, tier.delay])).toEqual(
        roster.tiers.map((tier) => [tier.approvals, tier.delay]),
      );
      expect(keys.map((key) => [key.signer, key.roles, key.holder])).toEqual(
        roster.keys.map((key) => (key === null ? expect.anything() : [key.signer, key.roles, key.holder])),
      );
    }
    expect([...met.keys()]).toEqual(expect.arrayContaining([ACCEPTED, "DocumentMalformed"]));
    expect(met.size).toBeGreaterThan(5);
  });

  test("cut off at every byte, it is refused by both alike", async () => {
    const good = Roster.encode(sample());
    const total = (good.length - 2) / 2;
    for (let length = 0; length < total; length += IS_DEEP ? 1 : 7) {
      const document: Hex = `0x${good.slice(2, 2 + 2 * length)}`;
      const verdict = words(await ask.validator("checkGenesis", [document, setting]));
      expect(verdict, `${length} bytes`).toMatch(/^DocumentMalformed /);
      expect(finding(Check.genesis(document, SETTING)[0])).toBe(verdict);
    }
  });
});

describe("rulebooks", () => {
  test("the library and the plain Solidity encoder write the same bytes, and the library reads them back", async () => {
    const random = new Random(3203);
    for (let round = 0; round < rounds(40); round++) {
      const book = anyRulebook(random);
      const document = (await valueFrom(ask.plain("rulebook", [bookSpec(book)]))) as Hex;
      expect(Rulebook.encode(book)).toBe(document);
      expect(Rulebook.encode(Rulebook.decode(document))).toBe(document);
      for (const item of book.items) {
        const bytes = (await valueFrom(ask.plain("item", [itemSpec(item)]))) as Hex;
        expect(keccak256(bytes)).toBe(Rulebook.itemId(item));
      }
    }
  });

  test("any bytes: the validator and its twin refuse them with the same words, or nothing but the one encoding of what both read", async () => {
    const random = new Random(3204);
    const met = new Set<string>();
    for (let round = 0; round < rounds(300); round++) {
      const document = hostile(
        random,
        Rulebook.encode({ ...anyRulebook(random), serial: random.chance(0.95) ? 1 : 2 }),
      );
      const verdict = words(await ask.validator("checkRulebook", [document, 1]));
      expect(finding(Check.rulebook(document, 1)[0]), document).toBe(verdict);
      met.add(verdict.split(" ")[0] ?? "");
      if (verdict !== ACCEPTED) continue;
      const book = Rulebook.decode(document);
      expect(Rulebook.encode(book)).toBe(document);
      const counts = [book.rules, book.exactRules, book.items].map((list) => BigInt(list.length));
      expect(await valueFrom(ask.documents("rulebook", [document]))).toEqual([1, ...counts]);
      for (const { target, selector, tiers, maxValue } of book.rules) {
        expect(await valueFrom(ask.documents("rule", [document, target, selector]))).toEqual([
          tiers,
          maxValue,
        ]);
      }
    }
    expect([...met]).toEqual(
      expect.arrayContaining([ACCEPTED, "DocumentMalformed", "SerialWrong", "RulesUnsorted"]),
    );
  });
});

function words(answer: Answer): string {
  return answer.error === null ? ACCEPTED : [answer.error, ...answer.args].join(" ");
}

function finding(one: Finding | undefined): string {
  return one === undefined ? ACCEPTED : [one.name, ...one.args].join(" ");
}

/** As the Solidity tests' `RosterSpec`. */
function spec({ serial, cooldown, tiers, keys }: RosterValue) {
  return {
    serial,
    cooldown,
    tiers: tiers.map(({ override, testerNeeded, recovery, executorFirst, ...tier }) => ({
      ...tier,
      overrideCount: override,
      flags: Number(testerNeeded) + 2 * Number(recovery) + 4 * Number(executorFirst),
    })),
    keys: keys.map((key) =>
      key === null
        ? { kind: 0, signer: "0x", holder: 0, roles: 0, predecessor: 0, expiry: 0, since: 0 }
        : { ...key, kind: KEY_KINDS.indexOf(key.kind), predecessor: key.predecessor ?? 255 },
    ),
  };
}

function bookSpec({ serial, rules, exactRules, items }: RulebookValue) {
  return {
    serial,
    rules: rules.map((rule) => ({ ...rule, target: getAddress(rule.target) })),
    exactRules: exactRules.map(({ hash, ...rule }) => ({
      ...rule,
      target: getAddress(rule.target),
      dataHash: hash,
    })),
    items: items.map(itemSpec),
  };
}

function itemSpec(item: RulebookValue["items"][number]) {
  return { ...item, kind: WATCHED_KINDS.indexOf(item.kind) + 1, target: getAddress(item.target) };
}
