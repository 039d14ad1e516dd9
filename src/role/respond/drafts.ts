import type { Connection } from "../../chain/client.ts";
import type { ChainState } from "../../chain/state.ts";
import type { Charter } from "../../charter/schema.ts";
import { type Able, ableTiers, quickest } from "../../execution/berth.ts";
import { status } from "../../execution/status.ts";
import type { Call } from "../../proposal/calls.ts";
import type { ProposalFile } from "../../proposal/file.ts";
import type { Known, Proposals } from "../../proposal/folder.ts";
import type { Change } from "../../proposal/source.ts";
import { draft } from "../plan/draft.ts";
import { isAlive, matching, newName, standAll, substance, substanceOf } from "../plan/known.ts";
import { slug } from "./measure.ts";

/** A call of the Conclave that takes something away, in words. */
export type Taking = { readonly id: string; readonly words: string; readonly call: Call };

/** Calls that one tier makes in one proposal. */
export type Bundle = { readonly tier: Able; readonly takings: readonly Taking[] };

/** A bundle with its file; null while no lane of the tier is free. `people`: who can still sign, without the one it is about. */
export type Drafted = Bundle & {
  readonly known: Known | null;
  readonly fresh: boolean;
  readonly people: readonly string[];
  readonly state: "open" | "done";
};

const MOST = 60;

/**
 * Each call in the tier that lets it run soonest, tiers without a delay included, together with others of that tier; the quickest first.
 * Calls do not depend on each other.
 */
export function bundles(state: ChainState, takings: readonly Taking[]): readonly Bundle[] {
  const byTier = new Map<number, { tier: Able; takings: Taking[] }>();
  for (const taking of takings) {
    const tier = quickest(ableTiers(state, [taking.call]));
    if (tier === null) continue;
    const found = byTier.get(tier.number) ?? { tier, takings: [] };
    found.takings.push(taking);
    byTier.set(tier.number, found);
  }
  return [...byTier.values()]
    .sort((a, b) => a.tier.tier.delay - b.tier.tier.delay)
    .flatMap(({ tier, takings: all }) =>
      Array.from({ length: Math.ceil(all.length / MOST) }, (_, part) => ({
        tier: approvalsFor(state, tier, all),
        takings: all.slice(part * MOST, (part + 1) * MOST),
      })),
    );
}

/** Where one call of several takes a second person, all of them do. */
function approvalsFor(state: ChainState, tier: Able, takings: readonly Taking[]): Able {
  const calls = takings.map(({ call }) => call);
  return ableTiers(state, calls).find(({ number }) => number === tier.number) ?? tier;
}

/**
 * The files of the bundles: those of the folder that do the same and can still come to be executed, else new ones.
 * @param epoch What consent is to be bound to; the present one, or the next if a suspension comes first.
 * @throws `Chain.*`
 */
export async function draftAll(
  ground: { readonly connection: Connection; readonly state: ChainState; readonly charter: Charter | null },
  wanted: readonly Bundle[],
  proposals: Proposals,
  about: {
    readonly person: string;
    readonly title: string;
    readonly epoch: number;
    readonly reserved: ReadonlySet<number>;
  },
): Promise<{ readonly drafted: readonly Drafted[]; readonly unread: readonly string[] }> {
  const { connection, state, charter } = ground;
  const then = { ...state, config: { ...state.config, epoch: about.epoch } };
  const all = await standAll(connection, state.domain, proposals);
  const alive = all.standing.filter(({ told }) => isAlive(told));
  // An earlier draft that does something else keeps no lane from these.
  const marks = new Set(
    wanted.map((bundle) => substance(state.domain, bundle.tier.number, changeOf(bundle))),
  );
  const kept = alive.filter(({ file }) => marks.has(substanceOf(file)));
  const taken = new Set([...about.reserved, ...kept.map(({ file }) => file.proposal.lane)]);
  const drafted: Drafted[] = [];
  for (const bundle of wanted) {
    const change = changeOf(bundle);
    const mark = substance(state.domain, bundle.tier.number, change);
    const before = matching(alive, mark);
    const note = bundle.takings.map(({ words }) => words).join("\n");
    const file = before?.file ?? draft(then, { change, tier: bundle.tier, title: about.title, note }, taken);
    if (file === null) {
      drafted.push({ ...bundle, known: null, fresh: false, people: [], state: "open" });
      continue;
    }
    taken.add(file.proposal.lane);
    const name = before?.name ?? newName(`tier-${bundle.tier.number}-${slug(about.title)}`, mark, file, all);
    const people = await peopleFor(connection, file, charter, about.person);
    drafted.push({ ...bundle, known: { name, file }, fresh: before === undefined, people, state: "open" });
  }
  return { drafted, unread: all.flawed.map(({ name, why }) => `${name} is left as it is: ${why}`) };
}

function changeOf({ takings }: Bundle): Change {
  return { calls: takings.map(({ call }) => call), conditions: [], documents: [], interfaces: [] };
}

/** Who could still give what is missing, by name and act, the one it is about left out: that consent would not last. */
async function peopleFor(
  connection: Connection,
  file: ProposalFile,
  charter: Charter | null,
  without: string,
): Promise<string[]> {
  const { able } = await status(connection, file, charter === null ? {} : { charter });
  const acts = new Map<string, Set<string>>();
  for (const { person, act } of able) {
    if (person === without) continue;
    acts.set(person, (acts.get(person) ?? new Set()).add(act));
  }
  return [...acts].map(([person, does]) => `${person} (${[...does].join(", ")})`);
}
