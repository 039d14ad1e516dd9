import { readFileSync } from "node:fs";
import { concat, hashTypedData, keccak256, recoverTypedDataAddress } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { describe, expect, test } from "vitest";
import * as Proposal from "../../src/proposal/proposal.ts";
import * as TypedData from "../../src/proposal/typed-data.ts";
import { HASH, PROPOSAL } from "./sample.ts";

const DOMAIN = { chainId: 1, verifyingContract: "0xc0c1a7e000000000000000000000000000000001" } as const;

/** Every act with some message. */
const ACTS = [
  TypedData.propose(DOMAIN, PROPOSAL),
  TypedData.approve(DOMAIN, PROPOSAL),
  TypedData.test(DOMAIN, { proposal: PROPOSAL, report: HASH }),
  TypedData.activate(DOMAIN, { key: 1, keyHash: HASH, since: 1, deadline: 9 }),
  TypedData.compromise(DOMAIN, { key: 1, keyHash: HASH, change: 1, deadline: 9 }),
  TypedData.suspend(DOMAIN, { holder: 1, change: 1, guardian: 2, deadline: 9 }),
  TypedData.lift(DOMAIN, { holder: 1, change: 1, guardian: 2, deadline: 9 }),
  TypedData.void(DOMAIN, { act: 1, guardian: 2, deadline: 9 }),
  TypedData.cancel(DOMAIN, { lane: 1, word: HASH, guardian: 2, deadline: 9 }),
  TypedData.stop(DOMAIN, { lane: 1, word: HASH }),
  TypedData.attest(DOMAIN, { kind: 1, subject: HASH, hash: HASH, witness: 2, deadline: 9 }),
] as const;

/** EIP-712 encodeType, written out again. */
function encodeType({ types, primaryType }: TypedData.TypedData): string {
  const others = Object.keys(types)
    .filter((name) => name !== primaryType)
    .sort();
  return [primaryType, ...others]
    .map((name) => `${name}(${types[name]?.map((field) => `${field.type} ${field.name}`).join(",")})`)
    .join("");
}

