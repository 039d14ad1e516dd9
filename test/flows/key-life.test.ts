import { readdir, readFile } from "node:fs/promises";
import hre from "hardhat";
import { type Address, parseEther } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DrillRecord } from "../../src/backup/drill-record.ts";
import type { BackupReport } from "../../src/backup/lint.ts";
import type { Line } from "../../src/usage/log/line.ts";
import { missing, WHY } from "../signer/pkcs11/softhsm.ts";
import { artifact } from "../support/artifact.ts";
import { setSlot } from "../support/safe-check.ts";
import { carryOut, LABELS, refusalOf, valueFrom } from "../tasks/stage.ts";
import * as Flow from "./key-life.ts";
import * as Step from "./key-life-steps.ts";

const DAY = 86_400;

/**
 * Dan's key from its making to its end, and whose password opens it. In order: each test goes on where the one before ended. That none of
 * its passwords, PINs, keys and words was seen, the search at the end of the run says (docs/secrecy.md).
 */
describe.each([
  ["keystore", false, ""],
  ["pkcs11", missing() !== undefined, WHY],
] as const)("the whole life of a key kept by %s", { timeout: 120_000 }, (kind, skip, why) => {
  const inToken = kind === "pkcs11";
  const content = inToken ? "vault/dan/card.json" : "vault/dan/keystore.json";
  let life: Flow.Life;
  let task: Flow.Life["task"];
  let at: Flow.Life["at"];
  let verifier: string;
  let conclave: Address;
  /** The key in the pack that it is archived in. */
  let packed: { passwordFile: string };

  beforeAll(async () => {
    if (skip) return;
    life = await Flow.begin(hre, kind);
    ({ task, at } = life);
    packed = { passwordFile: at(inToken ? "secrets/pin" : "secrets/archive") };
    const begun = await task("key log init", { origin: Flow.ORIGIN, light: true });
    verifier = valueFrom<{ verifier: string }>(begun).verifier;
  }, 300_000);
  afterAll(() => (skip ? undefined : life.end()));

  const run = (id: string, args: Record<string, unknown> = {}) => task(id, { ...args, ...life.pin });
  const through = (file: string, approvers: string[], wait: number) =>
    carryOut((id, args) => task(id.join(" "), args), life.chain, file, approvers, wait);
  const lines = async () => {
    const shown = await task("key log show", { label: "dan" });
    return valueFrom<{ lines: { line: Line }[] }>(shown).lines.map(({ line }) => line);
  };
  const recordOf = (args: Record<string, unknown> = {}) =>
    task("key ceremony verify", { transcript: at("transcript.json"), script: at("ceremony.yaml"), ...args });

  test.skipIf(skip)(`it is made at a ceremony, whose transcript anybody verifies${why}`, async () => {
    await Step.holdCeremony(life);
    expect(valueFrom(await recordOf())).toMatchObject({
      sound: true,
      record: {
        entries: [
          { do: "machine" },
          { do: "confirm" },
          { do: "make", key: { label: "dan", custody: kind, sources: [inToken ? "token" : "os"] } },
        ],
      },
    });
    expect((await lines()).map(({ event }) => event)).toEqual(["made", "asked", "signed"]);
  });

  test.skipIf(skip)(
    "it is registered, and takes itself into use: its ceremony is on the chain's record",
    async () => {
      await Step.enter(life);
      ({ conclave } = valueFrom<{ conclave: Address }>(await task("conclave deploy", { record: true })));
      await Step.setPolicy(life, conclave);
      const unknown = JSON.parse((await recordOf({ chain: true, json: true })).out) as unknown;
      const device = inToken ? [{ code: "NoDevice", severity: "warning" }] : [];
      const findings = [...device, { code: "NotAttested", where: "key dan" }];
      expect(unknown).toMatchObject({ sound: false, findings });
      for (const label of LABELS.filter((one) => one !== "dan"))
        valueFrom(await task("key activate", { label }));
      valueFrom(await run("key activate", { label: "dan", ceremony: at("transcript.json") }));
      expect(valueFrom(await recordOf({ chain: true }))).toMatchObject({
        sound: true,
        attested: [expect.stringMatching(/^dan: by dan, block \d+$/)],
      });
    },
  );

  test.skipIf(skip)(
    "what its policy does not allow it refuses, before it is opened, and its log tells",
    async () => {
      const { path } = valueFrom<{ path: string }>(await task("proposal create", { key: "ana" }));
      const approve = { file: path, key: "dan", yes: true, passwordFile: "/nonexistent" };
      expect(refusalOf(await task("proposal approve", approve))).toBe("Policy.Refused");
      expect((await lines()).at(-1)).toMatchObject({
        event: "refused",
        rule: expect.stringMatching(/^allow\[1\]\.calls: the function 0x\w{8} of 0x\w{40} is not listed/),
      });
      await through(path, ["ben", "cleo"], 2 * DAY);
    },
  );

  test.skipIf(skip)("it is used: by its approval alone a fee is changed", async () => {
    const { vault, chain } = life;
    await setSlot(chain, vault, "0x0", conclave);
    const fee = { to: "vault", function: "setFee(uint256 fee)", args: "25", key: "ana" };
    const { path } = valueFrom<{ path: string }>(await task("proposal create", fee));
    valueFrom(await run("proposal approve", { file: path, key: "dan", yes: true }));
    await through(path, [], DAY);
    const { abi } = artifact("mocks/Vault");
    expect(await chain.client.readContract({ address: vault, abi, functionName: "fee" })).toBe(25n);
    const [asked, signed] = (await lines()).slice(-2);
    expect(asked).toMatchObject({
      event: "asked",
      act: { type: "Approve", calls: [{ target: vault.toLowerCase() }] },
    });
    expect(signed).toMatchObject({ event: "signed", of: asked?.number });
  });

  test.skipIf(skip)(
    inToken
      ? "it cannot be split: clones of its device are demanded, and the device signs in a drill that is put on record"
      : "it is split among three people, two of whom recover it in a drill that is put on record",
    async () => {
      const copies = inToken ? await Step.backUpToken(life) : await Step.backUpKeystore(life);
      const found = valueFrom<BackupReport>(await task("backup lint", { file: at("backups.yaml") }));
      expect(found.findings.filter(({ severity }) => severity === "error")).toEqual([]);
      const common = { label: "dan", manifest: at("backups.yaml"), drills: at("drills") };
      const held = await run("key drill", { ...common, ...copies });
      const { record } = valueFrom<{ record: string; drill: DrillRecord }>(held);
      expect(held.value).toMatchObject({
        drill: { evidence: { copies: inToken ? ["office"] : ["ben", "cleo"] } },
      });
      valueFrom(await task("backup sign", { record, key: "ben" }));
      expect(valueFrom(await task("backup verify", { record }))).toMatchObject({
        valid: true,
        present: ["ben"],
      });
      const attest = { subject: "dan", document: record, about: "drill", key: "ben", yes: true };
      valueFrom(await task("key attest", attest));
      expect((await task("audit history")).out).toContain("was recovered in a drill");
      expect((await lines()).at(-1)).toMatchObject({ event: "drilled" });
    },
  );

  test.skipIf(skip)(
    "it approves its own successor, which brings its proof along; no other proof passes",
    async () => {
      const successor = await Step.makeSuccessor(life);
      await Step.refuseOthers(life, successor);
      expect(refusalOf(await run("key confirm", { label: "dan2" }))).toBe("Task.NotInRoster");

      const { proposal } = valueFrom<{ proposal: string }>(
        await task("key rotate", { key: "dan", successor }),
      );
      valueFrom(await run("proposal approve", { file: proposal, key: "dan", yes: true }));
      await through(proposal, ["ana", "ben"], 2 * DAY);
      const confirmed = await run("key confirm", { label: "dan2", out: at("confirmed.json") });
      expect(valueFrom(confirmed)).toMatchObject({
        record: { key: "dan2", predecessor: "dan" },
        predecessor: "Retiring",
      });
      expect(refusalOf(await task("key confirm", { label: "ben" }))).toBe("Rotation.NotDone");
      const due = await task("key due", { chain: true, within: "400d", backups: at("backups.yaml") });
      const own = valueFrom<{ items: { key: string; kind: string }[] }>(due)
        .items.filter(({ key }) => key.startsWith("dan"))
        .map(({ key, kind: what }) => `${key} ${what}`);
      expect(own.filter((one) => one !== "dan drill")).toEqual(["dan retirement", "dan2 expiry"]);
      expect(own.filter((one) => one === "dan drill")).toHaveLength(inToken ? 3 : 5);
    },
  );

  test.skipIf(skip)("it is swept and retired, and not archived before", async () => {
    expect(refusalOf(await run("key archive", { key: "dan", to: at("vault") }))).toBe("Life.NotEnded");
    const { address } = valueFrom<{ address: Address }>(await task("key show", { label: "dan" }));
    await life.chain.setBalance(address, parseEther("1.5"));
    const swept = await run("sweep run", { key: "dan", yes: true });
    expect(valueFrom<{ left: unknown[] }>(swept).left).toEqual([]);
    valueFrom(await task("key retire", { key: "dan" }));
  });

  test.skipIf(skip)("it is archived, and copies too many are destroyed before a witness", async () => {
    const secret = inToken ? {} : { archivePasswordFile: at("secrets/archive") };
    const pack = { to: at("vault"), light: true, backups: at("backups.yaml"), ...secret };
    valueFrom(await task("key archive", { key: "dan", ...pack }));
    const archive = JSON.parse(await readFile(at("vault/dan/archive.json"), "utf8")) as { copies: unknown[] };
    expect(archive.copies).toHaveLength(inToken ? 3 : 5);
    const [file = ""] = await readdir(life.stage.proposals);
    const used = await run("proposal approve", { file: at("proposals", file), key: "dan", yes: true });
    expect(refusalOf(used)).toBe("Store.Archived");
    expect((await task("key list")).out).toMatch(/^dan .* archived /m);
    valueFrom(await task("key archived", { pack: at("vault/dan"), open: true, ...(inToken ? {} : packed) }));
    if (!inToken) await Step.destroyCopies(life, at(content));
    expect(await readdir(at("copies"))).toEqual([]);
  });

  test.skipIf(skip)("its last copy goes only as its owner has it, and with a reason", async () => {
    const people = { operator: "gus", witness: "hana", records: at("destructions"), yes: true };
    const given = { key: at(content), ...people, ...(inToken ? { pinFile: at("secrets/pin") } : {}) };
    expect(refusalOf(await task("key destroy", given))).toBe("Destroy.LastCopy");
    const last = { ...given, lastCopy: true };
    expect(refusalOf(await task("key destroy", last))).toBe("Destroy.Used");
    const out = at("handed.json");
    const received = { received: at(content), receivedPasswordFile: packed.passwordFile };
    valueFrom(await run("key handed-over", { ...received, key: "dan2", out }));
    expect(refusalOf(await task("key destroy", { ...last, handedOver: out }))).toBe("Destroy.Used");
    const reason = { handedOver: out, overrideUsed: "the owner keeps it alone from now on" };
    const gone = await task("key destroy", { ...last, ...reason });
    const { path } = valueFrom<{ path: string }>(gone);
    const steps = inToken ? ["token", "card"] : ["erase", "overwrite", "unlink"];
    expect(gone.value).toMatchObject({
      record: {
        last: true,
        override: { reason: reason.overrideUsed },
        steps: steps.map((step) => ({ step })),
      },
    });
    expect(await readdir(at("vault/dan"))).toEqual(["archive.json"]);
    const strange = await task("key certify", { certificate: path, key: "eve", yes: true });
    expect(refusalOf(strange)).toBe("Certificate.NotNamed");
    await Step.certify(life, path);
    valueFrom(await task("key attest", { subject: "dan", document: path, key: "hana", yes: true }));
  });

  test.skipIf(skip)(
    "its log holds, tells the refusal, and is anchored; the chain's record holds",
    async () => {
      valueFrom(await task("key log checkpoint", { places: [at("share"), at("stick")] }));
      const [kept = ""] = await readdir(at("share"));
      const verified = await task("key log verify", { verifier, checkpoints: [at("share", kept)] });
      expect(valueFrom(verified)).toMatchObject({ origin: Flow.ORIGIN, flaws: [], remarks: [] });
      expect((await task("key log alerts")).out).toContain("refused: allow[1].calls");
      valueFrom(await task("key log anchor", { key: "eve" }));
      const told = (await lines())
        .map(({ event }) => event)
        .filter((event) => !["asked", "opened", "signed"].includes(event));
      const backedUp = [...(inToken ? ["failed", "failed"] : ["split"]), "drilled"];
      const ended = ["retired", "archived", ...Array<string>(inToken ? 1 : 3).fill("destroyed")];
      expect(told).toEqual(["made", "refused", ...backedUp, "rotated", ...ended]);
      expect(valueFrom(await task("audit verify"))).toMatchObject({ ok: true, findings: [] });
    },
  );
});
