import { chmod, copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { getAddress, recoverTypedDataAddress } from "viem";
import { describe, expect, it } from "vitest";
import { keystoreSigner } from "../../src/signer/keystore.ts";
import { alertsOf, readHistory } from "../../src/usage/log/history.ts";
import { policed } from "../../src/usage/policed.ts";
import { handling } from "../../src/usage/tell.ts";
import { refusal } from "../keys/refusal.ts";
import {
  ALLOW,
  address,
  answerWith,
  ask,
  asked,
  BAD,
  bare,
  events,
  file,
  folder,
  GOOD,
  journal,
  lines,
  PASSWORD,
  said,
  setClock,
  setPolicy,
  setUpBench,
  signer,
  watch,
} from "./bench.ts";
import { ticking } from "./log/scene.ts";
import { OTHER, VAULT } from "./policy/sample.ts";

setUpBench();

describe("a key with a policy", () => {
  it("signs what it allows, and of the rest nothing is opened or asked", async () => {
    await setPolicy(ALLOW);
    const by = await signer();
    await by.signTypedData(GOOD);
    expect(asked).toBe(1);
    const error = await refusal(() => by.signTypedData(BAD));
    expect(error.code).toBe("Policy.Refused");
    expect(error.details).toMatchObject({
      key: "ana",
      act: "Approve",
      rule: `allow[0].calls: ${OTHER} is not listed`,
      line: 3,
    });
    expect(asked).toBe(1);
    expect(await events()).toEqual(["asked", "signed", "refused"]);
    const [first, , third] = await lines();
    expect(first?.policy).toMatch(/^0x[0-9a-f]{64}$/);
    expect(third).toMatchObject({ policy: first?.policy, rule: `allow[0].calls: ${OTHER} is not listed` });
    expect(alertsOf(await readHistory(journal.folder)).map(({ number }) => number)).toEqual([3]);
  });

  it("signs what was judged, whatever becomes of it meanwhile", async () => {
    await setPolicy(ALLOW);
    const calls = [{ target: VAULT, value: 0n, data: "0x", minGas: 0n }];
    const typed = { ...GOOD, message: { proposal: { ...(GOOD.message.proposal as object), calls } } };
    const by = policed(
      await keystoreSigner(file, async () => {
        calls[0] = { target: OTHER, value: 0n, data: "0x", minGas: 0n };
        return ask();
      }),
      watch(),
    );
    const signature = await by.signTypedData(typed);
    expect(await recoverTypedDataAddress({ ...GOOD, signature } as never)).toBe(address);
  });

  it("counts what it signed within a day, and not what failed or was refused", async () => {
    await setPolicy(`per-day: 2\n${ALLOW}`);
    const by = await signer();
    answerWith("wrong-meadow-cobalt-19");
    await refusal(() => by.signTypedData(GOOD));
    answerWith(PASSWORD);
    await by.signTypedData(GOOD);
    await refusal(() => by.signTypedData(BAD));
    await by.signTypedData(GOOD);
    const error = await refusal(() => by.signTypedData(GOOD));
    expect(error.details.rule).toBe("per-day: 2 uses in 24 hours, 2 are allowed");
    setClock(ticking("2026-11-28T09:00:00.000Z"));
    await (await signer()).signTypedData(GOOD);
  });

  it("counts under one lock: of many at once no more are signed", async () => {
    await setPolicy(`per-day: 2\n${ALLOW}`);
    const by = await signer();
    const done = await Promise.allSettled(Array.from({ length: 5 }, () => by.signTypedData(GOOD)));
    expect(done.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
  });

  it.each([
    ["changed", () => setPolicy(`per-day: 9\n${ALLOW}`), "was changed since its last use"],
    ["taken away", () => rm(join(folder, "ana.policy.yaml")), "is gone since its last use"],
  ])("that was %s since the last use is told, once", async (_, change, words) => {
    await setPolicy(ALLOW);
    const by = await signer();
    await by.signTypedData(GOOD);
    expect(said).toEqual([]);
    await change();
    await by.signTypedData(GOOD);
    await by.signTypedData(GOOD);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(words);
    const alerts = alertsOf(await readHistory(journal.folder));
    expect(alerts.map(({ number }) => number)).toEqual([3]);
  });

  it("is neither gone nor changed where it was not asked, as when the key was split, or could not be read", async () => {
    await setPolicy(ALLOW);
    const by = await signer();
    await by.signTypedData(GOOD);
    await handling(
      { file, label: "ana", address },
      "split",
      async () => undefined,
      journal,
      () => undefined,
    );
    await by.signTypedData(GOOD);
    await setPolicy("allow: [");
    await refusal(() => by.signTypedData(GOOD));
    await setPolicy(ALLOW);
    await by.signTypedData(GOOD);
    expect(said).toEqual([]);
    const alerts = alertsOf(await readHistory(journal.folder));
    expect(alerts.map(({ why }) => why)).toEqual(["refused: Policy.Syntax"]);
  });

  it("has it for a copy under another name as well", async () => {
    await setPolicy(ALLOW);
    const copy = join(folder, "copy.json");
    await copyFile(file, copy);
    const by = policed(await keystoreSigner(copy, ask), watch({ file: copy, label: "copy" }));
    const error = await refusal(() => by.signTypedData(BAD));
    expect(error.code).toBe("Policy.Refused");
    expect(error.details).toMatchObject({ key: "copy", policy: join(folder, "ana.policy.yaml") });
    await by.signTypedData(GOOD);
  });

  it("of another key, or that nobody can read, allows nothing", async () => {
    await setPolicy(ALLOW, OTHER);
    const by = await signer();
    expect((await refusal(() => by.signTypedData(GOOD))).details.rule).toBe(
      `key: the policy is for ${getAddress(OTHER)}`,
    );
    await setPolicy("allow: [");
    expect((await refusal(() => by.signTypedData(GOOD))).code).toBe("Policy.Syntax");
    await setPolicy(ALLOW);
    await chmod(join(folder, "ana.policy.yaml"), 0o666);
    expect((await refusal(() => by.signTypedData(GOOD))).code).toBe("Policy.OpenToOthers");
    expect(asked).toBe(0);
    expect((await lines()).map(({ event, code }) => [event, code])).toEqual([
      ["refused", undefined],
      ["refused", "Policy.Syntax"],
      ["refused", "Policy.OpenToOthers"],
    ]);
  });

  it("needs a log, unless it says otherwise and counts nothing", async () => {
    const rule = async (rest: string) => {
      await setPolicy(rest);
      const by = await signer(bare());
      return (await refusal(() => by.signTypedData(GOOD))).details.rule;
    };
    expect(await rule(ALLOW)).toBe("log: the folder has no log, which the policy asks for");
    const lax = "log: if there is one";
    expect(await rule(`${lax}\nper-day: 3\n${ALLOW}`)).toBe("per-day: without a log nobody counts");
    expect(await rule(`${lax}\nallow: [{ acts: [Approve], per-day: 3 }]`)).toBe(
      "per-day: without a log nobody counts",
    );
    expect(await rule(`${lax}\nallow: []`)).toBe("allow: no rule allows the act Approve");
    await setPolicy(`${lax}\n${ALLOW}`);
    await (await signer(bare())).signTypedData(GOOD);
  });

  it("is not cheated by a clock that is set back", async () => {
    await setPolicy(`expires: 2026-11-28\n${ALLOW}`);
    await (await signer()).signTypedData(GOOD);
    setClock(ticking("2026-11-26T08:00:00.000Z"));
    const error = await refusal(async () => (await signer()).signTypedData(GOOD));
    expect(error.details.rule).toContain("clock: it is set before the log's latest line");
  });

  it("counts what was signed before a line that a clock set back dated long ago", async () => {
    await setPolicy(`per-day: 2\n${ALLOW}`);
    await (await signer()).signTypedData(GOOD);
    const { clock } = journal;
    setClock(ticking("2026-11-20T08:00:00.000Z"));
    const back = await refusal(async () => (await signer()).signTypedData(GOOD));
    expect(back.details.rule).toContain("clock: it is set before the log's latest line");
    setClock(clock);
    await (await signer()).signTypedData(GOOD);
    const error = await refusal(async () => (await signer()).signTypedData(GOOD));
    expect(error.details.rule).toBe("per-day: 2 uses in 24 hours, 2 are allowed");
  });
});