describe("what people sign", () => {
  test("golden hashes: a change here voids every signature people have given", () => {
    expect(Proposal.id(DOMAIN, PROPOSAL)).toMatchInlineSnapshot(
      `"0xb2093ab61e02b40b708ed033be2af6a8f0f7a6ebe1902fc767217f0fe0954d0b"`,
    );
    expect(ACTS.map((typed) => [typed.primaryType, TypedData.hashes(typed)])).toMatchInlineSnapshot(`
      [
        [
          "Propose",
          {
            "digest": "0x8e034ffbf05c06eed8de33d0d44d9838d9269869bcd02189ba9c8d6415ae882b",
            "domain": "0x2bd983623499252a31bda73e62c43947a9a1428e0951e082dacaadc8dc2e0e58",
            "message": "0x64c494dc38113eaa999cb354ecd0f38581f449296e49fb63f6e3994611a19285",
          },
        ],
        [
          "Approve",
          {
            "digest": "0xb3714bd1066b0bba95f1d295e5bf8e21a5c7c8f72f7d942b383e9d0a8d8760f4",
            "domain": "0x2bd983623499252a31bda73e62c43947a9a1428e0951e082dacaadc8dc2e0e58",
            "message": "0xc90989fd03fd185a698fdb8805119135294f17ddec3d27231bd301d44e914d7e",
          },
        ],
        [
          "Test",
          {
            "digest": "0xef81c1ed1e6d6d068aa7dd6b3de85757f8108d2282cb21b1c479dc015c13481f",
            "domain": "0x2bd983623499252a31bda73e62c43947a9a1428e0951e082dacaadc8dc2e0e58",
            "message": "0x179af65678560457d333691d303d2390448f250c067f3f06a63ee0d6823e4a80",
          },
        ],
        [
          "Activate",
          {
            "digest": "0x4f38adfe3122117ec3a46514290c5fd136c1ba46b79708f1278d0ff1713e224f",
            "domain": "0x2bd983623499252a31bda73e62c43947a9a1428e0951e082dacaadc8dc2e0e58",
            "message": "0xb4d363b1b64b019ac1ed96c4a6937a3615e1125c656ee9be8e58e2dbce804c1c",
          },
        ],
        [
          "Compromise",
          {
            "digest": "0x47aa99c57f457e1e371972ab55fa729118f4451c454be9527837e61dd16da382",
            "domain": "0x2bd983623499252a31bda73e62c43947a9a1428e0951e082dacaadc8dc2e0e58",
            "message": "0x07e2e4c73fbe30f08c928ad5dfac78dac807f95105864145b67597f5a5dcce59",
          },
        ],
        [
          "Suspend",
          {
            "digest": "0x91924c4ac0809da8faba04c7600160ff202289c545827d745ac421cd771be61d",
            "domain": "0x2bd983623499252a31bda73e62c43947a9a1428e0951e082dacaadc8dc2e0e58",
            "message": "0x06571c7d0cfa648a1f6b2abca5cac3ef9d4f36c2f87123ac941d5d34c27e5977",
          },
        ],
        [
          "Lift",
          {
            "digest": "0x55492f0e1d582a06aba0ab32986fef738d65387a7456118317741ed45c0a59f6",
            "domain": "0x2bd983623499252a31bda73e62c43947a9a1428e0951e082dacaadc8dc2e0e58",
            "message": "0xefdbd222da84cd31586bb8e81f3fcfeda6d5e01b4c1a5071b6c58c3fd061e3b8",
          },
        ],
        [
          "Void",
          {
            "digest": "0x9b55d8b467a6982b6d8916e4ce325f1e8605ae37bbb1cf00a2f77bd67b0617ca",
            "domain": "0x2bd983623499252a31bda73e62c43947a9a1428e0951e082dacaadc8dc2e0e58",
            "message": "0x1ac0b44a72e606391ac7f8c1425b32eb6b3c0b024194aa36ae43085a27764db1",
          },
        ],
        [
          "Cancel",
          {
            "digest": "0xd2024e535ed117265a0d3f3b37314189bb18c6816b220a37d0e1082cf85a80e3",
            "domain": "0x2bd983623499252a31bda73e62c43947a9a1428e0951e082dacaadc8dc2e0e58",
            "message": "0x5d10f5f6922184153d9ad7b16495a03722060329c7d3b63dc9688364aa828eab",
          },
        ],
        [
          "Stop",
          {
            "digest": "0xd4588e9386acabe05959449a772d38b98287a4144912f45ccc0f7303da4d77d9",
            "domain": "0x2bd983623499252a31bda73e62c43947a9a1428e0951e082dacaadc8dc2e0e58",
            "message": "0xefb6f6c42d25efecc47d5ac67cfbfabfaf057784a02bca9371465bb4e8dd2a95",
          },
        ],
        [
          "Attest",
          {
            "digest": "0xcef0dd6f850445a801afe7fd367d922aeb6a6ddbb457b3c6059b6352747c04a8",
            "domain": "0x2bd983623499252a31bda73e62c43947a9a1428e0951e082dacaadc8dc2e0e58",
            "message": "0x443e45202e6ab7db9e787a30b6bd08b0de4d4fb3b0b0824b2d383fa633ecfa3c",
          },
        ],
      ]
    `);
    expect(Proposal.pack(PROPOSAL)).toMatchInlineSnapshot(
      `"0x01007148ed8000713fb300000000030201001111111111111111111111111111111111111111111111111111110000000000abababababababababababababababababababababababababababababababab00000000000000000000000000000000000000aa0000000000000000000000050000c3500000002460fe47b1000000000000000000000000000000000000000000000000000000000000002a00000000000000000000000000000000000000aa00abababababababababababababababababababababababababababababababab000000043fa4f245"`,
    );
    expect(Proposal.pack(PROPOSAL, HASH)).toMatchInlineSnapshot(
      `"0x81007148ed8000713fb300000000030201001111111111111111111111111111111111111111111111111111110000000000abababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababababab00000000000000000000000000000000000000aa0000000000000000000000050000c3500000002460fe47b1000000000000000000000000000000000000000000000000000000000000002a00000000000000000000000000000000000000aa00abababababababababababababababababababababababababababababababab000000043fa4f245"`,
    );
  });

  test("types are those of the contract and of docs/formats.md", () => {
    const solidity = readFileSync("contracts/libraries/TypedData.sol", "utf8");
    const page = readFileSync("docs/formats.md", "utf8");
    for (const typed of [...ACTS, TypedData.proposal(DOMAIN, PROPOSAL)]) {
      const type = encodeType(typed);
      expect(solidity).toContain(`"${type}"`);
      expect(page).toContain(`\n${type.slice(0, type.indexOf(")") + 1)}\n`);
    }
  });

  test("a digest is keccak256(0x1901, domain, message) and viem's own", () => {
    for (const typed of ACTS) {
      const { domain, message, digest } = TypedData.hashes(typed);
      expect(digest).toBe(keccak256(concat(["0x1901", domain, message])));
      expect(digest).toBe(hashTypedData(typed as never));
      expect(domain).toBe(TypedData.domainSeparator(DOMAIN));
    }
  });

  test("no act's digest is another's, nor the id", () => {
    const digests = [...ACTS.map(TypedData.digest), Proposal.id(DOMAIN, PROPOSAL)];
    expect(new Set(digests).size).toBe(ACTS.length + 1);
  });

  test("the id binds chain, contract and every field", () => {
    const id = Proposal.id(DOMAIN, PROPOSAL);
    const call = PROPOSAL.calls[0] as Proposal.Call;
    const condition = PROPOSAL.conditions[0] as Proposal.Condition;
    const others = [
      Proposal.id({ ...DOMAIN, chainId: 2 }, PROPOSAL),
      Proposal.id({ ...DOMAIN, verifyingContract: "0xc0c1a7e000000000000000000000000000000002" }, PROPOSAL),
      ...[
        { lane: 257 },
        { prev: HASH },
        { epoch: 4 },
        { created: 1 },
        { deadline: 1 },
        { approvals: 3 },
        { note: PROPOSAL.prev },
        { calls: [call, call] },
        { calls: [{ ...call, value: 6n }] },
        { calls: [{ ...call, minGas: 1 }] },
        { calls: [{ ...call, data: "0x" as const }] },
        { calls: [{ ...call, target: DOMAIN.verifyingContract }] },
        { conditions: [] },
        { conditions: [{ ...condition, comparison: "GE" as const }] },
        { conditions: [{ ...condition, expected: PROPOSAL.prev }] },
        { conditions: [{ ...condition, data: "0x" as const }] },
      ].map((change) => Proposal.id(DOMAIN, { ...PROPOSAL, ...change })),
    ];
    expect(new Set([id, ...others]).size).toBe(others.length + 1);
  });

  test("wallets sign it as it is", async () => {
    const account = privateKeyToAccount(HASH);
    for (const typed of ACTS) {
      const signature = await account.signTypedData(typed as never);
      expect(await recoverTypedDataAddress({ ...(typed as object), signature } as never)).toBe(
        account.address,
      );
    }
  });
});
