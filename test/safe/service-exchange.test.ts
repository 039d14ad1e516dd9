import { type Address, concatHex, getAddress, type Hex } from "viem";
import { afterEach, describe, expect, it } from "vitest";
import { safeAbi } from "../../src/generated/safe-abi.ts";
import { VERSIONS, type Version } from "../../src/safe/deployments.ts";
import * as SafeFile from "../../src/safe/file.ts";
import { openService } from "../../src/safe/service.ts";
import { fetchQueue, handIn } from "../../src/safe/service-exchange.ts";
import { readSafe } from "../../src/safe/state.ts";
import { call, hashes } from "../../src/safe/transaction.ts";
import { codeOfAsync } from "../support/refusal.ts";
import { deployTestSafe, execute } from "../support/safe.ts";
import {
  fileOf,
  hurried,
  OWNERS,
  ownerOf,
  type ServiceStage,
  serviceStage,
  signed,
} from "./service-stage.ts";

const TO = getAddress(`0x${"0b".repeat(20)}`);
const [ANA, BEN, CLEO] = OWNERS as [(typeof OWNERS)[0], (typeof OWNERS)[0], (typeof OWNERS)[0]];
const STRANGER = ownerOf(0x5555);

const stages: ServiceStage[] = [];
afterEach(async () => {
  for (const { server } of stages.splice(0)) await server.stop();
});

async function begin(version: Version = "1.4.1") {
  const stage = await serviceStage(version);
  stages.push(stage);
  const { chainId } = stage.chain;
  const service = openService({ chainId, url: stage.server.url, patience: hurried().patience });
  return { ...stage, service };
}

/** The item of the test service, to be changed by a lie. */
type Item = Record<string, unknown> & { confirmations: Record<string, unknown>[] };

describe.each(VERSIONS)("a Safe %s", (version) => {
  it("a file goes to the service and comes back the same, with its signatures", async () => {
    const { service, connection, safe, state } = await begin(version);
    const file = await fileOf(safe, call({ to: TO, value: 3n, data: "0xabcdef" }, 0n), [ANA, BEN]);
    const handed = await handIn(service, connection, await state(), file);
    expect(handed).toEqual({
      safeTxHash: file.safeTxHash,
      created: true,
      sent: [ANA.address, BEN.address],
      already: [],
      left: [],
      doubts: [],
    });
    const { fetched, doubts } = await fetchQueue(service, connection, await state());
    expect(doubts).toEqual([]);
    expect(fetched).toHaveLength(1);
    const [one] = fetched;
    expect(one?.file).toMatchObject({ transaction: file.transaction, signatures: file.signatures });
    expect(one?.claimed.proposer).toBe(ANA.address);
    expect(SafeFile.parse(SafeFile.stringify(one?.file ?? file))).toEqual(one?.file);
  });

  it("approvals on-chain, eth_sign and a Safe's own signature pass like typed ones", async () => {
    const { service, connection, chain, safe } = await begin(version);
    const inner = await deployTestSafe(chain, { version, owners: [CLEO], threshold: 1, salt: 7n });
    const outer = await deployTestSafe(chain, {
      version,
      owners: [ANA, BEN, { address: inner.address } as typeof ANA],
      threshold: 3,
      salt: 8n,
    });
    const empty = await fileOf({ ...safe, address: outer.address }, call({ to: TO }, 0n));
    await chain.write(outer.address, safeAbi, "approveHash", [empty.safeTxHash], ANA);
    const state = await readSafe(connection, outer.address);
    const messageHash = await ethSigned(BEN, empty.safeTxHash);
    const nested = await nestedSignature(inner.address, chain.chainId, empty.safeTxHash, empty);
    const file = SafeFile.withSignatures(empty, [
      { owner: ANA.address, kind: "approved", signature: "0x" },
      { owner: BEN.address, kind: "message", signature: messageHash },
      { owner: inner.address, kind: "contract", signature: nested },
    ]);
    const handed = await handIn(service, connection, state, file);
    expect(handed).toMatchObject({ created: true, left: [], doubts: [] });
    expect(handed.sent).toHaveLength(3);
    const { fetched, doubts } = await fetchQueue(service, connection, state);
    expect(doubts).toEqual([]);
    expect(fetched[0]?.file.signatures).toEqual(file.signatures);

    /** The inner Safe's owner signs a SafeMessage over what the outer Safe of this version asks about. */
    async function nestedSignature(address: Address, chainId: number, hash: Hex, asked: SafeFile.SafeFile) {
      const { domain, message } = hashes(asked.domain, asked.transaction);
      const preimage = concatHex(["0x1901", domain, message]);
      return CLEO.signTypedData({
        domain: { chainId, verifyingContract: address },
        types: { SafeMessage: [{ name: "message", type: "bytes" }] },
        primaryType: "SafeMessage",
        message: { message: version === "1.5.0" ? hash : preimage },
      });
    }
  });
});

