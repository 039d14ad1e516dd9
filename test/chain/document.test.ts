import hre from "hardhat";
import { getContractAddress, type Hex } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as Document from "../../src/chain/document.ts";
import { conclaveAbi } from "../../src/generated/abi.ts";
import { type Founded, foundConclave } from "../support/conclave.ts";
import { codeOfAsync } from "../support/refusal.ts";

let connection: Awaited<ReturnType<typeof hre.network.create>>;
let founded: Founded;
beforeAll(async () => {
  connection = await hre.network.create();
  founded = await foundConclave(connection, { activate: false });
});
afterAll(() => connection.close());

// Where RLP writes a nonce in one byte, in two, in three.
test.each([1, 127, 128, 255, 256, 65_535])(
  "generation %i lies where the Conclave looks for it",
  async (generation) => {
    const args = [generation] as const;
    const address = await founded.chain.client.readContract({
      address: founded.address,
      abi: conclaveAbi,
      functionName: "documentAt",
      args,
    });
    expect(Document.carrier(founded.address, generation)).toEqual({ generation, address });
  },
);

test("addresses of generations are those of the nonce, byte for byte", () => {
  const conclave = "0x6ac7ea33f8831ea9dcc53393aaa88b25a785dbf0";
  // The first addresses of this account are published in many places (Ethereum Stack Exchange 760).
  expect(getContractAddress({ from: conclave, nonce: 0n })).toBe(
    "0xcd234A471b72ba2F1Ccf0A70FCABA648a5eeCD8d",
  );
  expect(Document.carrier(conclave, 1).address).toBe("0x343c43A37D37dfF08AE8C4A11544c718AbB4fCF8");
  expect(Document.carrier(conclave, 2).address).toBe("0xf778B86FA74E846c4f0a1fBd1335FE81c00a0C91");
});

test("reads the roster back, without the STOP byte", async () => {
  const block = await founded.chain.client.getBlockNumber();
  expect(await Document.read(founded.chain.client, founded.address, 1, block)).toBe(founded.rosterDocument);
});

test.each<[string, () => unknown]>([
  ["Document.NoSuchGeneration", () => Document.carrier(founded.address, 0)],
  ["Document.NoSuchGeneration", () => Document.carrier(founded.address, 65_536)],
  ["Document.NoSuchGeneration", () => Document.carrier(founded.address, 1.5)],
  [
    "Document.NotCreated",
    async () =>
      Document.read(founded.chain.client, founded.address, 2, await founded.chain.client.getBlockNumber()),
  ],
  ["Document.NotACarrier", () => Document.fromCode(Document.carrier(founded.address, 1), "0x6001")],
  ["Document.NotACarrier", () => Document.fromCode(Document.carrier(founded.address, 1), "0x00")],
])("%s", async (code, work) => {
  expect(await codeOfAsync(work)).toBe(code);
});

test("code and document are each other's inverse", () => {
  const document: Hex = "0x0100";
  expect(Document.fromCode(Document.carrier(founded.address, 1), Document.code(document))).toBe(document);
});
