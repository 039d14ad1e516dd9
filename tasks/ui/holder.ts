import { BaseError } from "../../src/errors.ts";
import type { Checklist, Item } from "../../src/role/holder/file.ts";
import type { Unreached } from "../../src/role/holder/folder.ts";
import { formatDate } from "../../src/time.ts";
import { list, sections } from "./table.ts";

/** A checklist for the terminal; `now` in UNIX seconds. */
export function checklistText(
  { act, person, urgency, due, items, warnings, unread }: Checklist,
  now: number,
): string {
  const done = items.filter(({ state }) => state === "done").length;
  return sections(
    `${act} ${person}, within ${urgency}, by ${formatDate(due)}: ${done} of ${items.length} done`,
    list("before anything", warnings),
    items.map((one, index) => itemText(one, index + 1, now)),
    list("not looked at", unread),
  );
}

function itemText(one: Item, number: number, now: number): string {
  const late = one.state !== "done" && one.by <= now ? " OVERDUE" : "";
  const where = one.chainId === null ? "" : ` on chain ${one.chainId}`;
  return [
    `${number}. [${one.state}]${late} ${one.what}${where}, by ${formatDate(one.by)}`,
    ...(one.state === "done" ? [] : detail(one)),
  ].join("\n");
}

function detail(one: Item): string[] {
  return [
    ...one.words.map((line) => `   - ${line}`),
    ...(one.who.length === 0 ? [] : [`   who: ${one.who.join(", ")}`]),
    ...(one.waits.length === 0 ? [] : [`   after ${one.waits.join(", ")}`]),
    ...(one.command === null ? [] : [`   ${one.command}`]),
  ];
}

/** Why it is not well: somebody must come first, a chain was not looked at, or what was due is not done. Null if it is. */
export function holderFailure(
  checklist: Checklist,
  found: {
    readonly lockedOut: readonly string[];
    readonly unreached: readonly Unreached[];
    readonly late: readonly Item[];
  },
): BaseError | null {
  const { lockedOut, unreached, late } = found;
  if (lockedOut.length > 0) {
    return new BaseError({
      code: "Holder.WouldLockOut",
      message: `the keys of ${checklist.person} cannot go yet: ${lockedOut.join("; ")}`,
      fix: "have somebody else with the same roles enter first (`hardhat holder onboard`), or activate who waits; then run it again",
      details: { lockedOut },
    });
  }
  if (unreached.length > 0) {
    return new BaseError({
      code: "Holder.ChainsLeftOut",
      message: unreached.map(({ chainId, problem }) => `chain ${chainId}: ${problem.message}`).join("\n"),
      fix: "name their nodes with --rpc, and run it again",
      details: { chains: unreached.map(({ chainId }) => chainId) },
      cause: unreached[0]?.problem,
    });
  }
  if (late.length === 0) return null;
  return new BaseError({
    code: "Holder.Overdue",
    message: `${late.length} items should have been done by now: ${late.map(({ what }) => what).join("; ")}`,
    fix: "do them, in the order of the list",
    details: { items: late.map(({ id }) => id) },
  });
}
