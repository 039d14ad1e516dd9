import { join } from "node:path";
import { isAddressEqual } from "viem";
import { onChain } from "../../charter/on-chain.ts";
import { type ParsedCharter, parse } from "../../charter/parse.ts";
import { BaseError } from "../../errors.ts";
import { writeAtomic } from "../../files.ts";
import type { Entry } from "../../signer/inventory.ts";
import { type ChainPlan, planChain } from "../plan/chain.ts";
import { chainFolder, readFolder, writeChain } from "../plan/folder.ts";
import { lanesOf } from "../plan/known.ts";
import { measure, slug } from "../respond/measure.ts";
import { type Checklist, carriedOver, due, type Item } from "./file.ts";
import { type Unreached, write } from "./folder.ts";
import { withoutPowers } from "./leaving.ts";
import { fateOf, type Left, leaveChain, type Place } from "./offboard.ts";

export type Leaving = {
  readonly parsed: ParsedCharter;
  /** The charter as it stands in the file. */
  readonly text: string;
  readonly person: string;
  /** Of an earlier run; what was begun then stays begun. */
  readonly before: Checklist | null;
  readonly class_: Pick<Checklist, "urgency" | "reason" | "begun" | "due">;
  readonly folder: string;
  readonly places: readonly Place[];
  readonly unreached: readonly Unreached[];
  /** Null if their folder could not be read. */
  readonly keystores: readonly Entry[] | null;
};

/** The checklist, and whoever must come first where the keys cannot go yet. */
export type Offboarded = { readonly list: Checklist; readonly lockedOut: readonly string[] };

/**
 * All that somebody's leaving takes, on every chain, drafted where it can be: written to a folder with the charter as it is to become. The
 * charter itself stays as it is. Run again, it says what is done by now.
 * @throws `Charter.*`, `Chain.*`, `Respond.*`
 */
export async function offboard(leaving: Leaving): Promise<Offboarded> {
  const { places, person, folder, class_, before, unreached } = leaving;
  const left: Left[] = [];
  for (const place of places) {
    const planned = await readFolder(join(folder, "plan"), place.state.domain.chainId);
    const names = planned.plan?.steps.map((step) => (step.kind === "proposal" ? step.file : null)) ?? [];
    const known = planned.proposals.known.filter(({ name }) => names.includes(name));
    const reserved = await lanesOf(place.connection, place.state.domain, { known, broken: [] });
    left.push(await leaveChain(place, person, class_, reserved));
  }
  const lockedOut = left.flatMap((one) => one.lockedOut);
  const charter = newCharter(leaving, left, lockedOut.length > 0);
  const amendments = await plans(leaving, left, charter);
  const items = [...left.flatMap((one) => one.items), ...amendments.items, ...besides(leaving, left)];
  const lookedAt = new Set<number | null>([null, ...places.map(({ state }) => state.domain.chainId)]);
  const list: Checklist = {
    format: "conclave-holder/1",
    act: "offboard",
    person,
    ...class_,
    items: ordered(carriedOver(before, items, lookedAt)),
    warnings: [...left.flatMap((one) => one.warnings), ...amendments.warnings],
    unread: [
      // What lies elsewhere is the same for every chain.
      ...new Set(left.flatMap((one) => one.unread)),
      ...(leaving.keystores === null ? ["the folder of keystores"] : []),
      ...unreached.map(({ chainId, problem }) => `chain ${chainId}: ${problem.message}`),
    ],
  };
  await writeAtomic(join(folder, "charter.yaml"), charter);
  await write(folder, list);
  return { list, lockedOut };
}

/** The charter without them: keys that must stay for now keep their expiry. */
function newCharter(
  { text, parsed, person, class_ }: Leaving,
  left: readonly Left[],
  stays: boolean,
): string {
  const { expire, drop } = fateOf(left);
  // A chain that was not looked at may have the key in use.
  const sure = left.length > 0 ? drop : new Set<string>();
  const fate = stays ? { expire: new Set<string>(), drop: new Set<string>() } : { expire, drop: sure };
  return withoutPowers(text, parsed.source.file, person, fate, class_.due);
}

