import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import hre from "hardhat";
import { privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { read } from "../../src/keys/store.ts";
import { claimedAddress } from "../../src/keys/v3.ts";
import { DICE } from "../ceremony/stage.ts";
import { otherSpelling } from "../distribution/post.ts";
import { expectNoSecrets } from "./secrets.ts";
import {
  chainOf,
  cleanUp,
  edit,
  layOut,
  PLACES,
  type Ran,
  refusalOf,
  runnerFor,
  type Stage,
  together,
  valueFrom,
} from "./stage.ts";

const WIM = privateKeyToAccount(`0x${"22".repeat(32)}`);
const EVE = privateKeyToAccount(`0x${"33".repeat(32)}`);

/** A rehearsal: people are keys of the stage, who sign from files of passwords. */
describe("a ceremony by commands", { timeout: 240_000 }, () => {
  let stage: Stage;
  let task: (id: readonly string[], args?: Record<string, unknown>) => Promise<Ran>;
  const at = (name: string) => join(stage.folder, name);
  const run = (args: Record<string, unknown> = {}) =>
    task(["key", "ceremony", "run"], {
      script: at("ceremony.yaml"),
      out: at("transcript.json"),
      answers: at("answers"),
      light: true,
      ...args,
    });
  const sign = (key: string, transcript = at("transcript.json")) =>
    task(["key", "ceremony", "sign"], { transcript, key, rehearsal: true, yes: true });
  const verify = (args: Record<string, unknown> = {}) =>
    task(["key", "ceremony", "verify"], { transcript: at("transcript.json"), rehearsal: true, ...args });

  /** Wim, whose key is in a wallet, signs what is printed for it. */
  async function byWallet() {
    const common = { transcript: at("transcript.json"), rehearsal: true };
    const typedFor = (args: Record<string, unknown> = {}) =>
      task(["key", "ceremony", "typed"], { ...common, account: WIM.address, ...args });
    const add = (args: Record<string, unknown>) =>
      task(["key", "ceremony", "add"], { ...common, account: WIM.address, ...args });
    const shown = await typedFor();
    const [, when] = /next: .* --at (\S+) --signature/.exec(shown.err) ?? [];
    const signature = await WIM.signTypedData(JSON.parse(shown.out));
    const given = { at: when, signature };

    expect(refusalOf(await typedFor({ account: EVE.address }))).toBe("Ceremony.NotHere");
    expect(refusalOf(await typedFor({ account: "wim" }))).toBe("Task.BadAccount");
    expect(refusalOf(await add({ ...given, at: undefined }))).toBe("Task.OptionMissing");
    const other = new Date(Date.now() + 60_000).toISOString().replace(/\.\d+Z$/, "Z");
    expect(refusalOf(await add({ ...given, at: other }))).toBe("Wallet.NotTheirs");
    expect(refusalOf(await add({ ...given, at: "2099-01-01" }))).toBe("Wallet.TimeToCome");
    expect(refusalOf(await add({ ...given, signature: otherSpelling(signature) }))).toBe("Wallet.NotTheirs");
    const stranger = await EVE.signTypedData(JSON.parse(shown.out));
    expect(refusalOf(await add({ ...given, signature: stranger }))).toBe("Wallet.NotTheirs");
    expect(valueFrom(await add(given))).toMatchObject({ name: "wim", role: "witness" });
    expect(refusalOf(await add(given))).toBe("Ceremony.SignedAlready");
  }

  beforeAll(async () => {
    stage = await layOut(await (await chainOf(hre)).now(), PLACES);
    task = runnerFor(hre, stage);
    const person = async (label: string) => {
      const address = claimedAddress(await read(join(stage.keys, `${label}.json`)));
      return `{ name: ${label}, address: "${address}" }`;
    };
    await writeFile(
      at("ceremony.yaml"),
      `version: 1
title: Keys of the stage
operator: ${await person("ana")}
witnesses: [${await person("ben")}, ${await person("cleo")}, { name: wim, address: "${WIM.address}" }]
auditor: ${await person("gus")}
entropy: [dice]
keys:
  - { label: new-eve, holder: Eve, purpose: tester }
steps:
  - { do: machine }
  - { do: confirm, by: gus, text: Everybody is here }
  - { do: record, by: ben, as: bag, text: Number of the bag }
  - { do: make, key: new-eve }
`,
    );
    const answers = {
      version: 1,
      record: { bag: "A-0042" },
      dice: { "new-eve": DICE },
      deviations: { 1: "a rehearsal" },
    };
    await writeFile(at("answers"), JSON.stringify(answers), { mode: 0o600 });
  }, 300_000);
  afterAll(() => cleanUp(stage));

  test("in earnest is not held without people, nor with cheap keys", async () => {
    expect(refusalOf(await run({ answers: undefined, light: false }))).toBe("Task.NobodyHere");
    expect(refusalOf(await run({ answers: undefined }))).toBe("Task.LightCeremony");
  });

  test("given answers that others can read, does not read them", async () => {
    await writeFile(at("open"), "{}", { mode: 0o644 });
    expect(refusalOf(await run({ answers: at("open") }))).toBe("Files.OpenToOthers");
    await writeFile(at("odd"), '{"version":2}', { mode: 0o600 });
    expect(refusalOf(await run({ answers: at("odd") }))).toBe("Ceremony.BadAnswers");
  });

  test("is rehearsed from answers, signed on several machines, merged, and verified by anybody", async () => {
    const held = valueFrom<{ hash: string; rehearsal: boolean; keys: { label: string }[] }>(await run());
    expect(held.rehearsal).toBe(true);
    expect(held.keys.map(({ label }) => label)).toEqual(["new-eve"]);
    await copyFile(at("transcript.json"), at("elsewhere.json"));
    await together(["ana", "ben"].map((key) => () => sign(key)));
    for (const key of ["cleo", "gus"]) valueFrom(await sign(key, at("elsewhere.json")));
    const lacking = await verify();
    expect(lacking.ok).toBe(false);
    expect(lacking.out).toMatch(/the auditor gus has not signed \(NotSigned\)/);
    const merged = valueFrom<{ signed: string[] }>(
      await task(["key", "ceremony", "merge"], {
        transcript: at("transcript.json"),
        copies: [at("elsewhere.json")],
      }),
    );
    expect(merged.signed).toEqual(["ana", "ben", "cleo", "gus"]);
    expect((await verify()).out).toContain("2 of 3 witnesses have signed; not: wim (NoQuorum)");
    await byWallet();
    const shown = await verify({ script: at("ceremony.yaml") });
    expect(valueFrom<{ sound: boolean; hash: string }>(shown)).toMatchObject({
      sound: true,
      hash: held.hash,
    });
    expect(shown.out).toMatch(/It holds\.$/m);
    expect((await verify({ rehearsal: false })).ok).toBe(false);
  });

  test("given a changed transcript, verify says where and fails; nobody signs it", async () => {
    await copyFile(at("transcript.json"), at("changed.json"));
    await edit(at("changed.json"), "A-0042", "A-0043");
    const shown = await verify({ transcript: at("changed.json"), json: true });
    expect(shown.ok).toBe(false);
    const codes = (JSON.parse(shown.out) as { findings: { code: string }[] }).findings.map(
      ({ code }) => code,
    );
    expect(codes).toEqual(expect.arrayContaining(["BadProof", "BadSignature", "NoQuorum"]));
    expect(refusalOf(await sign("ana", at("changed.json")))).toBe("Ceremony.NotSound");
    expect(refusalOf(await sign("tom"))).toBe("Ceremony.NotHere");
    expect(refusalOf(await task(["key", "ceremony", "sign"], { transcript: at("changed.json") }))).toBe(
      "Task.NoKey",
    );
    expect(refusalOf(await verify({ software: "abc" }))).toBe("Task.BadHash");
  });

  test("no secret is in what was printed or written", async () => {
    expect(await readFile(at("transcript.json"), "utf8")).toContain("new-eve");
    await expectNoSecrets(stage);
    const told = `${stage.printed.join("")}${await readFile(at("transcript.json"), "utf8")}`;
    expect(told.includes(DICE.slice(0, 20))).toBe(false);
  });
});
