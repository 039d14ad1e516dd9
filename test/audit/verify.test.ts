import {
  type Abi,
  createPublicClient,
  custom,
  decodeFunctionResult,
  encodeFunctionResult,
  type Hex,
  keccak256,
  toFunctionSelector,
} from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { carrierOf } from "../../src/audit/documents.ts";
import { EVENT_NAMES, REGISTER } from "../../src/audit/link.ts";
import { verify } from "../../src/audit/verify.ts";
import { BaseError } from "../../src/errors.ts";
import { conclaveAbi } from "../../src/generated/abi.ts";
import { live } from "./life.ts";
import { open, type Scene } from "./scene.ts";

let scene: Scene;

beforeAll(async () => {
  scene = await open();
  await live(scene);
});

afterAll(() => scene.close());

type View = Extract<(typeof conclaveAbi)[number], { type: "function" }>["name"];

/** A node that answers one view otherwise, by its decoded answer. */
function answering(name: View, change: (answer: never) => unknown) {
  const { provider } = scene.founded.chain;
  const item = conclaveAbi.find((each) => each.type === "function" && each.name === name);
  const selector = toFunctionSelector(item as never);
  const request = async ({ method, params }: { method: string; params?: unknown }) => {
    const answer = (await provider.request({ method, params })) as Hex;
    const [call] = (params ?? []) as [{ data?: Hex }?];
    if (method !== "eth_call" || !call?.data?.startsWith(selector)) return answer;
    const abi = [item] as Abi;
    const result = change(decodeFunctionResult({ abi, data: answer }) as never);
    return encodeFunctionResult({ abi, result } as never);
  };
  return createPublicClient({ transport: custom({ request }, { retryCount: 0 }), cacheTime: 0 });
}

test("a history with every event is found whole, and replays to what storage holds", async () => {
  const { chain, address } = scene.founded;
  const audit = await verify(chain.client, address, { fromBlock: 0 });
  expect(audit.findings).toEqual([]);
  expect(audit.ok).toBe(true);
  expect(audit.followed).toBe(audit.links.length);
  const seen = new Set(audit.links.map(({ link }) => link.eventName));
  expect([...seen].sort()).toEqual([...EVENT_NAMES].sort());
  expect(audit.state?.config.closed).toBe(true);
  expect(audit.lanes.map(({ lane }) => lane)).toEqual([0, 1, 0x100, 0x101, 0x200, 0x300, 0x400, REGISTER]);
});

test("an earlier moment can be audited as well, with what was pending then", async () => {
  const { chain, address } = scene.founded;
  const whole = await verify(chain.client, address, { fromBlock: 0 });
  for (const { link } of whole.links.filter(({ link }) => link.eventName === "Scheduled")) {
    const audit = await verify(chain.client, address, { fromBlock: 0, toBlock: link.at.block });
    expect(audit.findings, `up to block ${link.at.block}`).toEqual([]);
  }
});

test("storage that is not where the history leads is said so, field by field", async () => {
  const { address } = scene.founded;
  const found = async (name: View, change: (answer: never) => unknown) => {
    const audit = await verify(answering(name, change), address, { fromBlock: 0 });
    expect(audit.ok).toBe(false);
    return audit.findings.map(({ kind, message }) => `${kind} ${message}`);
  };
  const config = await found(
    "config",
    (answer: { attempts: number }) => ({ ...answer, attempts: 3 }) as never,
  );
  expect(config).toEqual(["storage config: attempts is 3 in storage, the history leads to 0"]);
  const keys = await found(
    "keyRecord",
    (answer: { changes: number }) => ({ ...answer, changes: 9 }) as never,
  );
  expect(keys).toHaveLength(64);
  expect(keys[0]).toBe("storage key k0: changes is 9 in storage, the history leads to 1");
  const holders = await found("holderRecord", (answer: object) => ({ ...answer, incident: 77 }) as never);
  expect(holders).toHaveLength(64);
  expect(await found("tombstoned", () => false)).toHaveLength(4);
  expect(await found("preApproved", () => false)).toHaveLength(1);
  expect(await found("waived", () => false)).toHaveLength(1);
  const counts = await found("laneCount", (answer: bigint) => (answer === 2n ? 1n : answer));
  expect(counts.some((line) => line.includes("that storage has not opened"))).toBe(true);
  const absurd = verify(
    answering("laneCount", () => 70_000n),
    address,
    { fromBlock: 0 },
  );
  await expect(absurd).rejects.toMatchObject({ code: "Audit.AbsurdCount" });
  const words = await found("laneWord", (answer: Hex) => keccak256(answer));
  expect(words).toHaveLength(8);
  expect(words.every((line) => line.startsWith("missing"))).toBe(true);
});

test("a document that is not the one committed to is said so", async () => {
  const { chain, address } = scene.founded;
  const carrier = carrierOf(address, 2).toLowerCase();
  const lying = (code: Hex) =>
    createPublicClient({
      cacheTime: 0,
      transport: custom({
        request: async ({ method, params }: { method: string; params?: unknown }) => {
          const isCarrier = method === "eth_getCode" && (params as [string])[0].toLowerCase() === carrier;
          return isCarrier ? code : chain.provider.request({ method, params });
        },
      }),
    });
  const gone = await verify(lying("0x"), address, { fromBlock: 0 });
  expect(gone.findings[0]).toMatchObject({ kind: "document", event: "RulebookAmended", lane: REGISTER });
  expect(gone.findings[0]?.message).toContain("the document of generation 2 is not at");
  const other = await verify(lying("0x00c0ffee"), address, { fromBlock: 0 });
  expect(other.findings[0]?.message).toContain("is not the one its link commits to");
});

test("a chain that moves while it is read is an error", async () => {
  const { chain, address } = scene.founded;
  let asked = 0;
  const client = createPublicClient({
    cacheTime: 0,
    transport: custom(
      {
        request: async ({ method, params }: { method: string; params?: unknown }) => {
          const answer = await chain.provider.request({ method, params });
          const latest = method === "eth_getBlockByNumber" && asked++ > 0;
          return latest ? { ...(answer as object), hash: keccak256("0x01") } : answer;
        },
      },
      { retryCount: 0 },
    ),
  });
  const error = await verify(client, address, { fromBlock: 0 }).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(BaseError);
  expect((error as BaseError).code).toBe("Audit.ChainMoved");
});