/** The amendments that make the new charter what is on-chain, planned as `charter plan` does. */
async function plans({ places, folder, class_, unreached }: Leaving, left: readonly Left[], text: string) {
  const items: Item[] = [];
  const warnings: string[] = [];
  const whole = parse(text, join(folder, "charter.yaml"));
  for (const [index, { connection, state }] of places.entries()) {
    const { chainId } = state.domain;
    const parsed = { ...whole, charter: onChain(whole.charter, chainId) };
    const before = await readFolder(join(folder, "plan"), chainId);
    const reserved = left[index]?.lanes ?? new Set<number>();
    const then = { ...state, config: { ...state.config, epoch: left[index]?.epoch ?? state.config.epoch } };
    const ground = {
      connection,
      state: then,
      parsed,
      activations: before.activations,
      roleCalls: [],
      reserved,
    };
    try {
      const made = await planChain(ground, before.proposals);
      await writeChain(before, made);
      items.push(...amendmentItems(made, chainFolder(join(folder, "plan"), chainId), class_));
    } catch (error) {
      if (!(error instanceof BaseError) || !error.code.startsWith("Charter.")) throw error;
      warnings.push(
        `chain ${chainId}: the charter without them would be refused: ${error.message.replaceAll("\n", "; ")}`,
      );
    }
  }
  if (unreached.length > 0)
    warnings.push("not every chain was looked at: run this again before the charter is merged");
  return { items, warnings };
}

function amendmentItems({ plan }: ChainPlan, folder: string, class_: Leaving["class_"]): Item[] {
  return plan.steps.flatMap((step) => {
    if (step.kind !== "proposal") return [];
    const file = step.file === null ? null : join(folder, step.file);
    const one = measure({
      id: `charter-${plan.chainId}`,
      kind: "charter",
      what: "The charter without them is what is on-chain",
      words: [...step.words, "merge charter.yaml of this folder into the charter first"],
      file,
      command: file === null ? null : `hardhat proposal approve ${file} --key <yours>`,
      tier: step.tier,
    });
    return [due(one, plan.chainId, class_)];
  });
}

/** What no chain says: keystores, and contracts that are declared as theirs. */
function besides({ keystores, parsed, person, class_ }: Leaving, left: readonly Left[]): Item[] {
  const accounts = left.flatMap(({ whose }) => whose.accounts);
  const own = (keystores ?? []).filter(
    ({ address, metadata }) =>
      metadata?.holder === person ||
      (address !== undefined && accounts.some((one) => isAddressEqual(one, address))),
  );
  const ended = left.every(({ keys }) =>
    [...keys.values()].every((state) => state === "Retired" || state === "Compromised"),
  );
  const stores = own.map(({ label, path }) =>
    measure({
      id: `keystore-${slug(label)}`,
      kind: "keystore",
      what: `The keystore ${label} is destroyed, with every copy`,
      words: [
        ended
          ? "its keys have ended everywhere: destroy it now"
          : "keep it until its keys have ended: to sweep and hand over",
        `file ${path}`,
      ],
    }),
  );
  const automata = parsed.charter.automata
    .filter(({ holder }) => holder === person)
    .map(({ contract }) =>
      measure({
        id: `automaton-${slug(contract)}`,
        kind: "automaton",
        what: `${contract} is declared as theirs: somebody else's, or nobody's`,
        words: ["change `holder` under `automata:` in the charter, and plan it"],
      }),
    );
  return [...stores, ...automata].map((one) => due(one, null, class_));
}

/** Suspensions first, then by deadline and delay; what is done last. */
function ordered(items: readonly Item[]): Item[] {
  const rank = ({ kind, state }: Item) => (state === "done" ? 2 : kind === "suspend" ? 0 : 1);
  return items.toSorted((a, b) => rank(a) - rank(b) || a.by - b.by || (a.delay ?? 0) - (b.delay ?? 0));
}
