/** What is tried out to the last case, within bounds: quickly for the tests, deeply for `npm run prove`. */
import * as Classes from "./classes.ts";
import * as Form from "./form.ts";
import * as Holders from "./holders.ts";
import * as Large from "./large.ts";
import type { PersonClass } from "./quorum-model.ts";
import { counted, equivalence, everyNth, type Found, soundness } from "./search.ts";
import type { Judge } from "./validator.ts";

export type Search = { readonly name: string; readonly run: (judge: Judge) => Promise<Found> };

const SEED = 1;

function* upTo(people: number): Generator<PersonClass[]> {
  for (let count = 1; count <= people; count++) yield* Classes.multisets(count);
}

type Bounds = {
  /** Most people of rosters up to order; in every order; held in every way. */
  readonly people: number;
  readonly ordered: number;
  readonly means: number;
  readonly approvals: readonly number[];
  /** Of the holdings and forms, every so manyth. */
  readonly step: number;
  /** Drawn at random. */
  readonly mixed: number;
  readonly large: number;
};

export const QUICK: Bounds = {
  people: 4,
  ordered: 4,
  means: 4,
  approvals: [2],
  step: 29,
  mixed: 400,
  large: 60,
};
export const DEEP: Bounds = {
  people: 7,
  ordered: 4,
  means: 5,
  approvals: [2, 3, 4],
  step: 1,
  mixed: 40_000,
  large: 4_000,
};

export function searches({ people, ordered, means, approvals, step, mixed, large }: Bounds): Search[] {
  const share = step === 1 ? "all" : `every ${step}th`;
  return [
    {
      name: `up to ${people} people of 12 classes, one key each, quorum ${approvals.join(", ")}`,
      run: (judge) =>
        equivalence(judge, Classes.rosters(upTo(people), { approvals, means: ["one key"] }), true),
    },
    {
      name: `up to ${means} people, a key for each role, with a wallet besides or not (${share})`,
      run: (judge) =>
        equivalence(
          judge,
          everyNth(
            Classes.rosters(upTo(means), {
              approvals: [2, 3],
              means: ["key by key", "with a wallet besides"],
            }),
            step,
          ),
          true,
        ),
    },
    {
      name: `${ordered} people in every order (${share})`,
      run: (judge) =>
        equivalence(
          judge,
          everyNth(Classes.rosters(Classes.sequences(ordered), { approvals: [2], means: ["one key"] }), step),
          true,
        ),
    },
    {
      name: `amendments: one or two keys of a person in any state, among others (${share})`,
      run: (judge) =>
        equivalence(judge, everyNth(Holders.rosters(Holders.holdings(), Holders.contexts()), step), false),
    },
    {
      name: `amendments: three people with any keys in any states, ${mixed} at random`,
      run: (judge) => equivalence(judge, Holders.mixed(SEED, mixed), false),
    },
    {
      name: `fields of tiers (${share}): what is accepted is safe`,
      run: (judge) => soundness(judge, everyNth(Form.tiers(), step)),
    },
    {
      name: `guardians, role sets and cooldowns (${share}): what is accepted is safe`,
      run: (judge) => soundness(judge, everyNth(Form.guardians(), step)),
    },
    {
      name: `${large} rosters of 8 to 64 people, at random`,
      run: (judge) => counted(judge, Large.rosters(SEED, large)),
    },
  ];
}
