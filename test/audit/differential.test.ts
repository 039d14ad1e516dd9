import { decodeErrorResult, type Hex, isHex, keccak256, numberToHex } from "viem";
import { expect, test } from "vitest";
import { decode } from "../../src/audit/decode.ts";
import * as Model from "../../src/audit/model.ts";
import { verify } from "../../src/audit/verify.ts";
import { dataOf } from "../../src/chain/revert.ts";
import { errorsAbi } from "../../src/generated/abi.ts";
import { random } from "../proposal/random.ts";
import { setRulebook, write } from "../support/conclave.ts";
import * as People from "../support/people.ts";
import { type Move, Player } from "./random-acts.ts";
import { open, type Scene, setFee } from "./scene.ts";

const MOVES = 150;

/** `CallFailed: NotSuspended`, with what is inside. */
function refusalName({ name, args }: Model.Refusal): string {
  const inner = args[1];
  if (name !== "CallFailed" || typeof inner !== "object" || inner === null) return name;
  return `CallFailed: ${refusalName(inner as Model.Refusal)}`;
}

function revertName(data: Hex): string {
  const { errorName, args } = decodeErrorResult({ abi: errorsAbi, data });
  const inner = (args as readonly unknown[] | undefined)?.[1];
  return errorName === "CallFailed" && isHex(inner) ? `CallFailed: ${revertName(inner)}` : errorName;
}

/** The words of the links that the contract made, or the name of its revert. */
async function perform({ founded }: Scene, move: Move): Promise<readonly Hex[] | string> {
  try {
    const receipt = await write(founded, move.functionName, move.args, move.from);
    const logs = receipt.logs.filter(
      ({ address }) => address.toLowerCase() === founded.address.toLowerCase(),
    );
    const { links } = decode(
      logs.map(({ topics, data, logIndex, transactionHash }) => {
        const place = { block: 0, time: move.act.time, index: logIndex, transaction: transactionHash };
        return { ...place, topics, data };
      }),
    );
    return links.map(({ word }) => word);
  } catch (error) {
    const data = dataOf(error);
    if (data === null) throw error;
    return revertName(data);
  }
}

test.each([1, 2, 3, 4])(
  "the model and the contract agree on every move of a random play, seed %i",
  async (seed) => {
    const scene = await open();
    try {
      const { founded, vault } = scene;
      const [item] = scene.book.items;
      const exact = {
        target: vault,
        hash: keccak256(setFee(scene, 1n).data),
        tiers: 4,
        alone: seed % 2 === 0,
      };
      await setRulebook(founded, { ...scene.book, exactRules: [exact], items: item ? [item] : [] });
      const { chain, address } = founded;
      const start = await verify(chain.client, address, { fromBlock: 0 });
      let state = start.state as Model.State;
      const player = new Player(scene, random(seed));
      const tally = new Map<string, number>();
      let time = await chain.now();
      for (let step = 0; step < MOVES; step++) {
        time += player.pause();
        const move = await player.move(state, time);
        await chain.setBalance(move.from.address as Hex, 10n ** 24n);
        await chain.provider.request({ method: "evm_setNextBlockTimestamp", params: [numberToHex(time)] });
        const real = await perform(scene, move);
        const outcome = Model.apply(state, move.act);
        const said = outcome.refusal ? refusalName(outcome.refusal) : outcome.links.map(({ word }) => word);
        expect(said, `step ${step}: ${move.functionName}`).toEqual(real);
        const kind = `${move.functionName} ${typeof real === "string" ? real : "done"}`;
        tally.set(kind, (tally.get(kind) ?? 0) + 1);
        if (outcome.refusal === null) state = outcome.state;
      }
      const audit = await verify(chain.client, address, { fromBlock: 0 });
      expect(audit.findings).toEqual([]);
      expect(audit.state).toEqual(state);
      const names = [...tally.keys()];
      expect(names.filter((name) => name.endsWith("done")).length).toBeGreaterThan(6);
      expect(names.filter((name) => !name.endsWith("done")).length).toBeGreaterThan(10);
    } finally {
      await scene.close();
    }
  },
  240_000,
);

test("the model leaves the state it was given as it was", async () => {
  const scene = await open();
  const { chain, address } = scene.founded;
  const { state } = await verify(chain.client, address, { fromBlock: 0 });
  const before = structuredClone(state);
  const key = People.BEN_SECOND;
  const act = { act: "compromiseOwn", key, deadline: 2 ** 39, onChain: false } as const;
  const outcome = Model.apply(state as Model.State, { ...act, time: 2 ** 38, sender: address });
  expect(outcome.refusal).toBeNull();
  expect(state).toEqual(before);
  await scene.close();
});
