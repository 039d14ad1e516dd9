import { formatEther } from "viem";
import { keyState, rosterOf } from "../../src/chain/standing.ts";
import * as ChainState from "../../src/chain/state.ts";
import { itemWords, wordsFrom } from "../../src/charter/words.ts";
import { retire } from "../../src/execution/register.ts";
import { withKey } from "../../src/keys/open.ts";
import { left } from "../../src/sweep/left.ts";
import { destinationOf, plan } from "../../src/sweep/plan.ts";
import { run } from "../../src/sweep/run.ts";
import type { Desk } from "./change.ts";
import { OLD } from "./rotation.ts";
import { must, type Told } from "./teller.ts";

/** What the old key still holds goes where the charter says, sent by the key itself for the last time. */
export async function sweep(desk: Desk): Promise<Told<undefined>> {
  const { network, conclave, charter, keys, teller } = desk;
  const { connection, outsider } = network;
  const attempt = "retiring a key that still holds value";
  await teller.refused(attempt, "Revert.ItemNotClear", () => retire(outsider, conclave, OLD));
  const state = await ChainState.read(connection, conclave);
  const words = wordsFrom(charter);
  const found = await left(connection, state, OLD);
  for (const { item } of found) teller.say(`the gate sees on k${OLD}: ${itemWords(item, words)}`);

  const planned = await plan(connection, state, OLD, destinationOf(charter));
  const { path, password } = keys.get(`k${OLD}`);
  const secret = await password();
  const result = await withKey(path, secret, (account) => run({ connection, account }, planned));
  secret.wipe();
  const moves = result.moves.map(({ asset, amount }) =>
    asset === "native" ? `${formatEther(amount)} ether` : `${amount} of ${words.place(asset)}`,
  );
  must(result.left.length === 0, "nothing watched is left on the key");
  must(result.moves.length === 2 && result.moves.every(({ error }) => error === null), "both were moved");
  return { detail: `${moves.join(" and ")} moved to ${words.place(planned.destination)}`, value: undefined };
}

/** The contract looks for itself that nothing watched is left on the key, and ends it for good. */
export async function end({ network, conclave }: Desk): Promise<Told<undefined>> {
  await retire(network.outsider, conclave, OLD);
  const state = await ChainState.read(network.connection, conclave);
  const now = keyState(state, rosterOf(state), OLD);
  must(now === "Retired" && state.tombstones.length === 1, `k${OLD} is Retired and has a tombstone`);
  return {
    detail: `k${OLD} is ${now}; the contract found it empty, and it can never return`,
    value: undefined,
  };
}