async function ethSigned(owner: typeof ANA, hash: Hex): Promise<Hex> {
  const signature = await owner.signMessage({ message: { raw: hash } });
  const v = Number(`0x${signature.slice(-2)}`) + 4;
  return `0x${signature.slice(2, -2)}${v.toString(16)}`;
}

describe("handing in", () => {
  it("is repeatable: nothing is sent twice, and only what is new the next time", async () => {
    const { service, connection, safe, state, server } = await begin();
    const one = await fileOf(safe, call({ to: TO }, 0n), [ANA]);
    await handIn(service, connection, await state(), one);
    const sentBefore = server.requests.filter(({ method }) => method === "POST").length;
    expect(await handIn(service, connection, await state(), one)).toMatchObject({
      created: false,
      sent: [],
      already: [ANA.address],
    });
    expect(server.requests.filter(({ method }) => method === "POST")).toHaveLength(sentBefore);
    const two = SafeFile.withSignatures(one, [await signed(one, BEN)]);
    expect(await handIn(service, connection, await state(), two)).toMatchObject({
      created: false,
      sent: [BEN.address],
      already: [ANA.address],
    });
    expect(server.requests.filter(({ method }) => method === "POST")).toHaveLength(sentBefore + 1);
  });

  it("does not show the service a signature that would not count, and says why", async () => {
    const { service, connection, safe, state, server } = await begin();
    const file = await fileOf(safe, call({ to: TO }, 0n), [ANA, STRANGER]);
    const approved = SafeFile.withSignatures(file, [
      { owner: BEN.address, kind: "approved", signature: "0x" },
    ]);
    const handed = await handIn(service, connection, await state(), approved);
    expect(handed.sent).toEqual([ANA.address]);
    expect(handed.left).toEqual(
      expect.arrayContaining([
        { owner: STRANGER.address, why: "is no owner of the Safe" },
        { owner: BEN.address, why: "has not approved it on-chain" },
      ]),
    );
    expect(server.requests.map(({ body }) => body).join()).not.toContain(STRANGER.address.slice(2));
  });

  it("needs an owner's signature", async () => {
    const { service, connection, safe, state, server } = await begin();
    const file = await fileOf(safe, call({ to: TO }, 0n), [STRANGER]);
    expect(await codeOfAsync(async () => handIn(service, connection, await state(), file))).toBe(
      "SafeService.Unsigned",
    );
    expect(server.requests).toEqual([]);
  });

  it("says what the service says of a nonce that is used, and of an origin that is too long", async () => {
    const { service, connection, safe, state } = await begin();
    const late = await fileOf(safe, call({ to: TO, value: 1n }, 0n), [ANA]);
    await execute(safe, { to: TO });
    await expect(handIn(service, connection, await state(), late)).rejects.toMatchObject({
      code: "SafeService.Refused",
      message: expect.stringMatching(/nonce=0 .* already executed/),
      details: { status: 422 },
    });
    const next = await fileOf(safe, call({ to: TO }, 1n), [ANA]);
    await expect(handIn(service, connection, await state(), next, "x".repeat(201))).rejects.toMatchObject({
      details: { said: ["origin: Ensure this field has no more than 200 characters."] },
    });
  });

  it("goes through although the service throttles", async () => {
    const { service, connection, safe, state, server } = await begin();
    server.refuse(3, 429, "1");
    const file = await fileOf(safe, call({ to: TO }, 0n), [ANA, BEN]);
    expect(await handIn(service, connection, await state(), file)).toMatchObject({
      created: true,
      doubts: [],
    });
  });

  it("sees when the service takes something and does not show it", async () => {
    const { service, connection, safe, state, server } = await begin();
    const file = await fileOf(safe, call({ to: TO }, 0n), [ANA, BEN]);
    server.lie((answer) => {
      const item = answer as Item | undefined;
      return Array.isArray(item?.confirmations)
        ? { ...item, confirmations: item.confirmations.slice(0, 1) }
        : answer;
    });
    const { doubts } = await handIn(service, connection, await state(), file);
    expect(doubts).toEqual([
      { kind: "missing", safeTxHash: file.safeTxHash, message: expect.stringContaining(BEN.address) },
    ]);
  });
});
