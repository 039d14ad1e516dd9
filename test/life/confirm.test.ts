import { recoverAddress } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { describe, expect, it } from "vitest";
import { parse } from "../../src/charter/parse.ts";
import { withSuccessor } from "../../src/charter/successor-entry.ts";
import { wordsFrom } from "../../src/charter/words.ts";
import { offlineVerify } from "../../src/kit/claims.ts";
import { confirmRotation } from "../../src/life/confirm.ts";
import { keyRotated } from "../../src/life/typed-data.ts";
import { prepare } from "../../src/signer/message.ts";
import { EXAMPLE } from "../charter/example.ts";
import { CONCLAVE } from "../charter/sample.ts";
import { refusal } from "../keys/refusal.ts";
import { stateOf } from "./on-chain.ts";

const account = privateKeyToAccount(`0x${"5e".repeat(32)}`);
const stranger = privateKeyToAccount(`0x${"5f".repeat(32)}`);
const before = parse(EXAMPLE).charter.keys.find(({ label }) => label === "k4");
if (before === undefined) throw new Error("no k4");
const PLACE = 40;
const text = withSuccessor(
  EXAMPLE,
  "charter.yaml",
  before,
  { label: "eve-2", index: PLACE, expires: 1_990_000_020 },
  { address: account.address, point: "0x" },
);
const words = wordsFrom(parse(text).charter);
const confirm = (state = stateOf(text, { 4: "Retiring" }), index = PLACE, signer = account) =>
  confirmRotation(
    state,
    { index, signer: { signTypedData: (typed) => signer.signTypedData(typed as never) } },
    offlineVerify,
    words,
  );

describe("a rotation that is confirmed", () => {
  it("is told with the block, the chain and a signature that holds; the predecessor with its state", async () => {
    const { record, predecessor } = await confirm();
    expect(record).toMatchObject({
      type: "conclave-rotation",
      key: "eve-2",
      identity: account.address,
      predecessor: "k4",
      conclave: CONCLAVE,
    });
    expect(predecessor).toMatchObject({ label: "k4", key: { kind: "EOA" }, state: "Retiring" });
    const { version: _, type: __, signature, ...message } = record;
    const { digest } = prepare(keyRotated(message));
    expect(await recoverAddress({ hash: digest, signature })).toBe(account.address);
  });

  it("given a successor that is not in use, or a key that follows none, is refused", async () => {
    const pending = await refusal(() => confirm(stateOf(text, { [PLACE]: "Pending" })));
    expect([pending.code, pending.details]).toEqual(["Rotation.NotDone", { key: PLACE, state: "Pending" }]);
    const first = await refusal(() => confirm(stateOf(text), 4));
    expect([first.code, first.details]).toEqual(["Rotation.NotDone", { key: 4, state: "Active" }]);
  });

  it("given a signature of another key, is refused", async () => {
    const error = await refusal(() => confirm(stateOf(text), PLACE, stranger));
    expect([error.code, error.details]).toEqual(["Rotation.DoesNotSign", { label: "eve-2" }]);
  });
});
