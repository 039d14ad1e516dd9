import { join } from "node:path";
import type { Connection } from "../../chain/client.ts";
import { rosterOf } from "../../chain/standing.ts";
import type { ChainState } from "../../chain/state.ts";
import { onChain } from "../../charter/on-chain.ts";
import { type ParsedCharter, parse } from "../../charter/parse.ts";
import { writeAtomic } from "../../files.ts";
import { type ChainPlan, planChain } from "../plan/chain.ts";
import { chainFolder, readFolder, writeChain } from "../plan/folder.ts";
import { roleCalls } from "../plan/role-calls.ts";
import { type Measure, measure, slug } from "../respond/measure.ts";
import { accepted, activation, keyStanding, proof } from "./entry.ts";
import { type Checklist, carriedOver, due, type Item } from "./file.ts";
import { type Unreached, write } from "./folder.ts";
import { type Joining, withPerson } from "./joining.ts";

/** One chain that somebody joins. */
export type Place = { readonly connection: Connection; readonly state: ChainState };

export type Coming = {
  readonly text: string;
  readonly file: string;
  readonly joining: Joining;
  /** Of an earlier run; what was begun then stays begun. */
  readonly before: Checklist | null;
  readonly class_: Pick<Checklist, "urgency" | "reason" | "begun" | "due">;
  readonly folder: string;
  readonly places: readonly Place[];
  readonly unreached: readonly Unreached[];
};

/** The checklist, and the charter's text with the person in it. */
export type Onboarded = { readonly list: Checklist; readonly charter: string };

/**
 * All that somebody's coming takes: training, proof of each key, the charter and its proposals on every chain, activation, roles accepted.
 * Written to a folder; the charter itself stays as it is. Run again, it says what is done by now.
 * @throws `Holder.*`, `Charter.*`, `Chain.*`
 */
export async function onboard(coming: Coming): Promise<Onboarded> {
  const { text, file, joining, class_, folder, places, unreached } = coming;
  const entries = places.flatMap(({ state }) =>
    rosterOf(state).keys.flatMap((key, index) => (key === null ? [] : [{ ...key, index }])),
  );
  const taken = {
    indices: new Set(entries.map(({ index }) => index)),
    holders: new Set(entries.map(({ holder }) => holder)),
    keys: new Map(entries.map(({ signer, index, holder }) => [signer, { index, holder }] as const)),
  };
  const charter = withPerson(text, file, joining, taken);
  const whole = parse(charter, join(folder, "charter.yaml"));
  const items: Item[] = trainings(joining).map((one) => due(one, null, class_));
  for (const place of places)
    items.push(
      ...(await onOne(
        coming,
        whole,
        place,
        items.map(({ id }) => id),
      )),
    );
  const lookedAt = new Set<number | null>([null, ...places.map(({ state }) => state.domain.chainId)]);
  const list: Checklist = {
    format: "conclave-holder/1",
    act: "onboard",
    person: joining.person.name,
    ...class_,
    items: [...carriedOver(coming.before, items, lookedAt)],
    warnings: [],
    unread: unreached.map(({ chainId, problem }) => `chain ${chainId}: ${problem.message}`),
  };
  await writeAtomic(join(folder, "charter.yaml"), charter);
  await write(folder, list);
  return { list, charter };
}

/** Marks of what somebody must know before a key of theirs counts. */
function trainings({ training, person }: Joining): Measure[] {
  return training.map(({ what, by, done }) =>
    measure({
      id: `training-${slug(what)}`,
      kind: "training",
      what: `${person.name}: ${what}`,
      words: done === undefined ? ["write the date under `done:` in the file once it is"] : [],
      who: by === undefined ? [] : [by],
      state: done === undefined ? "open" : "done",
    }),
  );
}

async function onOne(
  { joining, folder, class_ }: Coming,
  whole: ParsedCharter,
  { connection, state }: Place,
  trained: readonly string[],
): Promise<Item[]> {
  const { chainId } = state.domain;
  const parsed = { ...whole, charter: onChain(whole.charter, chainId) };
  const before = await readFolder(join(folder, "plan"), chainId);
  const { calls } = await roleCalls(connection, parsed);
  const made = await planChain(
    { connection, state, parsed, activations: before.activations, roleCalls: calls },
    before.proposals,
  );
  await writeChain(before, made);
  const path = chainFolder(join(folder, "plan"), chainId);
  const keys = joining.keys.map(({ label }) => keyStanding(state, parsed.charter, label));
  const proofs = keys.map((key) =>
    proof(
      key,
      joining,
      chainId,
      folder,
      before.activations.map((one) => one.key),
    ),
  );
  const proposals = planned(
    made,
    path,
    proofs.map(({ id }) => id),
  );
  const amended = proposals.filter(({ id }) => id === `charter-${chainId}`).map(({ id }) => id);
  const activations = keys.map((key) => activation(key, joining, chainId, amended));
  const roles = await accepted(connection, parsed.charter, joining, chainId, activations);
  return [
    ...proofs.map((one) => ({ ...one, waits: [...trained] })),
    ...proposals,
    ...activations,
    ...roles,
  ].map((one) => due(one, chainId, class_));
}

function planned({ plan }: ChainPlan, folder: string, waits: readonly string[]): Measure[] {
  return plan.steps.flatMap((step) => {
    if (step.kind !== "proposal") return [];
    const file = step.file === null ? null : join(folder, step.file);
    return [
      measure({
        id: `${step.id}-${plan.chainId}`,
        kind: "charter",
        what: step.title,
        words: [
          ...step.words,
          ...(file === null ? [`waits for ${step.waits.join(", ")}: run this again then`] : []),
        ],
        file,
        command: file === null ? null : `hardhat proposal approve ${file} --key <yours>`,
        tier: step.tier,
        waits: [...waits],
      }),
    ];
  });
}
