import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TypedData } from "../../src/signer/signer.ts";
import { DICE } from "../ceremony/stage.ts";
import { WORDS } from "../keys/seed/words.ts";
import { begun } from "../usage/log/scene.ts";
import { answerOf, type KitRan, placeKit, runKit } from "./kit-file.ts";

const PASSWORD = "granite-31-meadow-pistol-finch";
const PEOPLE = ["ana", "ben", "cleo", "dan"];
/** Somebody whose key is in a wallet, which signs what is printed for it. */
const WIM = privateKeyToAccount(`0x${"5c".repeat(32)}`);
/** Which need a proposal and a chain's state: air-gap.test.ts and made-away.test.ts run these. */
const WITH_A_CHAIN = ["activate", "inspect", "qr", "scan", "sign"];

/** Each command of the built file does its work, alone in a folder, with no environment and no network. */
describe("every command of the kit", { timeout: 240_000 }, () => {
  let folder: string;
  let kit: string;
  /** Of each of the people. */
  const addresses: string[] = [];
  const done = new Set<string>();
  const password = ["--password-file", "password"];
  const at = (...names: string[]) => join(folder, ...names);
  const attempt = (command: string, ...args: string[]): KitRan =>
    runKit(kit, [...command.split(" "), ...args, "--json"]);
  const run = <T = Record<string, unknown>>(command: string, ...args: string[]): T => {
    const answer = answerOf<T>(attempt(command, ...args));
    done.add(command);
    return answer;
  };

  /** What `typed` prints is signed, and goes back by the command that it tells. */
  const byWallet = async (typed: string, add: string, file: string, ...args: string[]) => {
    const who = [file, "--account", WIM.address, ...args];
    const shown = attempt(typed, ...who);
    done.add(typed);
    const signature = await WIM.signTypedData(answerOf<TypedData>(shown));
    const [, at] = / --at (\S+) --signature/.exec(shown.err) ?? [];
    run(add, ...who, "--signature", signature, ...(at === undefined ? [] : ["--at", at]));
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "conclave-kit-"));
    kit = await placeKit(folder);
    await writeFile(at("password"), `${PASSWORD}\n`, { mode: 0o600 });
    for (const label of PEOPLE) {
      const made = run<{ address: string }>("generate", label, "--holder", label, "--light", ...password);
      addresses.push(made.address);
    }
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("generate, self-test, hash, show, reencrypt, derive", async () => {
    expect(run("self-test")).toMatchObject({ trials: expect.any(Array) });
    expect(run("hash")).toMatchObject({ sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const [address] = addresses;
    expect(JSON.stringify(run("show", "ana"))).toContain(address);
    await writeFile(at("new"), `${PASSWORD}-2\n`, { mode: 0o600 });
    const light = ["--light", ...password];
    expect(
      run("reencrypt", join("keys", "ana.json"), "ana-2", "--new-password-file", "new", ...light),
    ).toMatchObject({
      address,
    });
    const made = run("derive", "dora", "--generate-source", "--source-out", "source", ...light);
    const again = ["--record", String(made.record), "--source-file", "source", ...light];
    expect(run("derive", "dora-2", ...again)).toMatchObject({ address: made.address });
  });

  test("split, recover, drill, backup sign, typed, add, verify", async () => {
    const [, address] = addresses;
    const cut = ["--threshold", "2", "--people", "Ana,Cleo,Dan", "--out", "shares"];
    const { files, record, set } = run<{ files: string[]; record: string; set: { id: number } }>(
      "split",
      "ben",
      ...cut,
      ...password,
    );
    const shares = [...files.slice(1), "--set", record];
    expect(run("recover", "ben-2", ...shares, "--light", ...password)).toMatchObject({ address });
    const places = ["bank", "cabin", "home"];
    await writeFile(
      at("backups.yaml"),
      `version: 1
drill-every: 90 days
people: { Ana: {}, Ben: {}, Cleo: {}, Dan: {} }
places: { bank: {}, cabin: {}, home: {} }
keys:
  - label: ben
    holder: Ben
    address: "${address}"
    sets: [{ id: "${set.id}", threshold: 1, groups: [2] }]
    copies:
${["Ana", "Cleo", "Dan"].map((name, i) => `      - { id: ${name}, kind: share, set: "${set.id}", member: ${i + 1}, medium: paper, place: ${places[i]}, custodian: ${name}, made: 2026-01-01 }`).join("\n")}
`,
    );
    const drilled = run<{ record: string }>("drill", "ben", ...shares);
    run("backup sign", drilled.record, "--key", "cleo", ...password);
    await byWallet("backup typed", "backup add", drilled.record);
    expect(run("backup verify", drilled.record)).toMatchObject({
      valid: true,
      present: ["cleo", WIM.address],
    });
  });

  test("seed generate, list, words, check, derive, recover, import", async () => {
    const light = ["--light", ...password];
    run("seed generate", "root", "--holder", "Ana", ...light);
    expect(run("seed list")).toMatchObject({ seeds: [{ label: "root", words: 24 }] });
    run("seed words", "root", "--out", "root-words", ...password);
    run("seed check", "root", "--words-file", "root-words", ...password);
    const { address } = run("seed derive", "root", "eve", ...password);
    const cut = ["--threshold", "2", "--people", "Ana,Ben,Cleo", "--out", "seed-shares"];
    const { files, record } = run<{ files: string[]; record: string }>("split", "root", ...cut, ...password);
    run("seed recover", "root-2", ...files.slice(1), "--set", record, ...light);
    expect(run("seed derive", "root-2", "eve-2", ...password)).toMatchObject({ address });
    await writeFile(at("words"), `${WORDS}\n`, { mode: 0o600 });
    run("seed import", "old", "--words-file", "words", ...light);
  });

  test("backup seal, backup open", async () => {
    await mkdir(at("papers"));
    await writeFile(at("papers", "note"), "where the keys are");
    const cut = ["--threshold", "2", "--people", "Ana,Ben,Cleo", "--shares", "file-shares"];
    const { files } = run<{ files: string[] }>("backup seal", "papers", ...cut);
    run("backup open", "sealed.json", ...files.slice(1), "--out", "opened");
    expect(await readFile(at("opened", "note"), "utf8")).toBe("where the keys are");
  });

  test("packet identity, recipient, seal, open, receipt, typed-receipt, add-receipt, verify-receipt", async () => {
    const [sender = "", address] = addresses;
    const made = run("packet identity", "ivy", "--light", ...password);
    const { recipient, words } = run("packet recipient", "ivy");
    expect(recipient).toBe(made.recipient);
    const to = ["--to", String(recipient), "--words", String(words), "--out", "sent.json"];
    const { phrase } = run<{ phrase: string }>(
      "packet seal",
      "ben",
      ...to,
      "--key",
      "ana",
      "--sealed-password-file",
      "password",
      ...password,
    );
    const opening = ["--identity", "ivy", "--identity-password-file", "password", "--from", sender];
    const got = ["--keys", "got", "--light", ...password];
    expect(run("packet open", "sent.json", ...opening, "--phrase", phrase, ...got)).toMatchObject({
      address,
    });
    const signing = ["--key", "ana", "--received-password-file", "password", ...password];
    run("packet receipt", "sent.json", "--out", "receipt.json", ...signing);
    expect(run("packet verify-receipt", "receipt.json", "sent.json", "--by", sender)).toMatchObject({
      key: address,
      receiver: sender,
    });
    const own = ["--received-password-file", "password", "--account", WIM.address];
    run("packet receipt", "sent.json", "--out", "wallet.json", ...own);
    await byWallet("packet typed-receipt", "packet add-receipt", "wallet.json");
    expect(run("packet verify-receipt", "wallet.json", "sent.json", "--by", WIM.address)).toMatchObject({
      receiver: WIM.address,
    });
  });

  test("doctor, log verify", async () => {
    // What it finds of this machine is not the matter.
    const { out } = attempt("doctor", "--profile", "daily");
    expect(JSON.parse(out)).toMatchObject({ software: { commit: null } });
    done.add("doctor");
    await mkdir(at("watched"), { mode: 0o700 });
    const { verifier } = await begun(at("watched"));
    expect(run("log verify", "--keys", "watched", "--verifier", verifier)).toMatchObject({
      size: 1,
      flaws: [],
    });
  });

  test("ceremony run, sign, typed, add, merge, verify", async () => {
    const people = PEOPLE.map((name, i) => `{ name: ${name}, address: "${addresses[i]}" }`);
    await writeFile(
      at("ceremony.yaml"),
      `version: 1
title: Away from any network
operator: ${people[0]}
witnesses: [${people[1]}, ${people[2]}, { name: wim, address: "${WIM.address}" }]
auditor: ${people[3]}
entropy: [dice]
keys: [{ label: new, holder: Eve, purpose: tester }]
steps: [{ do: machine }, { do: make, key: new }]
`,
    );
    const answers = { version: 1, dice: { new: DICE }, deviations: { 1: "a rehearsal" } };
    await writeFile(at("answers"), JSON.stringify(answers), { mode: 0o600 });
    run("ceremony run", "ceremony.yaml", "--answers", "answers", "--light", ...password);
    await copyFile(at("transcript.json"), at("copy.json"));
    const sign = (file: string, key: string) =>
      run("ceremony sign", file, "--key", key, "--rehearsal", "--yes", ...password);
    for (const key of ["ana", "ben"]) sign("transcript.json", key);
    for (const key of ["cleo", "dan"]) sign("copy.json", key);
    await byWallet("ceremony typed", "ceremony add", "transcript.json", "--rehearsal");
    expect(attempt("ceremony verify", "transcript.json", "--rehearsal").code).toBe(1);
    run("ceremony merge", "transcript.json", "copy.json");
    const script = ["--script", "ceremony.yaml", "--rehearsal"];
    expect(run("ceremony verify", "transcript.json", ...script)).toMatchObject({ sound: true });
  });

  test("none is left out", () => {
    const { out } = runKit(kit, ["--help"]);
    const names = [...out.matchAll(/^([a-z][a-z-]*(?: [a-z-]+)?) {2,}\S/gm)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(30);
    expect(names.toSorted()).toEqual([...done, ...WITH_A_CHAIN].toSorted());
  });
});
