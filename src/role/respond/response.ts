import { type Address, concat, keccak256 } from "viem";
import { z } from "zod";
import { keyState, rosterOf } from "../../chain/standing.ts";
import { wordsFrom } from "../../charter/words.ts";
import { addressSchema, textSchema, uintSchema } from "../../json.ts";
import type { Proposals } from "../../proposal/folder.ts";
import * as SelfCall from "../../proposal/self-call.ts";
import type { World } from "../world.ts";
import { bundles, type Drafted, draftAll, type Taking } from "./drafts.ts";
import type { Ground } from "./ground.ts";
import { type Measure, measure, measureSchema, slug } from "./measure.ts";
import { type SafeDraft, safeMeasures } from "./safes.ts";
import { standing } from "./standing.ts";
import { lockOut, suspension } from "./suspension.ts";
import { placeName, type Takeaway, takeaways } from "./takeaway.ts";
import type { Whose } from "./whose.ts";

const line = textSchema({ lines: false });

/** What is to be done about a key or person, the quickest first. */
export const responseSchema = z.strictObject({
  format: z.literal("conclave-response/1"),
  chainId: uintSchema(53),
  conclave: addressSchema,
  about: z.strictObject({ name: line, person: line, holder: uintSchema(6), keys: z.array(uintSchema(6)) }),
  measures: z.array(measureSchema),
  warnings: z.array(line).describe("what people must know before they carry it out"),
  unread: z.array(line).describe("what could not be looked at"),
});
export type Response = z.output<typeof responseSchema>;

export type Options = {
  /** Takes an owner's place in Safes. */
  readonly successor: Address | null;
  /** How the keys end: for good at once, or by retirement once they are empty; null: they stay, as where others must come first. */
  readonly end: "compromise" | "beginRetirement" | null;
  /** Lanes that other files are meant for. */
  readonly reserved: ReadonlySet<number>;
  /** Whether a suspension comes first, as far as one can: consent is then bound to the epoch after it. */
  readonly suspend: boolean;
};

/** The response, and the files that it names: proposals, new and kept, and transactions of Safes. */
export type Made = {
  readonly response: Response;
  readonly proposals: readonly Drafted[];
  readonly safes: readonly SafeDraft[];
  /** What the proposals are bound to. */
  readonly epoch: number;
};

/**
 * What takes away from a key or a person all that they hold by themselves: suspension, what waits by their consent, roles, places in Safes,
 * the keys. Every call that the Conclave can make is drafted, in the quickest tier that may.
 * @param before The proposals of the folder: what was drafted, and can still come to be executed, stays.
 * @throws `Chain.*`
 */
export async function respond(
  ground: Ground,
  whose: Whose,
  options: Options,
  before: Proposals,
): Promise<Made> {
  const { connection, state, world, charter } = ground;
  const first = suspension(state, whose, charter);
  const suspends = options.suspend && first.possible;
  const found = takeaways(world, whose);
  const held = await standing(ground, whose);
  const takings = [...takingsOf(ground, whose, found, options.end), ...held.takings];
  const epoch = state.config.epoch + (suspends ? 1 : 0);
  const title = `Response: ${whose.name}`;
  const about = { person: whose.person, title, epoch, reserved: options.reserved };
  const { drafted: proposals, unread } = await draftAll(ground, bundles(state, takings), before, about);
  const safes = await safeMeasures(connection, world, whose, found, options.successor);
  const waits = suspends ? [first.measure.id] : [];
  return {
    response: {
      format: "conclave-response/1",
      chainId: state.domain.chainId,
      conclave: state.domain.verifyingContract,
      about: { name: whose.name, person: whose.person, holder: whose.holder, keys: [...whose.keys] },
      measures: [
        ...(options.suspend ? [first.measure] : []),
        ...held.cancels,
        ...proposals.map((one, index) => proposalMeasure(one, index, waits)),
        ...safes.measures,
        ...rotations(ground, whose),
        ...handovers(world, found),
      ],
      warnings: [
        ...(suspends
          ? ["the proposals are good for consent given after the suspension: suspend first, then sign"]
          : []),
        ...lockOut(state, whose.keys, charter).map((words) => `without these keys: ${words}`),
      ],
      unread: [
        ...world.unread.map(({ on, what, why }) => `${what} of ${placeName(world, on)}: ${why}`),
        ...held.unread,
        ...unread,
      ],
    },
    proposals,
    safes: safes.drafts,
    epoch,
  };
}

