import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import hre from "hardhat";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hold } from "../../src/ceremony/run.ts";
import { softwareOf } from "../../src/ceremony/software.ts";
import { read } from "../../src/keys/store.ts";
import { claimedAddress } from "../../src/keys/v3.ts";
import { ceremonyIn } from "../ceremony/stage.ts";
import { expectNoSecrets } from "./secrets.ts";
import {
  chainOf,
  cleanUp,
  contents,
  edit,
  layOut,
  PASSWORD,
  PLACES,
  type Ran,
  refusalOf,
  runnerFor,
  type Stage,
  valueFrom,
} from "./stage.ts";

type Verdict = {
  sound: boolean;
  hash: string;
  attested: string[];
  findings: { code: string; where: string }[];
};

/** A ceremony in earnest, by people who answer at once; what they sign and what goes on record is by commands. */
describe("a ceremony on the Conclave's record", { timeout: 240_000 }, () => {
  let chain: Awaited<ReturnType<typeof chainOf>>;
  let stage: Stage;
  let task: (id: readonly string[], args?: Record<string, unknown>) => Promise<Ran>;
  const at = (name: string) => join(stage.folder, name);
  const addressOf = async (label: string) => claimedAddress(await read(join(stage.keys, `${label}.json`)));
  const verify = (args: Record<string, unknown> = {}) =>
    task(["key", "ceremony", "verify"], { transcript: at("transcript.json"), chain: true, ...args });
  const activate = (label: string, args: Record<string, unknown> = {}) =>
    task(["key", "activate"], { label, ceremony: at("transcript.json"), ...args });

  beforeAll(async () => {
    chain = await chainOf(hre);
    stage = await layOut(await chain.now(), PLACES);
    task = runnerFor(hre, stage);
    const person = async (label: string) => `{ name: ${label}, address: "${await addressOf(label)}" }`;
    const text = `version: 1
title: A tester's key
operator: ${await person("ana")}
witnesses: [${await person("ben")}]
auditor: ${await person("gus")}
keys:
  - { label: tom-2, holder: Tom, purpose: tester }
  - { label: spare, holder: Tom, curve: P-256 }
steps: [{ do: machine }, { do: make, key: tom-2 }, { do: make, key: spare }]
`;
    const means = { text, password: PASSWORD, software: await softwareOf(), now: () => new Date() };
    await hold(ceremonyIn(stage.folder, means));
    await copyFile(at("transcript.json"), at("unsigned.json"));
    for (const key of ["ana", "ben", "gus"])
      valueFrom(
        await task(["key", "ceremony", "sign"], { transcript: at("transcript.json"), key, yes: true }),
      );
    // Tom's key of the charter is the one that was made there.
    await edit(stage.charter, (await addressOf("tom")) ?? "", (await addressOf("tom-2")) ?? "");
    valueFrom(await task(["conclave", "deploy"], { record: true }));
  }, 300_000);
  afterAll(() => cleanUp(stage));

  test("given a key that is registered and not attested, does not hold; a key nobody registered is a remark", async () => {
    const shown = await verify({ json: true });
    expect(shown.ok).toBe(false);
    const { findings } = JSON.parse(shown.out) as Verdict;
    expect(findings).toMatchObject([
      { code: "NotAttested", where: "key tom-2" },
      { code: "NotRegistered", where: "key spare" },
    ]);
    expect(valueFrom<Verdict>(await verify({ chain: false })).sound).toBe(true);
  });

  test("given a transcript that does not hold, or another's key, nothing is sent", async () => {
    const before = await contents(stage, chain);
    expect(refusalOf(await activate("tom-2", { ceremony: at("unsigned.json") }))).toBe(
      "Ceremony.NotVerified",
    );
    expect(refusalOf(await activate("eve"))).toBe("Ceremony.NotMadeThere");
    const attest = { document: at("transcript.json"), key: "ben", yes: true };
    expect(refusalOf(await task(["key", "attest"], { ...attest, subject: "tom", about: "birth" }))).toBe(
      "Task.AboutWhat",
    );
    expect(refusalOf(await task(["key", "attest"], { ...attest, subject: "eve", about: "ceremony" }))).toBe(
      "Ceremony.NotMadeThere",
    );
    expect(await contents(stage, chain)).toBe(before);
  });

  test("activating with the transcript puts its hash on record, by the key itself; a witness can as well", async () => {
    const { attested } = valueFrom<{ attested: { act: { about: number; hash: string } } }>(
      await activate("tom-2"),
    );
    const verdict = valueFrom<Verdict>(await verify());
    expect(attested.act).toMatchObject({ about: 2, hash: verdict.hash });
    expect(verdict.attested).toEqual([expect.stringMatching(/^tom-2: by tom, block \d+$/)]);
    valueFrom(await task(["key", "activate"], { label: "ben" }));
    const args = {
      subject: "tom",
      document: at("transcript.json"),
      about: "ceremony",
      key: "ben",
      yes: true,
    };
    valueFrom(await task(["key", "attest"], args));
    expect(valueFrom<Verdict>(await verify()).attested).toHaveLength(2);
    expect(refusalOf(await task(["key", "attest"], args))).toBe("Revert.AlreadyAttested");
    const told = await task(["audit", "history"]);
    expect(told.out).toContain("was made at a ceremony");
  });

  test("given a copy that was changed, the record does not have it", async () => {
    await copyFile(at("transcript.json"), at("changed.json"));
    await edit(at("changed.json"), '"title": "A tester\'s key"', '"title": "Another"');
    const { out } = await verify({ transcript: at("changed.json"), json: true });
    const { findings } = JSON.parse(out) as Verdict;
    expect(findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["BadSignature", "OtherCeremony", "NotAttested"]),
    );
  });

  test("no secret is in what was printed or written", async () => {
    await expectNoSecrets(stage);
  });
});
