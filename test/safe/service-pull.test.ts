import { describe, expect, it } from "vitest";
import { create, type SafeFile } from "../../src/safe/file.ts";
import * as Nested from "../../src/safe/nested.ts";
import { joined } from "../../src/safe/service-pull.ts";
import { add, addContract, sign } from "../../src/safe/signing.ts";
import { call } from "../../src/safe/transaction.ts";
import { account, OWNERS, signerOf } from "./stage.ts";

const SAFE = "0x00000000000000000000000000000000000000A1";
/** A Safe that is an owner. */
const CHILD = "0x00000000000000000000000000000000000000c1";
const [ana, ben] = OWNERS as [ReturnType<typeof account>, ReturnType<typeof account>];

const bare = create({
  domain: { chainId: 1, verifyingContract: SAFE },
  version: "1.4.1",
  transaction: call({ to: account(7n).address, value: 1n }, 3n),
  title: "Ours",
});
const source = (file: SafeFile) => ({ kind: "file", label: "own.json", file }) as const;
const fetched = (file: SafeFile) => [{ file: { ...file, context: { ...file.context, title: "Theirs" } } }];

describe("what a service has of a transaction whose file is there", () => {
  it("is joined with what the file has, in the file's own words", async () => {
    const own = await sign(bare, signerOf(ana));
    expect(joined(fetched(await sign(bare, signerOf(ben))), [source(own)])).toEqual([
      {
        path: "own.json",
        safeTxHash: bare.safeTxHash,
        file: await sign(own, signerOf(ben)),
        added: [ben.address],
      },
    ]);
  });

  it("is left out where the file has it already", async () => {
    const own = await sign(await sign(bare, signerOf(ana)), signerOf(ben));
    expect(joined(fetched(await sign(bare, signerOf(ben))), [source(own)])).toEqual([]);
  });

  it("replaces nothing that the file has of an owner", async () => {
    const byMessage = add(bare, await ben.signMessage({ message: { raw: bare.safeTxHash } }), [ben.address]);
    expect(joined(fetched(await sign(bare, signerOf(ben))), [source(byMessage)])).toEqual([]);
    const [own, theirs] = [addContract(bare, CHILD, "0x34"), addContract(bare, CHILD, "0x12")];
    expect(joined(fetched(theirs), [source(own)])).toEqual([]);
    expect(joined(fetched(theirs), [source(await sign(bare, signerOf(ben), CHILD))])).toEqual([]);
  });

  it("is joined also where more of an inner Safe's own have signed for it", async () => {
    const own = await sign(bare, signerOf(ana), CHILD);
    const [pulled, ...more] = joined(fetched(await sign(bare, signerOf(ben), CHILD)), [source(own)]);
    expect(more).toEqual([]);
    const [signature, ...others] = pulled?.file.signatures ?? [];
    expect(others).toEqual([]);
    expect(pulled?.added).toEqual([signature?.owner]);
    const inner = Nested.split(bare, CHILD, signature?.signature ?? "0x")?.map(({ owner }) => owner);
    expect(inner?.sort()).toEqual([ana.address, ben.address].sort());
  });
});
