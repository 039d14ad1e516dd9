import { itemWords, type Words } from "../../src/charter/words.ts";
import type { Plan, Verdict } from "../../src/sweep/plan.ts";
import type { Move, Result } from "../../src/sweep/run.ts";
import { formatAmount } from "../../src/yaml/amount.ts";
import { facts, list, sections, table } from "./table.ts";

const VERDICTS: Readonly<Record<Verdict, string>> = {
  clear: "nothing there",
  dust: "dust: may stay",
  sweep: "to be moved",
  byHand: "move it by hand",
  unknown: "cannot be read: tier 0 can waive it",
};

export function planText(plan: Plan, words: Words): string {
  const { key, keyState, account, destination, lines, cost, lacking } = plan;
  return sections(
    facts([
      ["from", `${words.key(key)} (${keyState}), ${account}`],
      ["to", words.place(destination)],
      ["fees at most", formatAmount(cost)],
      ...(lacking === 0n ? [] : [["lacking for fees", formatAmount(lacking)] as const]),
    ]),
    table(
      ["watched", "amount", "", "item"],
      lines.map(({ item, amount, verdict, id }) => [
        itemWords(item, words),
        amount === null ? "?" : item.kind === "native" ? formatAmount(amount) : String(amount),
        VERDICTS[verdict],
        id,
      ]),
    ),
  );
}

export function movesText({ moves, left }: Result, words: Words): string {
  const rest = left.filter(({ waived }) => !waived);
  return sections(
    moves.length === 0 ? "there was nothing to move" : moves.map((move) => moveText(move, words)),
    rest.length === 0
      ? "the key is empty: `hardhat key retire` can end it"
      : list(
          "still in the way of its retirement",
          rest.map(({ item, unknown }) => `${itemWords(item, words)}${unknown ? " (cannot be read)" : ""}`),
        ),
  );
}

function moveText({ asset, amount, transaction, error }: Move, words: Words): string {
  const what = asset === "native" ? formatAmount(amount) : `${amount} of ${words.place(asset)}`;
  if (error !== null)
    return `${asset === "native" ? "ether" : words.place(asset)} not moved: ${error.message}`;
  return `moved ${what}${transaction === null ? "" : ` (${transaction})`}`;
}
