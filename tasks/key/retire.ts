import { keyState, rosterOf } from "../../src/chain/standing.ts";
import * as ChainState from "../../src/chain/state.ts";
import type { KeyState } from "../../src/charter/model.ts";
import { itemWords, wordsFrom } from "../../src/charter/words.ts";
import { BaseError } from "../../src/errors.ts";
import { retire } from "../../src/execution/register.ts";
import { type Left, left } from "../../src/sweep/left.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { type PlaceOptions, placeOf } from "../ports/place.ts";
import { type SenderOptions, withSender } from "../ports/sender.ts";
import { toldOf, withUntold } from "../ports/watch.ts";
import { keyIndexOf } from "../ports/who.ts";
import { transactionOf, transactionText } from "../ui/operation.ts";

type Options = Spoken & PlaceOptions & SenderOptions & { key: string };

/**
 * Retires a key once nothing watched is left on it. Open to anybody.
 * @throws `Task.NotRetiring`, `Task.NotClear` with the items that stand in the way, `Revert.*`
 */
export default answering(async (options: Options, hre) => {
  const { connection, conclave, parsed } = await placeOf(options, hre);
  const state = await ChainState.read(connection, conclave);
  const roster = rosterOf(state);
  const words = wordsFrom(parsed?.charter ?? null);
  const index = keyIndexOf(options.key, roster, parsed?.charter);
  const current = keyState(state, roster, index);
  if (current !== "Retiring") throw notRetiring(words.key(index), index, current);
  if (roster.keys[index]?.kind === "EOA") {
    const items = (await left(connection, state, index)).filter(({ waived }) => !waived);
    if (items.length > 0) throw notClear(words.key(index), items, (one) => itemWords(one.item, words));
  }
  const receipt = await withSender(options, connection, (sender) => retire(sender, conclave, index));
  const failure = await toldOf(options.keys, words.key(index), roster.keys[index], "retired");
  const done = {
    json: { key: index, transaction: transactionOf(receipt) },
    text: transactionText(`key ${words.key(index)} is retired`, receipt),
  };
  return withUntold(done, failure);
});

function notRetiring(label: string, index: number, state: KeyState): BaseError {
  const begin = `propose \`--to conclave --function "beginRetirement(uint8 key)" --args ${index}\``;
  return new BaseError({
    code: "Task.NotRetiring",
    message: `key ${label} is ${state}, not Retiring`,
    fix:
      state === "Active"
        ? `rotate it, and activate its successor; or ${begin}`
        : "see `hardhat key list --chain`",
    details: { key: index, state },
  });
}

function notClear(label: string, items: readonly Left[], say: (item: Left) => string): BaseError {
  const list = items.map((item) => `${say(item)}${item.unknown ? " (cannot be read)" : ""}`);
  return new BaseError({
    code: "Task.NotClear",
    message: `key ${label} still has what the charter watches: ${list.join("; ")}`,
    fix: "run `hardhat sweep run`, move by hand what it cannot, or let tier 0 waive the item by its id",
    details: { items: items.map(({ id, amount, unknown }) => ({ id, amount, unknown })) },
  });
}
