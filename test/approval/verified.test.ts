import { type Hex, zeroAddress } from "viem";
import { expect, it } from "vitest";
import { verified } from "../../src/approval/verified.ts";
import type { Verify } from "../../src/approval/verify.ts";
import type { Key } from "../../src/charter/model.ts";

const key: Key = {
  kind: "ERC1271",
  signer: zeroAddress,
  holder: 0,
  roles: 1,
  predecessor: null,
  expiry: 0,
  since: 0,
};
const GOOD: Hex = "0x600d";

/** What is signed, and by which signatures that held. */
type Page = { readonly digest: Hex; readonly signatures: readonly Hex[] };

const put =
  (...given: readonly Hex[]) =>
  async (to: Page, verify: Verify): Promise<Page> => {
    for (const signature of given) {
      if (!(await verify(key, to.digest, signature))) throw new Error(`not good: ${signature}`);
    }
    return { ...to, signatures: [...to.signatures, ...given] };
  };

function asked(): { readonly verify: Verify; readonly questions: Hex[] } {
  const questions: Hex[] = [];
  const verify: Verify = async (_, digest, signature) => {
    questions.push(digest);
    return signature.startsWith(GOOD);
  };
  return { verify, questions };
}

it("puts what was verified once into what others made of the document meanwhile, asking nobody again", async () => {
  const { verify, questions } = asked();
  const page: Page = { digest: "0x01", signatures: [] };
  const own = await verified(page, verify, put(GOOD, `${GOOD}02`));
  expect(own.document.signatures).toEqual([GOOD, `${GOOD}02`]);
  expect(questions).toEqual(["0x01", "0x01"]);
  expect(await own.put({ ...page, signatures: ["0xbe"] })).toEqual({
    digest: "0x01",
    signatures: ["0xbe", GOOD, `${GOOD}02`],
  });
  expect(questions).toHaveLength(2);
});

it("given a document that says something else by then, takes no signature, asking nobody either", async () => {
  const { verify, questions } = asked();
  const own = await verified<Page>({ digest: "0x01", signatures: [] }, verify, put(GOOD));
  await expect(own.put({ digest: "0x02", signatures: [] })).rejects.toThrow(`not good: ${GOOD}`);
  expect(questions).toEqual(["0x01"]);
});

it("refuses at once what does not verify", async () => {
  const { verify } = asked();
  await expect(
    verified<Page>({ digest: "0x01", signatures: [] }, verify, put(GOOD, "0xbad0")),
  ).rejects.toThrow("not good: 0xbad0");
});

it("takes what was verified of one key for no other's", async () => {
  const { verify } = asked();
  let signer = key;
  const own = await verified<Page>({ digest: "0x01", signatures: [] }, verify, async (to, by) => {
    if (!(await by(signer, to.digest, GOOD))) throw new Error("not good");
    return to;
  });
  signer = { ...key, signer: "0x00000000000000000000000000000000000000aa" };
  await expect(own.put(own.document)).rejects.toThrow("not good");
});
