import { concatHex, getAddress, type Hex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SafeFile } from "../../src/safe/file.ts";
import { call } from "../../src/safe/transaction.ts";
import { execute } from "../support/safe.ts";
import {
  fileOf,
  OWNERS,
  type Owner,
  ownerOf,
  type ServiceStage,
  serviceStage,
  signed,
} from "./service-stage.ts";

const [ANA, BEN] = OWNERS as [Owner, Owner, Owner];
const STRANGER = ownerOf(0x5555);
const DELEGATE = ownerOf(0x6666);
const TO = getAddress(`0x${"0b".repeat(20)}`);

/** That the service of the tests refuses what the real one does, with its statuses and words. */
describe("the Transaction Service of the tests", () => {
  let stage: ServiceStage;
  beforeAll(async () => {
    stage = await serviceStage("1.4.1");
  });
  afterAll(() => stage.server.stop());

  async function ask(method: string, path: string, body?: unknown) {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(`${stage.server.url}${path}`, init);
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : (JSON.parse(text) as unknown) };
  }

  const at = () => `/v2/safes/${stage.safe.address}/multisig-transactions/`;

  async function body(file: SafeFile, by: Owner, more: Record<string, unknown> = {}) {
    const { transaction, safeTxHash } = file;
    const numbers = ["value", "safeTxGas", "baseGas", "gasPrice"] as const;
    const decimals = Object.fromEntries(numbers.map((name) => [name, transaction[name].toString()]));
    const { signature } = await signed(file, by);
    return {
      ...{ ...transaction, ...decimals, nonce: Number(transaction.nonce) },
      ...{ contractTransactionHash: safeTxHash, sender: by.address, signature, ...more },
    };
  }

  const fresh = async (nonce: bigint) => fileOf(stage.safe, call({ to: TO }, nonce));
  const said = (text: RegExp) => ({ nonFieldErrors: [expect.stringMatching(text)] });

  it("takes a proposal, and the same again", async () => {
    const file = await fresh(3n);
    expect(await ask("POST", at(), await body(file, ANA))).toEqual({ status: 201, body: undefined });
    expect((await ask("POST", at(), await body(file, ANA))).status).toBe(201);
    const shown = await ask("GET", `/v2/multisig-transactions/${file.safeTxHash}/`);
    expect(shown).toMatchObject({
      status: 200,
      body: { proposer: ANA.address, nonce: "3", isExecuted: false },
    });
  });

  it.each<[string, (file: SafeFile) => Promise<Record<string, unknown>>, unknown]>([
    [
      "another hash",
      (file) => body(file, ANA, { contractTransactionHash: `0x${"11".repeat(32)}` }),
      said(/does not match provided contract-tx-hash/),
    ],
    ["a stranger as sender", (file) => body(file, STRANGER), said(/is not an owner or delegate/)],
    [
      "a sender who did not sign",
      (file) => body(file, ANA, { sender: BEN.address }),
      said(/Signature does not match sender/),
    ],
    [
      "a signature twice",
      async (file) => {
        const { signature } = await signed(file, ANA);
        return body(file, ANA, { signature: concatHex([signature, signature]) });
      },
      said(/is duplicated/),
    ],
    [
      "an origin of 201 characters",
      (file) => body(file, ANA, { origin: "x".repeat(201) }),
      { origin: [expect.stringMatching(/200/)] },
    ],
    [
      "an address without checksum",
      (file) => body(file, ANA, { to: TO.toLowerCase() }),
      { to: [expect.stringMatching(/checksumed/)] },
    ],
    [
      "a signature that is too short",
      (file) => body(file, ANA, { signature: "0x12" }),
      { signature: [expect.any(String)] },
    ],
  ])("refuses %s with 422", async (_, make, words) => {
    expect(await ask("POST", at(), await make(await fresh(5n)))).toEqual({ status: 422, body: words });
  });

  it("refuses a Safe without checksum with 422 and a code, in every path", async () => {
    const lower = stage.safe.address.toLowerCase();
    for (const path of [`/v1/safes/${lower}/`, `/v2/safes/${lower}/multisig-transactions/`])
      expect(await ask("GET", path)).toEqual({
        status: 422,
        body: { code: 1, message: "Checksum address validation failed", arguments: [lower] },
      });
  });

  it("takes confirmations of owners alone, and says 400 to others, 404 to what it has not", async () => {
    const file = await fresh(6n);
    await ask("POST", at(), await body(file, ANA));
    const path = `/v1/multisig-transactions/${file.safeTxHash}/confirmations/`;
    const { signature } = await signed(file, BEN);
    expect(await ask("POST", path, { signature })).toEqual({ status: 201, body: { signature } });
    const strange = await signed(file, STRANGER);
    expect(await ask("POST", path, { signature: strange.signature })).toEqual({
      status: 400,
      body: { signature: [expect.stringMatching(/is not an owner/)] },
    });
    expect((await ask("GET", path)).body).toMatchObject({ count: 2 });
    const nowhere = `/v1/multisig-transactions/0x${"22".repeat(32)}/confirmations/`;
    expect((await ask("POST", nowhere, { signature })).status).toBe(404);
  });

  it("lets delegates propose, and only those of owners", async () => {
    const file = await fresh(7n);
    expect((await ask("POST", at(), await body(file, DELEGATE))).status).toBe(422);
    const delegate = { safe: stage.safe.address, delegate: DELEGATE.address, label: "clerk" };
    expect((await ask("POST", "/v2/delegates/", { ...delegate, delegator: STRANGER.address })).status).toBe(
      400,
    );
    expect((await ask("POST", "/v2/delegates/", { ...delegate, delegator: BEN.address })).status).toBe(201);
    expect((await ask("POST", at(), await body(file, DELEGATE))).status).toBe(201);
    const shown = await ask("GET", `/v2/multisig-transactions/${file.safeTxHash}/`);
    expect(shown.body).toMatchObject({
      proposer: BEN.address,
      proposedByDelegate: DELEGATE.address,
      confirmations: [],
    });
  });

  it("deletes for the proposer alone, by a signature of this hour", async () => {
    const file = await fresh(8n);
    await ask("POST", at(), await body(file, ANA));
    const path = `/v2/multisig-transactions/${file.safeTxHash}/`;
    const request = async (by: Owner, hoursAgo = 0): Promise<{ signature: Hex }> => ({
      signature: await by.signTypedData({
        domain: {
          name: "Safe Transaction Service",
          version: "1.0",
          chainId: stage.chain.chainId,
          verifyingContract: stage.safe.address,
        },
        types: {
          DeleteRequest: [
            { name: "safeTxHash", type: "bytes32" },
            { name: "totp", type: "uint256" },
          ],
        },
        primaryType: "DeleteRequest",
        message: { safeTxHash: file.safeTxHash, totp: BigInt(Math.floor(Date.now() / 3_600_000) - hoursAgo) },
      }),
    });
    expect((await ask("DELETE", path, await request(BEN))).status).toBe(400);
    expect((await ask("DELETE", path, await request(ANA, 2))).status).toBe(400);
    expect((await ask("DELETE", path, await request(ANA))).status).toBe(204);
    expect((await ask("GET", path)).status).toBe(404);
  });

  it("knows what was executed, and takes nothing for its nonce", async () => {
    const { chain, safe } = stage;
    await chain.undoing(async () => {
      const file = await fresh(0n);
      await ask("POST", at(), await body(file, ANA));
      await execute(safe, { to: TO });
      expect((await ask("GET", `/v2/multisig-transactions/${file.safeTxHash}/`)).body).toMatchObject({
        isExecuted: true,
        isSuccessful: true,
      });
      const other = await fileOf(safe, call({ to: TO, value: 1n }, 0n));
      expect(await ask("POST", at(), await body(other, ANA))).toEqual({
        status: 422,
        body: said(/already executed/),
      });
      const confirmed = await ask("POST", `/v1/multisig-transactions/${file.safeTxHash}/confirmations/`, {
        signature: (await signed(file, BEN)).signature,
      });
      expect(confirmed.status).toBe(400);
    });
  });

  it("lists by nonce, in pages, those that are signed", async () => {
    const get = async (query: string) =>
      (await ask("GET", `${at()}?${query}`)).body as {
        count: number;
        next: string | null;
        results: { nonce: string }[];
      };
    const all = await get("executed=false&ordering=nonce");
    const nonces = all.results.map(({ nonce }) => Number(nonce));
    expect(nonces).toEqual(nonces.toSorted((a, b) => a - b));
    expect(nonces).not.toContain(7);
    const page = await get("executed=false&limit=1&nonce__gte=4");
    expect(page.results).toHaveLength(1);
    expect(page.next === null).toBe(page.count === 1);
    expect((await get("nonce=3")).results).toHaveLength(1);
    expect((await get("executed=true")).results).toEqual([]);
  });
});
