import { createRequire } from "node:module";
import { concatHex, encodeFunctionData, type Hex, pad } from "viem";
import { afterEach, expect, it } from "vitest";
import { verifySafe } from "../../../src/audit/safe/verify.ts";
import { connect, type Provider } from "../../../src/chain/client.ts";
import { safeMigrationAbi } from "../../../src/generated/safe-abi.ts";
import { anvil } from "../../simulation/anvil.ts";
import { addressOf, deploySafeContracts } from "../../support/safe.ts";
import { audited, kinds, nothing, TRACERS, without } from "./asking.ts";
import { byModule, live, relayed, step } from "./life.ts";
import { key, open, openOn, own, run, type Scene } from "./scene.ts";

let scene: Scene;
afterEach(() => scene.close());

it("follows a Safe from 1.4.1 without events to 1.5.0 with them", async () => {
  scene = await open("1.4.1", "Safe");
  const { chain, safe } = scene;
  await deploySafeContracts(chain, "1.5.0");
  await run(scene, nothing);
  const args = [
    addressOf("Safe", "1.5.0"),
    addressOf("SafeL2", "1.5.0"),
    addressOf("CompatibilityFallbackHandler", "1.5.0"),
  ];
  const migration = await deployMigration(scene, args);
  await run(scene, {
    to: migration,
    data: encodeFunctionData({ abi: safeMigrationAbi, functionName: "migrateL2WithFallbackHandler" }),
    operation: 1,
  });
  await run(scene, nothing);
  const audit = await audited(scene);
  expect(kinds(audit.findings)).toEqual(["notice opaque null"]);
  expect(audit.executions.map(({ content }) => content?.source)).toEqual(["calldata", "calldata", "event"]);
  expect(audit.state.version).toBe("1.5.0");
  expect(audit.settings?.singleton).toBe(addressOf("SafeL2", "1.5.0"));
  expect(safe.version).toBe("1.4.1");
});

it("leaves a module's call unknown without traces, and has it by them", async () => {
  scene = await open("1.4.1", "Safe");
  const relay = await scene.chain.deploy("mocks/Relay");
  await run(scene, own(scene, "enableModule", [relay]));
  await relayed(scene, relay, [step(scene.safe.address, byModule(key(7).address, "0x", 3n))]);
  const blind = await verifySafe(await without(scene, ...TRACERS), scene.safe.address, { fromBlock: 0 });
  expect(kinds(blind.findings)).toEqual(["unproved content ExecutionFromModuleSuccess"]);
  const seeing = await audited(scene);
  expect(kinds(seeing.findings)).toEqual(["unproved unbound ExecutionFromModuleSuccess"]);
  expect(seeing.modules[0]?.call).toMatchObject({
    module: relay,
    to: key(7).address,
    value: 3n,
    source: "trace",
  });
});

it("reads the traces of either kind, on anvil, and reads the same", async () => {
  const node = await anvil();
  scene = await openOn(node.provider as never, "1.4.1", "Safe", () => node.stop());
  const life = await live(scene);
  const seen = await Promise.all(
    TRACERS.map(async (tracer) =>
      verifySafe(await without(scene, tracer), scene.safe.address, { fromBlock: 0 }),
    ),
  );
  for (const audit of seen) {
    expect({ ok: audit.ok, traced: audit.traced }).toEqual({ ok: true, traced: 4 });
    expect(audit.executions.map(({ content, nonce }) => [content?.source, nonce])).toEqual(
      life.executions.map(({ source, nonce }) => [source, nonce]),
    );
    expect(audit.modules.map(({ call }) => call?.to)).toEqual(life.modules.map(({ to }) => to));
  }
}, 120_000);

it("asks for fewer blocks at once of a node that refuses many", async () => {
  scene = await open("1.5.0", "SafeL2");
  for (let count = 0; count < 6; count++) await run(scene, nothing);
  const { provider } = scene.chain;
  let asked = 0;
  const narrow: Provider = {
    request: async ({ method, params }) => {
      const [filter] = (params ?? []) as [{ fromBlock?: string; toBlock?: string }?];
      if (method === "eth_getLogs") {
        asked++;
        if (Number(filter?.toBlock) - Number(filter?.fromBlock) >= 3)
          throw new Error("block range too large");
      }
      return provider.request({ method, params });
    },
  };
  const audit = await verifySafe(await connect(narrow), scene.safe.address, { fromBlock: 0 });
  expect({ proved: audit.proved, count: audit.executions.length }).toEqual({ proved: true, count: 6 });
  expect(asked).toBeGreaterThan(4);
});

async function deployMigration({ chain }: Scene, args: readonly Hex[]): Promise<Hex> {
  const path =
    "@safe-global/safe-smart-account/build/artifacts/contracts/libraries/SafeMigration.sol/SafeMigration.json";
  const { bytecode } = createRequire(import.meta.url)(path) as { bytecode: Hex };
  const addresses = args.map((address) => pad(address, { size: 32 }));
  const { contractAddress } = await chain.send({ data: concatHex([bytecode, ...addresses]) });
  return contractAddress as Hex;
}
