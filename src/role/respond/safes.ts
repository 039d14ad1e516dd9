import { type Address, isAddressEqual } from "viem";
import type { Connection } from "../../chain/client.ts";
import { BaseError } from "../../errors.ts";
import { settingsTransaction } from "../../safe/build.ts";
import * as File from "../../safe/file.ts";
import { readSafe } from "../../safe/state.ts";
import type { World } from "../world.ts";
import { type Measure, measure } from "./measure.ts";
import { placeName, type Takeaway } from "./takeaway.ts";
import { isHis, type Whose } from "./whose.ts";

/** A Safe's own transaction that takes owners out, by the name of its file. */
export type SafeDraft = { readonly name: string; readonly file: File.SafeFile };

/**
 * For each Safe that has the accounts among its owners: a transaction that swaps them for the successor, or takes them out where owners enough
 * are left for the threshold as it is. A threshold is never lowered here: that would be the attacker's wish as well.
 * @throws `Chain.Unreachable`
 */
export async function safeMeasures(
  connection: Connection,
  world: World,
  whose: Whose,
  found: readonly Takeaway[],
  successor: Address | null,
): Promise<{ readonly measures: readonly Measure[]; readonly drafts: readonly SafeDraft[] }> {
  const measures: Measure[] = [];
  const drafts: SafeDraft[] = [];
  for (const safe of new Set(found.flatMap(({ way, on }) => (way === "safe" ? [on] : [])))) {
    const name = placeName(world, safe);
    const base = {
      id: `safe-${safe.slice(2, 10).toLowerCase()}`,
      kind: "safe" as const,
      what: `Take ${whose.name} out of the owners of the Safe ${name}`,
    };
    try {
      const made = await draftFor(connection, safe, name, whose, successor);
      if (made === null) {
        const words = [
          "too few owners would be left for the threshold: name who takes the place with --successor",
        ];
        measures.push(measure({ ...base, words }));
        continue;
      }
      drafts.push(made);
      const who = ownersBeside(world, safe, whose);
      const command = `hardhat safe sign ${made.name}`;
      measures.push(measure({ ...base, words: [made.file.context.note], who, command, file: made.name }));
    } catch (error) {
      // The other Safes are as urgent as this one.
      if (!(error instanceof BaseError) || error.code === "Chain.Unreachable") throw error;
      measures.push(measure({ ...base, words: [`no draft: ${error.message}; ${error.fix}`] }));
    }
  }
  return { measures, drafts };
}

async function draftFor(
  connection: Connection,
  safe: Address,
  name: string,
  whose: Whose,
  successor: Address | null,
): Promise<SafeDraft | null> {
  const state = await readSafe(connection, safe);
  const leaving = state.owners.filter((owner) => isHis(whose, owner));
  const isOwner = successor !== null && state.owners.some((owner) => isAddressEqual(owner, successor));
  const [first, ...others] = leaving;
  const swapped = successor === null || isOwner ? null : first;
  const removed = swapped === undefined || swapped === null ? leaving : others;
  if (state.owners.length - removed.length < state.threshold) return null;
  const { threshold } = state;
  const changes = [
    ...(swapped === undefined || swapped === null || successor === null
      ? []
      : [{ kind: "swapOwner" as const, owner: swapped, by: successor }]),
    ...removed.map((owner) => ({ kind: "removeOwner" as const, owner, threshold })),
  ];
  const transaction = await settingsTransaction(connection, state, changes, state.nonce);
  const note = changes
    .map((change) =>
      change.kind === "swapOwner"
        ? `${change.by} takes the place of ${change.owner}`
        : `${change.owner} is no owner any more; the threshold stays ${threshold}`,
    )
    .join("; ");
  const file = File.create({
    domain: { chainId: state.chainId, verifyingContract: state.address },
    version: state.version,
    transaction,
    title: `${name}: ${whose.name} is no owner any more`,
    note,
  });
  return { name: `safe-${file.safeTxHash.slice(2, 10)}.json`, file };
}

/** Owners of a Safe by person, without the one who leaves. */
function ownersBeside(world: World, safe: Address, whose: Whose): string[] {
  const need = world.powers.find(
    ({ source, on, raw }) => source === "safe" && raw === "owners" && isAddressEqual(on, safe),
  )?.need;
  const owners = need?.kind === "members" ? need.of : [];
  return owners
    .filter(({ account }) => !isHis(whose, account))
    .map(({ account }) => {
      const key = world.keys.find((one) => one.account !== null && isAddressEqual(one.account, account));
      const person = world.people.find(({ holder }) => holder === key?.holder)?.name;
      return person ?? placeName(world, account);
    });
}
