import { readFile, rm } from "node:fs/promises";
import { type Hex, recoverTypedDataAddress } from "viem";
import { describe, expect, it } from "vitest";
import { keystoreSigner } from "../../src/signer/keystore.ts";
import { pathsOf } from "../../src/usage/log/place.ts";
import { policed } from "../../src/usage/policed.ts";
import { refusal } from "../keys/refusal.ts";
import {
  address,
  answerWith,
  ask,
  asked,
  BAD,
  file,
  GOOD,
  journal,
  lines,
  said,
  setUpBench,
  signer,
  watch,
} from "./bench.ts";
import { OTHER } from "./policy/sample.ts";

setUpBench();

describe("a key without policy", () => {
  it("signs as ever, and each use is in the log before and after", async () => {
    const by = await signer();
    const signature = await by.signTypedData(BAD);
    expect(
      await recoverTypedDataAddress({ ...(BAD as never as { signature: Hex }), signature } as never),
    ).toBe(address);
    const [first, second, ...none] = await lines();
    expect(none).toEqual([]);
    expect(first).toMatchObject({
      event: "asked",
      key: { label: "ana", address: address.toLowerCase() },
      act: { kind: "typed", type: "Approve", calls: [{ target: OTHER }] },
    });
    expect(second).toMatchObject({ event: "signed", of: first?.number, key: first?.key });
    expect(first).not.toHaveProperty("policy");
    expect(said).toEqual([]);
  });

  it("tells a wrong password by its code", async () => {
    answerWith("meadow-cobalt-19-lattice-ferrx");
    const by = await signer();
    expect((await refusal(() => by.signTypedData(GOOD))).code).toBe("Keystore.WrongPassword");
    expect((await lines())[1]).toMatchObject({ event: "failed", of: 1, code: "Keystore.WrongPassword" });
    expect(await readFile(pathsOf(journal.folder).lines, "utf8")).not.toContain("meadow");
  });

  it("is not used if the log cannot be written", async () => {
    await rm(pathsOf(journal.folder).lines);
    const by = await signer();
    expect((await refusal(() => by.signTypedData(GOOD))).code).toBe("Log.CannotRead");
    expect(asked).toBe(0);
  });

  it("gives no signature out that the log could not tell", async () => {
    const vanishing = policed(
      {
        ...(await keystoreSigner(file, ask)),
        async signTypedData() {
          await rm(pathsOf(journal.folder).lines);
          return "0x1234";
        },
      },
      watch(),
    );
    expect((await refusal(() => vanishing.signTypedData(GOOD))).code).toBe("Log.CannotRead");
  });

  it("keeps the error of the use when the log fails as well", async () => {
    const failing = policed(
      {
        ...(await keystoreSigner(file, ask)),
        async signTypedData() {
          await rm(pathsOf(journal.folder).lines);
          throw new Error("the device said no");
        },
      },
      watch(),
    );
    await expect(failing.signTypedData(GOOD)).rejects.toThrow("the device said no");
    expect(said).toEqual(["the usage log cannot be written: no line tells that line 1 failed"]);
  });

  it("refuses what is no typed data before anything is logged", async () => {
    const by = await signer();
    const odd = { ...GOOD, message: { ...GOOD.message, more: 1 } };
    expect((await refusal(() => by.signTypedData(odd))).code).toBe("Message.Refused");
    expect(await lines()).toEqual([]);
  });
});
