import type { Hex } from "viem";
import * as Canonical from "../../canonical.ts";
import type { ChainState } from "../../chain/state.ts";
import type { ProposalFile } from "../../proposal/file.ts";
import type { Known, Proposals } from "../../proposal/folder.ts";
import { draft, plannedTier } from "./draft.ts";
import type { PlanFile, ProposalStep, Step } from "./file.ts";
import {
  isAlive,
  isPrecious,
  matching,
  newName,
  type Standing,
  type Stood,
  standAll,
  substance,
  substanceOf,
} from "./known.ts";
import { type Ground, type Wanted, type WantedStep, wantedSteps } from "./wanted.ts";

/** One chain's plan, the files that belong to it, and files in its folder that do not. */
export type ChainPlan = {
  readonly plan: PlanFile;
  /** `fresh`: drafted now; `kept`: as it was; `completed`: as it was, with activations added or taken out. */
  readonly files: readonly (Known & { readonly outcome: "fresh" | "kept" | "completed" })[];
  /** What an earlier plan wrote and this one has no place for. `precious`: somebody signed it, or it is scheduled. */
  readonly beside: readonly {
    readonly name: string;
    readonly sentence: string;
    readonly precious: boolean;
  }[];
  readonly notes: readonly string[];
};

/**
 * Plans one chain. A file that does what is wanted and can still come to be executed stays as it is, with its signatures: so a plan made again
 * goes on where people stand.
 * @param proposals Those of this chain's folder.
 * @throws `Charter.*`, `Chain.*`
 */
export async function planChain(ground: Ground, proposals: Proposals): Promise<ChainPlan> {
  const { state, connection, parsed } = ground;
  const { steps: wanted, notes } = await wantedSteps(ground);
  const all = await standAll(connection, state.domain, proposals);
  // Those that cannot be read are told with the folder.
  const unjudged = all.flawed.filter((one) => !proposals.broken.includes(one));
  const { steps, files } = settle(state, wanted, all, ground.reserved);
  const beside = all.standing
    .filter(({ name }) => !files.some((file) => file.name === name))
    .map(({ name, file, told }) => {
      const same = files.find((one) => one.file.id === file.id);
      const sentence =
        same === undefined
          ? told.sentence
          : `it is a copy of ${same.name}: \`hardhat proposal merge\` joins them`;
      return { name, sentence, precious: isPrecious(file, told) };
    });
  return {
    plan: {
      format: "conclave-plan/1",
      chainId: state.domain.chainId,
      conclave: state.domain.verifyingContract,
      charter: charterHash(parsed.charter),
      steps: [...steps],
    },
    files,
    beside,
    notes: [...notes, ...unjudged.map(({ name, why }) => `${name} is left as it is: ${why}`)],
  };
}

/** What a plan was made from, whatever its comments and order of fields. */
export function charterHash(charter: Ground["parsed"]["charter"]): Hex {
  return Canonical.hash(charter);
}

function settle(
  state: ChainState,
  wanted: readonly WantedStep[],
  all: Standing,
  reserved: ReadonlySet<number> = new Set(),
) {
  const alive = all.standing.filter(({ told }) => isAlive(told));
  // A draft that this plan has no place for keeps no lane from it, or nothing could ever follow it.
  const marks = new Set(
    wanted.flatMap((step) => (step.kind === "wanted" ? [markOf(state, step).substance] : [])),
  );
  const kept = alive.filter(({ file }) => marks.has(substanceOf(file)));
  const taken = new Set([...reserved, ...kept.map(({ file }) => file.proposal.lane)]);
  const steps: Step[] = [];
  const files: ChainPlan["files"][number][] = [];
  for (const step of wanted) {
    if (step.kind !== "wanted") {
      steps.push(step);
      continue;
    }
    const { found, ...planned } = proposalStep(state, step, { alive, all, taken, before: steps });
    if (found !== null) {
      files.push(found);
      taken.add(found.file.proposal.lane);
    }
    steps.push(planned);
  }
  return { steps, files };
}

/** What a step is placed among: files that lie there, lanes that are taken, steps before it. */
type Around = {
  readonly alive: readonly Stood[];
  readonly all: Standing;
  readonly taken: ReadonlySet<number>;
  readonly before: readonly Step[];
};

/** Finds or drafts the file of a step that waits for nothing. */
function proposalStep(
  state: ChainState,
  step: Wanted,
  { alive, all, taken, before }: Around,
): ProposalStep & { readonly found: ChainPlan["files"][number] | null } {
  const { id, title, words, change, waits } = step;
  const { tier, substance: mark } = markOf(state, step);
  const bare = {
    kind: "proposal" as const,
    id,
    title,
    words: [...words],
    tier: tier.number,
    substance: mark,
    brings: [...step.brings],
  };
  const undrafted = (reasons: readonly string[]) => ({
    ...bare,
    waits: [...new Set(reasons)],
    file: null,
    proposal: null,
    found: null,
  });
  if (waits.length > 0) return undrafted(waits);
  const kept = matching(alive, mark);
  const file =
    kept === undefined
      ? draft(state, { change, tier, title, note: words.join("\n") }, taken)
      : withActivations(kept.file, change.documents);
  // Lanes open one after the other: until an earlier step has opened the next one, there is none.
  if (file === null) return undrafted(sameTier(before, tier.number));
  const name =
    kept?.name ?? newName(`${ORDER[id.replace(/(-part)?-\d+.*$/, "")] ?? 9}-${id}`, mark, file, all);
  const outcome = kept === undefined ? "fresh" : file === kept.file ? "kept" : "completed";
  return { ...bare, waits: [], file: name, proposal: file.id, found: { name, file, outcome } };
}

/** The tier of a step, and by what its file is known. */
function markOf(state: ChainState, { change, loosens }: Wanted) {
  const tier = plannedTier(state, change.calls, loosens);
  return { tier, substance: substance(state.domain, tier.number, change) };
}

const ORDER: Readonly<Record<string, number>> = { charter: 1, "roles-less": 2, roles: 3, grants: 4 };

function sameTier(before: readonly Step[], tier: number): string[] {
  return before.flatMap((step) => (step.kind === "proposal" && step.tier === tier ? [step.id] : []));
}

/** Activations are no part of what is signed: they may join at any time before execution. */
function withActivations(file: ProposalFile, documents: Wanted["change"]["documents"]): ProposalFile {
  const merged = file.documents.map((one, index) => ({
    ...one,
    activations: [...(documents[index]?.activations ?? one.activations)],
  }));
  const isSame = Canonical.stringify(merged) === Canonical.stringify(file.documents);
  return isSame ? file : { ...file, documents: merged };
}
