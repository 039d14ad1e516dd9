import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import hre from "hardhat";
import { parseEther } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decrypt, hexOf } from "../../src/keys/keystore.ts";
import { Secret } from "../../src/keys/secret.ts";
import { read } from "../../src/keys/store.ts";
import { MODULE, missing, PIN, type SoftHsm, softHsm, WHY } from "../signer/pkcs11/softhsm.ts";
import type { TestChain } from "../support/chain.ts";
import { expectNoSecrets } from "../tasks/secrets.ts";
import {
  carryOut,
  chainOf,
  cleanUp,
  LABELS,
  layOut,
  PASSWORD,
  type Ran,
  refusalOf,
  runnerFor,
  type Stage,
  valueFrom,
} from "../tasks/stage.ts";

const DAY = 86_400;
/** Takes ether. */
const TREASURY = "0x00000000000000000000000000000000000000ee";
const ARCHIVE_PASSWORD = "pumice-heron-83-violet-anchor";

/** Dan's next key from its making to its end, and whose password opens it. In order: each test goes on where the one before ended. */
describe.each([
  ["keystore", false, ""],
  ["pkcs11", missing() !== undefined, WHY],
] as const)("the whole life of a key kept by %s", (kind, skip, why) => {
  const inToken = kind === "pkcs11";
  let chain: TestChain;
  let stage: Stage;
  let hsm: SoftHsm | undefined;
  let task: (id: readonly string[], args?: Record<string, unknown>) => Promise<Ran>;
  let pin: { passwordFile?: string };
  let pinFile: { pinFile?: string };
  /** The key itself, to look for it once its file is gone. */
  const own: string[] = [];
  const at = (name: string) => join(stage.folder, name);

  beforeAll(async () => {
    if (skip) return;
    chain = await chainOf(hre);
    stage = await layOut(await chain.now(), {
      vault: await chain.deploy("mocks/Vault", ["0x00000000000000000000000000000000000000ff"]),
      token: await chain.deploy("mocks/Token"),
      treasury: TREASURY,
    });
    task = runnerFor(hre, stage);
    if (inToken) hsm = await softHsm("dans");
    await mkdir(at("secrets"));
    await writeFile(at("secrets/pin"), `${PIN}\n`, { mode: 0o600 });
    await writeFile(at("secrets/archive"), `${ARCHIVE_PASSWORD}\n`, { mode: 0o600 });
    pin = inToken ? { passwordFile: at("secrets/pin") } : {};
    pinFile = inToken ? { pinFile: at("secrets/pin") } : {};
    valueFrom(await task(["conclave", "deploy"], { record: true }));
    for (const label of LABELS) valueFrom(await task(["key", "activate"], { label }));
    const { path } = valueFrom<{ path: string }>(await task(["proposal", "create"], { key: "ana" }));
    await carryOut(task, chain, path, ["ben", "cleo"], 2 * DAY);
  });
  afterAll(async () => {
    if (skip) return;
    await hsm?.remove();
    await cleanUp(stage);
  });

  test.skipIf(skip)(`it is made by its holder, who proves that it is held${why}`, async () => {
    const custody = inToken ? { custody: "pkcs11", module: MODULE, token: "dans" } : { light: true };
    valueFrom(await task(["key", "generate"], { label: "dan2", holder: "Dan", ...custody, ...pin }));
    const out = at("dan2.successor.json");
    const made = await task(["key", "successor"], { predecessor: "dan", key: "dan2", out, ...pin });
    expect(valueFrom(made)).toMatchObject({ file: { predecessor: "dan", label: "dan2", custody: kind } });
  });

  test.skipIf(skip)(
    "it enters by an amendment that brings its proof along, and no other proof passes",
    async () => {
      const successor = at("dan2.successor.json");
      const text = await readFile(successor, "utf8");
      const { activation } = JSON.parse(text) as { activation: { signature: string } };
      const forged = at("forged.json");
      const other = activation.signature.replace(/.{8}(?=..$)/, "00000000");
      await writeFile(forged, text.replace(activation.signature, other));
      const rotate = (args: Record<string, unknown>) => task(["key", "rotate"], { key: "dan", ...args });
      expect(refusalOf(await rotate({ successor: forged }))).toBe("Task.SuccessorUnproven");
      expect(refusalOf(await rotate({ key: "ben", successor }))).toBe("Task.OtherSuccessor");
      await writeFile(
        forged,
        text.replace('"index": "9"', '"index": "12"').replace('"index": 9', '"index": 12'),
      );
      expect(refusalOf(await rotate({ successor: forged }))).toBe("Task.SuccessorStale");
      expect(await readFile(stage.charter, "utf8")).not.toContain("dan2");
      const early = await task(["key", "confirm"], { label: "dan2", ...pin });
      expect(refusalOf(early)).toBe("Task.NotInRoster");

      const { proposal } = valueFrom<{ proposal: string }>(await rotate({ successor }));
      await carryOut(task, chain, proposal, ["ana", "ben", "cleo"], 2 * DAY);
      const confirmed = await task(["key", "confirm"], { label: "dan2", out: at("confirmed.json"), ...pin });
      expect(valueFrom(confirmed)).toMatchObject({
        record: { key: "dan2", predecessor: "dan" },
        predecessor: "Retiring",
      });
      expect(refusalOf(await task(["key", "confirm"], { label: "ben" }))).toBe("Task.NotRotated");
    },
  );

  test.skipIf(skip)("it is listed as due when the charter says so", async () => {
    const { items } = valueFrom<{ items: { key: string; kind: string }[] }>(
      await task(["key", "due"], { chain: true, within: "400d" }),
    );
    const own = items
      .filter(({ key }) => key.startsWith("dan"))
      .map(({ key, kind: what }) => `${key} ${what}`);
    expect(own).toEqual(["dan retirement", "dan2 expiry"]);
  });

  test.skipIf(skip)("it approves its own successor, and is swept and retired", async () => {
    const { proposal } = valueFrom<{ proposal: string }>(
      inToken
        ? await rotateTo("dan3")
        : await task(["key", "rotate"], { key: "dan2", label: "dan3", light: true }),
    );
    valueFrom(await task(["proposal", "approve"], { file: proposal, key: "dan2", yes: true, ...pin }));
    await carryOut(task, chain, proposal, ["ana", "ben"], 2 * DAY);
    expect(refusalOf(await task(["key", "archive"], { key: "dan2", to: at("vault"), ...pin }))).toBe(
      "Life.NotEnded",
    );
    const { address } = valueFrom<{ address: `0x${string}` }>(await task(["key", "show"], { label: "dan2" }));
    await chain.setBalance(address, parseEther("1.5"));
    const swept = valueFrom<{ left: unknown[] }>(
      await task(["sweep", "run"], { key: "dan2", yes: true, ...pin }),
    );
    expect(swept.left).toEqual([]);
    valueFrom(await task(["key", "retire"], { key: "dan2" }));
  });

  test.skipIf(skip)("it is archived, and a copy too many is destroyed before a witness", async () => {
    await mkdir(at("copies"), { mode: 0o700 });
    if (!inToken) {
      const { secret } = await decrypt(await read(join(stage.keys, "dan2.json")), Secret.text(PASSWORD));
      const hex = hexOf(secret).slice(2);
      own.push(hex, Buffer.from(hex, "hex").toString("base64"));
    }
    if (!inToken) await copyFile(join(stage.keys, "dan2.json"), at("copies/dan2.json"));
    const secret = inToken ? {} : { archivePasswordFile: at("secrets/archive") };
    valueFrom(await task(["key", "archive"], { key: "dan2", to: at("vault"), light: true, ...secret }));
    const used = await task(["proposal", "approve"], {
      file: await anyProposal(),
      key: "dan2",
      yes: true,
      ...pin,
    });
    expect(refusalOf(used)).toBe("Store.Archived");
    expect((await task(["key", "list"])).out).toMatch(/^dan2 .* archived /m);
    const content = at(`vault/dan2/${inToken ? "card" : "keystore"}.json`);
    const open = {
      pack: at("vault/dan2"),
      open: true,
      ...(inToken ? {} : { passwordFile: at("secrets/archive") }),
    };
    valueFrom(await task(["key", "archived"], open));

    const people = { operator: "gus", witness: "hana", records: at("destructions"), yes: true };
    if (!inToken) {
      const kept = { kept: content, keptPasswordFile: at("secrets/archive") };
      const copy = await task(["key", "destroy"], { key: at("copies/dan2.json"), ...people, ...kept });
      expect(valueFrom(copy)).toMatchObject({ record: { last: false, status: "destroyed" } });
      expect(await readdir(at("copies"))).toEqual([]);
      await certified(valueFrom<{ path: string }>(copy).path);
    }
  });

  test.skipIf(skip)("its last copy goes only as its owner has it, and with a reason", async () => {
    const content = at(`vault/dan2/${inToken ? "card" : "keystore"}.json`);
    const given = {
      key: content,
      operator: "gus",
      witness: "hana",
      records: at("destructions"),
      yes: true,
      ...pinFile,
    };
    expect(refusalOf(await task(["key", "destroy"], given))).toBe("Destroy.LastCopy");
    const last = { ...given, lastCopy: true };
    expect(refusalOf(await task(["key", "destroy"], last))).toBe("Destroy.Used");
    const secret = inToken ? at("secrets/pin") : at("secrets/archive");
    const out = at("handed.json");
    valueFrom(
      await task(["key", "handed-over"], {
        received: content,
        key: "dan",
        receivedPasswordFile: secret,
        out,
      }),
    );
    expect(refusalOf(await task(["key", "destroy"], { ...last, handedOver: out }))).toBe("Destroy.Used");
    const reason = { handedOver: out, overrideUsed: "the owner keeps it alone from now on" };
    const gone = await task(["key", "destroy"], { ...last, ...reason });
    const { path } = valueFrom<{ path: string }>(gone);
    expect(gone.value).toMatchObject({
      record: {
        last: true,
        override: { reason: reason.overrideUsed },
        steps: inToken ? [{ step: "token" }, { step: "card" }] : (expect.any(Array) as unknown),
      },
    });
    expect(await readdir(at("vault/dan2"))).toEqual(["archive.json"]);
    await certified(path);
    valueFrom(await task(["key", "attest"], { subject: "dan2", document: path, key: "hana", yes: true }));
    expect(valueFrom(await task(["audit", "verify"]))).toMatchObject({ ok: true, findings: [] });
  });

  test.skipIf(skip)("no password, PIN or key is in anything that was printed or written", async () => {
    const texts = [
      ...stage.printed,
      ...(await Promise.all(
        (
          await readdir(stage.folder, { recursive: true, withFileTypes: true })
        )
          .filter((entry) => entry.isFile() && basename(entry.parentPath) !== "secrets")
          .map(({ parentPath, name }) => readFile(join(parentPath, name), "utf8")),
      )),
    ];
    for (const text of texts)
      for (const [index, secret] of [PIN, ARCHIVE_PASSWORD, ...own].entries())
        expect(text.includes(secret), `secret ${index} in: ${text.slice(0, 80)}`).toBe(false);
    await expectNoSecrets(stage);
  });

  /** For a key in a token the next one is made there, too. */
  async function rotateTo(label: string): Promise<Ran> {
    valueFrom(
      await task(["key", "generate"], { label, custody: "pkcs11", module: MODULE, token: "dans", ...pin }),
    );
    const out = at(`${label}.successor.json`);
    valueFrom(await task(["key", "successor"], { predecessor: "dan2", key: label, out, ...pin }));
    return task(["key", "rotate"], { key: "dan2", successor: out });
  }

  async function certified(certificate: string): Promise<void> {
    expect(refusalOf(await task(["key", "certify"], { certificate, key: "eve", yes: true }))).toBe(
      "Certificate.NotNamed",
    );
    const unsigned = await task(["key", "certificate"], { certificate });
    expect(unsigned).toMatchObject({ ok: false, error: { code: "Certificate.Flawed" } });
    valueFrom(await task(["key", "certify"], { certificate, key: "hana", yes: true }));
    expect(valueFrom(await task(["key", "certificate"], { certificate }))).toMatchObject({
      verdict: { ok: true, flaws: [] },
    });
  }

  async function anyProposal(): Promise<string> {
    const [name = ""] = await readdir(stage.proposals);
    return join(stage.proposals, name);
  }
});
