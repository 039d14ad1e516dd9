import { rm } from "node:fs/promises";
import { join } from "node:path";
import { parseTransaction } from "viem";
import { describe, expect, it } from "vitest";
import { withKey } from "../../src/keys/open.ts";
import { alertsOf, readHistory } from "../../src/usage/log/history.ts";
import type { Watch } from "../../src/usage/permit.ts";
import { lendPoliced } from "../../src/usage/policed.ts";
import { refusal } from "../keys/refusal.ts";
import {
  ALLOW,
  address,
  answerWith,
  ask,
  asked,
  events,
  file,
  folder,
  GOOD,
  journal,
  lines,
  PASSWORD,
  setPolicy,
  setUpBench,
  watch,
} from "./bench.ts";
import { OTHER, VAULT } from "./policy/sample.ts";

setUpBench();

describe("an account that is lent", () => {
  const transaction = { type: "eip1559", chainId: 1, nonce: 0, gas: 21_000n, maxFeePerGas: 1n } as const;

  function lend<T>(use: Parameters<typeof lendPoliced<T>>[2], changes: Partial<Watch> = {}): Promise<T> {
    return lendPoliced(
      watch(changes),
      async (inner) => {
        const secret = await ask();
        try {
          return await withKey(file, secret, inner);
        } finally {
          secret.wipe();
        }
      },
      use,
    );
  }

  it("signs transactions that the policy allows, each of them logged", async () => {
    await setPolicy(ALLOW);
    await lend(async (account) => {
      const raw = await account.signTransaction({ ...transaction, to: VAULT });
      expect(parseTransaction(raw).to).toBe(VAULT);
      expect((await refusal(() => account.signTransaction({ ...transaction, to: OTHER }))).code).toBe(
        "Policy.Refused",
      );
      expect((await refusal(() => account.signMessage({ message: "x" }))).code).toBe("Policy.Refused");
      await account.signTypedData(GOOD as never);
    });
    expect(await events()).toEqual([
      "asked",
      "opened",
      "asked",
      "signed",
      "refused",
      "refused",
      "asked",
      "signed",
    ]);
    expect((await lines())[2]?.act).toMatchObject({
      kind: "transaction",
      chainId: "1",
      calls: [{ target: VAULT }],
    });
    expect(alertsOf(await readHistory(journal.folder))).toHaveLength(2);
  });

  it("is not opened for a key that may send none", async () => {
    await setPolicy("allow: [{ acts: [Approve] }]");
    const error = await refusal(() => lend(async () => undefined));
    expect(error.details.rule).toBe("allow: no rule allows the act Transaction");
    expect(asked).toBe(0);
  });

  it("tells a wrong password, and leaves errors of the use alone", async () => {
    answerWith("wrong-meadow-cobalt-19");
    expect((await refusal(() => lend(async () => undefined))).code).toBe("Keystore.WrongPassword");
    answerWith(PASSWORD);
    await expect(lend(() => Promise.reject(new Error("the chain said no")))).rejects.toThrow(
      "the chain said no",
    );
    expect((await lines()).map(({ event, code }) => [event, code])).toEqual([
      ["asked", undefined],
      ["failed", "Keystore.WrongPassword"],
      ["asked", undefined],
      ["opened", undefined],
    ]);
  });

  it("tells a refusal as it is, whatever a library makes of it on the way", async () => {
    await setPolicy(ALLOW);
    const using = lend(async (account) => {
      const signed = account.signTransaction({ ...transaction, to: OTHER });
      return signed.catch((error: { details: string }) => error.details.toLowerCase());
    });
    expect((await refusal(() => using)).code).toBe("Policy.Refused");
  });

  it("of a file that names no account is known once it is open", async () => {
    await setPolicy(ALLOW);
    const unknown = { address: `0x${"00".repeat(20)}` as const };
    expect((await refusal(() => lend(async () => undefined, unknown))).details.rule).toContain(
      "key: the policy",
    );
    await rm(join(folder, "ana.policy.yaml"));
    await lend((account) => account.signTransaction({ ...transaction, to: OTHER }), unknown);
    expect((await lines()).at(-1)?.key?.address).toBe(address.toLowerCase());
  });
});