/** Calls of the Conclave: what can be taken away, and the keys themselves, which end for good. */
function takingsOf(
  { state, charter }: Ground,
  whose: Whose,
  found: readonly Takeaway[],
  end: Options["end"],
): Taking[] {
  const { verifyingContract: conclave } = state.domain;
  const words = wordsFrom(charter);
  const roster = rosterOf(state);
  const roles = found.flatMap((one): Taking[] =>
    one.way !== "conclave"
      ? []
      : [
          {
            id: `revoke-${keccak256(concat([one.on, one.data])).slice(2, 10)}`,
            words: `takes ${one.words} from ${one.account}`,
            call: { target: one.on, value: 0n, data: one.data, minGas: 0 },
          },
        ],
  );
  const keys = whose.keys.flatMap((key): Taking[] => {
    const now = keyState(state, roster, key);
    const label = words.key(key);
    if (end === "compromise" && (now === "Active" || now === "Retiring")) {
      const call = SelfCall.call(conclave, end, [key]);
      return [{ id: `key-${key}`, words: `declares key ${label} compromised, for good`, call }];
    }
    if (end !== "beginRetirement" || now !== "Active") return [];
    const call = SelfCall.call(conclave, end, [key]);
    return [{ id: `key-${key}`, words: `begins the retirement of key ${label}`, call }];
  });
  return [...roles, ...keys];
}

function proposalMeasure(
  { tier, takings, known, people }: Drafted,
  index: number,
  waits: readonly string[],
): Measure {
  const file = known?.name ?? null;
  return measure({
    id: `proposal-${index + 1}`,
    kind: "revoke",
    what: `Tier ${tier.number}: ${takings.length} calls in one proposal`,
    words: [
      ...takings.map(({ words }) => words),
      ...(known === null ? ["no lane of the tier is free: run this again once one is"] : []),
    ],
    who: [...people],
    command: file === null ? null : `hardhat proposal approve ${file} --key <yours>`,
    file,
    tier: tier.number,
    delay: tier.tier.delay,
    waits: [...waits],
  });
}

/** A key of the charter that succeeds one of theirs takes over by the charter's own amendment. */
function rotations({ charter, state }: Ground, { keys }: Whose): Measure[] {
  const roster = rosterOf(state);
  return keys.flatMap((index) => {
    const label = charter?.keys.find((key) => key.index === index)?.label;
    const next = charter?.keys.find((key) => key["successor-of"] === label && label !== undefined);
    if (label === undefined || keyState(state, roster, index) !== "Active") return [];
    const base = { id: `rotate-${slug(label)}`, kind: "rotate" as const };
    if (next === undefined) {
      const words = ["if the person stays: a successor, before the key is declared compromised"];
      return [
        measure({ ...base, what: `Replace key ${label}`, words, command: `hardhat key rotate ${label}` }),
      ];
    }
    const words = [`the charter has ${next.label} to follow it: plan and sign that with the rest`];
    return [
      measure({
        ...base,
        what: `Key ${next.label} follows ${label}`,
        words,
        command: "hardhat charter plan",
      }),
    ];
  });
}

/** What no call of the Conclave takes away. */
function handovers(world: World, found: readonly Takeaway[]): Measure[] {
  return found.flatMap((one, index) => {
    const base = {
      id: `handover-${index + 1}`,
      kind: "handover" as const,
      what: `${one.words}, of ${one.account}`,
    };
    if (one.way === "own") {
      const words = [
        "only the account itself can give it up: if it is in wrong hands, what it has power over is lost to it",
      ];
      return [measure({ ...base, words: [...words, `call ${one.call} of ${one.on}`] })];
    }
    if (one.way !== "others") return [];
    const names = one.by.map((id) => world.powers.find((power) => power.id === id));
    const words = names.map(
      (power) => `${power?.name ?? "?"} of ${placeName(world, power?.on ?? one.on)} can take it`,
    );
    return [measure({ ...base, words })];
  });
}
