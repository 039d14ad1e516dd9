import hre from "hardhat";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  carryOut,
  chainOf,
  cleanUp,
  edit,
  LABELS,
  layOut,
  runnerFor,
  type Stage,
  valueFrom,
} from "./stage.ts";

const DAY = 86_400;
const TREASURY = "0x00000000000000000000000000000000000000ee";

let stage: Stage;
let task: ReturnType<typeof runnerFor>;

beforeAll(async () => {
  const chain = await chainOf(hre);
  const vault = await chain.deploy("mocks/Vault", ["0x00000000000000000000000000000000000000ff"]);
  const token = await chain.deploy("mocks/Token");
  stage = await layOut(await chain.now(), { vault, token, treasury: TREASURY });
  await edit(stage.charter, "name: emergency, approvals: 1", "name: emergency, approvals: 2");
  task = runnerFor(hre, stage);
  const { conclave } = valueFrom<{ conclave: string }>(await task(["conclave", "deploy"], { record: true }));
  // The vault's first owner is an address that nobody has; the owner's slot is its first.
  const owner = `0x${conclave.slice(2).toLowerCase().padStart(64, "0")}`;
  await chain.provider.request({ method: "hardhat_setStorageAt", params: [vault, "0x0", owner] });
  for (const label of LABELS) valueFrom(await task(["key", "activate"], { label }));
  const { path } = valueFrom<{ path: string }>(await task(["proposal", "create"], { key: "ana" }));
  await carryOut(task, chain, path, ["ben", "cleo"], 2 * DAY);
});
afterAll(() => cleanUp(stage));

test("of two people who sign an emergency at the same moment and are enough together, one runs it", async () => {
  valueFrom(await task(["emergency"], { to: "vault", function: "pause()", key: "hana", yes: true }));
  const { path } = valueFrom<{ path: string }>(
    await task(["emergency"], { to: "vault", function: "unpause()", key: "ben", yes: true }),
  );
  const sign = (key: string) => task(["emergency"], { file: path, key, yes: true });
  const answers = (await Promise.all(["cleo", "dan"].map(sign))).map((ran) =>
    valueFrom<{ executed: boolean }>(ran),
  );
  expect(answers.map(({ executed }) => executed).sort()).toEqual([false, true]);
});
