import { afterAll, beforeAll, expect, test } from "vitest";
import * as Model from "../../src/audit/model.ts";
import { verify } from "../../src/audit/verify.ts";
import { random } from "../proposal/random.ts";
import * as People from "../support/people.ts";
import { doctor } from "./play/doctor.ts";
import { type Disagreement, play } from "./play/game.ts";
import { shrink } from "./play/shrink.ts";
import { lay, type Table } from "./play/table.ts";
import { Tally } from "./play/tally.ts";
import { tell } from "./play/tell.ts";
import { open } from "./scene.ts";

/** `CONCLAVE_DEEP=1` plays for long; `CONCLAVE_SEED=7` plays one seed. */
const { CONCLAVE_DEEP, CONCLAVE_SEED } = process.env;
const isDeep = CONCLAVE_DEEP === "1";
const DEEP_STEPS = 10_000;
const LENGTH = isDeep ? 250 : 100;
const SEEDS =
  CONCLAVE_SEED === undefined
    ? Array.from({ length: isDeep ? Math.ceil(DEEP_STEPS / LENGTH) : 4 }, (_, seed) => seed + 1)
    : [Number(CONCLAVE_SEED)];
const TRIES = 80;
/** Lives whose logs are doctored in a deep run, and how often each. */
const DOCTORED_LIVES = 5;
const LIES = 20;

let table: Table;
let tally: Tally;

beforeAll(async () => {
  table = await lay();
  tally = new Tally(table.founded.address);
});

afterAll(() => table.close());

test.each(SEEDS)(
  "the model and the contracts agree on every move of a random play, seed %i",
  async (seed) => {
    const steps = [...Array(LENGTH).keys()];
    const found = await play(table, seed, steps, LENGTH, { deed: (deed, real) => tally.add(deed, real) });
    if (found !== null) expect.fail(await explained(seed, steps, found));
  },
  1_200_000,
);

test("no history of a random life is believed once it was doctored", async () => {
  const lives = isDeep ? SEEDS.slice(0, DOCTORED_LIVES) : SEEDS.slice(0, 1);
  for (const seed of lives) {
    const steps = [...Array(LENGTH).keys()];
    expect(await play(table, seed, steps, LENGTH, { deed: () => {} })).toBeNull();
    const { honest, believed } = await doctor(table, random(seed), isDeep ? LIES : 6);
    expect(honest).toBe(true);
    expect(believed, `seed ${seed}`).toEqual([]);
  }
}, 1_200_000);

test("a play meets successes and refusals of many kinds, a deep one all of them", () => {
  if (isDeep) process.stdout.write(tally.report());
  const { successes, refusals } = tally.variety();
  expect(successes).toBeGreaterThan(8);
  expect(refusals).toBeGreaterThan(15);
  if (isDeep && CONCLAVE_SEED === undefined) expect(tally.holes()).toEqual([]);
});

test("the model leaves the state it was given as it was", async () => {
  const scene = await open();
  const { chain, address } = scene.founded;
  const { state } = await verify(chain.client, address, { fromBlock: 0 });
  const before = structuredClone(state);
  const key = People.BEN_SECOND;
  const act = { act: "compromiseOwn", key, deadline: 2 ** 39, onChain: false } as const;
  const outcome = Model.apply(state as Model.State, { ...act, time: 2 ** 38, sender: address });
  expect(outcome.refusal).toBeNull();
  expect(state).toEqual(before);
  await scene.close();
});

/** The shortest way there that was found, move by move. */
async function explained(seed: number, steps: readonly number[], first: Disagreement): Promise<string> {
  const again = (some: readonly number[]) => play(table, seed, some, LENGTH, { deed: () => {} });
  const { steps: left, found } = await shrink(steps, first, again, TRIES);
  const moves: string[] = [];
  await play(table, seed, left, LENGTH, { deed: (deed, real) => moves.push(tell(deed, real)) });
  const deep = isDeep ? "CONCLAVE_DEEP=1 " : "";
  return [
    `seed ${seed} (${deep}CONCLAVE_SEED=${seed}), step ${first.step}: they disagree about ${found.what}`,
    `model:    ${found.model}`,
    `contract: ${found.contract}`,
    `steps that suffice: ${left.join(", ") || "none"}; with the opening, these calls:`,
    ...moves,
  ].join("\n");
}
