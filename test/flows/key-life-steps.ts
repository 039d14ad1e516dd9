import { copyFile, readFile, writeFile } from "node:fs/promises";
import { expect } from "vitest";
import type { BackupReport } from "../../src/backup/lint.ts";
import type { SplitResult } from "../../src/backup/split.ts";
import { hold } from "../../src/ceremony/run.ts";
import { softwareOf } from "../../src/ceremony/software.ts";
import { readKeyFile } from "../../src/signer/key-file.ts";
import { makersFor } from "../../tasks/ports/ceremony.ts";
import { ceremonyIn } from "../ceremony/stage.ts";
import { overhear } from "../secrecy/overhear.ts";
import { MODULE, PIN } from "../signer/pkcs11/softhsm.ts";
import { edit, PASSWORD, refusalOf, valueFrom } from "../tasks/stage.ts";
import { type Life, TOKEN, TREASURY } from "./key-life.ts";

/** Dan's key is made before Ben, by Ana, and Gus audits; each of the three signs the transcript. */
export async function holdCeremony({ at, stage, task, kind }: Life): Promise<void> {
  const person = async (label: string) =>
    `{ name: ${label}, address: "${(await readKeyFile(at(`keys/${label}.json`))).address}" }`;
  const custody = kind === "pkcs11" ? `, custody: pkcs11, token: ${TOKEN}, module: ${MODULE}` : "";
  const text = `version: 1
title: Dan's key
operator: ${await person("ana")}
witnesses: [${await person("ben")}]
auditor: ${await person("gus")}
keys: [{ label: dan, holder: Dan, purpose: approver${custody} }]
steps: [{ do: machine }, { do: confirm, by: ben, text: Nobody else is in the room. }, { do: make, key: dan }]
`;
  await writeFile(at("ceremony.yaml"), text);
  const ceremony = ceremonyIn(stage.folder, {
    text,
    password: kind === "pkcs11" ? PIN : PASSWORD,
    software: await softwareOf(),
    now: () => new Date(),
  });
  const makers = makersFor(stage.keys, "light", ceremony.room, (failure) => expect.fail(failure.code));
  await hold({ ...ceremony, makers });
  overhear("a ceremony", ceremony.told.join("\n"));
  for (const key of ["ana", "ben", "gus"])
    valueFrom(await task("key ceremony sign", { transcript: at("transcript.json"), key, yes: true }));
}

/** The charter has the key that was made, in the place of the one it was drafted with. */
export async function enter({ at, stage }: Life): Promise<void> {
  const { address } = await readKeyFile(at("keys/dan.json"));
  await edit(stage.charter, /(label: dan, .*address: ")0x\w{40}/, `$1${address}`);
}

/** Fees and the succession of keys, and the sweep of what its account has: no other rules, nothing else. */
export async function setPolicy({ at, vault }: Life, conclave: string): Promise<void> {
  const { address } = await readKeyFile(at("keys/dan.json"));
  const here = `chains: [31337], contracts: ["${conclave}"]`;
  const text = `version: 1
key: "${address}"
purpose: Dan's approvals of fees and of keys
allow:
  - { acts: [Activate, Attest], ${here} }
  - acts: [Approve]
    chains: [31337]
    contracts: ["${conclave}"]
    calls: [{ target: "${vault}", functions: ["setFee(uint256)"] }, { target: "${conclave}", functions: ["amendRoster(bytes32)"] }]
  - { acts: [Transaction], chains: [31337], calls: [{ target: "${TREASURY}", functions: [receive()], value: 2 ether }] }
`;
  await writeFile(at("keys/dan.policy.yaml"), text, { mode: 0o600 });
}

/** Writes down which copies there are, each made today. */
async function writeBackups({ at }: Life, sets: string, copies: readonly string[]): Promise<void> {
  const { address } = await readKeyFile(at("keys/dan.json"));
  const today = new Date().toISOString().slice(0, 10);
  const text = `version: 1
drill-every: 90 days
people: { Dan: {}, Ben: {}, Cleo: {}, Tom: {} }
places: { office: {}, bank: {}, cabin: {}, home: {} }
keys:
  - label: dan
    holder: Dan
    address: "${address}"
    sets: [${sets}]
    copies:
${copies.map((copy) => `      - { ${copy}, made: ${today} }`).join("\n")}
`;
  await writeFile(at("backups.yaml"), text, { mode: 0o600 });
}

/** Dan's next key, and the public part and proof of it for whoever drafts the rotation. */
export async function makeSuccessor({ at, task, pin, kind }: Life): Promise<string> {
  const custody = kind === "pkcs11" ? { custody: "pkcs11", module: MODULE, token: TOKEN } : { light: true };
  valueFrom(await task("key generate", { label: "dan2", holder: "Dan", ...custody, ...pin }));
  const out = at("dan2.successor.json");
  const made = await task("key successor", { predecessor: "dan", key: "dan2", out, ...pin });
  expect(valueFrom(made)).toMatchObject({ file: { predecessor: "dan", label: "dan2", custody: kind } });
  return out;
}

/** Refused before it is signed by those it names, and holds afterwards. */
export async function certify({ task }: Life, certificate: string): Promise<void> {
  const unsigned = await task("key certificate", { certificate });
  expect(unsigned).toMatchObject({ ok: false, error: { code: "Certificate.Flawed" } });
  valueFrom(await task("key certify", { certificate, key: "hana", yes: true }));
  expect(valueFrom(await task("key certificate", { certificate }))).toMatchObject({
    verdict: { ok: true, flaws: [] },
  });
}

/** A copy on a stick, and shares of which two of three recover it. @returns what a drill is held from */
export async function backUpKeystore(life: Life): Promise<Record<string, unknown>> {
  const { at, task } = life;
  await copyFile(at("keys/dan.json"), at("copies/dan.json"));
  const cut = { label: "dan", threshold: "2", people: "Ben,Cleo,Tom", out: at("shares") };
  const { set, files, record } = valueFrom<SplitResult>(await task("key split", cut));
  const share = (id: string, member: number, place: string, custodian: string) =>
    `id: ${id}, kind: share, set: "${set.id}", member: ${member}, medium: paper, place: ${place}, custodian: ${custodian}`;
  await writeBackups(life, `{ id: "${set.id}", threshold: 1, groups: [2] }`, [
    "id: laptop, kind: keystore, medium: disk, place: office, custodian: Dan",
    "id: stick, kind: keystore, medium: stick, place: bank, custodian: Dan",
    share("ben", 1, "bank", "Ben"),
    share("cleo", 2, "cabin", "Cleo"),
    share("tom", 3, "home", "Tom"),
  ]);
  return { sources: files.slice(0, 2), set: record };
}

/** No shares of what does not come out: one device is not enough, three are. @returns what a drill is held from */
export async function backUpToken(life: Life): Promise<Record<string, unknown>> {
  const { at, task, pin } = life;
  const cut = { label: "dan", threshold: "2", people: "Ben,Cleo,Tom", out: at("shares") };
  expect(refusalOf(await task("key split", { ...cut, ...pin }))).toBe("Split.InDevice");
  const device = (id: string, medium: string) =>
    `id: ${id}, kind: hsm, medium: ${medium}, place: ${id}, custodian: Dan`;
  await writeBackups(life, "", [device("office", "rack")]);
  const alone = await task("backup lint", { file: at("backups.yaml"), json: true });
  expect(alone.ok).toBe(false);
  expect((JSON.parse(alone.out) as BackupReport).findings.map(({ code }) => code)).toEqual(
    expect.arrayContaining(["Backup.FewCopies", "Backup.OneMedium", "Backup.OnePlace", "Backup.PlaceLoses"]),
  );
  const { card } = await readKeyFile(at("keys/dan.json"));
  const serial = card?.custody.kind === "pkcs11" ? card.custody.device.serial : "";
  const clones = [device("office", "rack"), device("bank", "card"), device("cabin", "card")];
  await writeBackups(life, "", clones);
  const drill = { label: "dan", sources: [at("keys/dan.json")], copy: "office", ...pin };
  const drilled = await task("key drill", { ...drill, manifest: at("backups.yaml"), drills: at("drills") });
  expect(refusalOf(drilled)).toBe("Drill.WhichDevice");
  await writeBackups(life, "", [`${clones[0]}, serial: "${serial}"`, ...clones.slice(1)]);
  return { sources: [at("keys/dan.json")], copy: "office" };
}

/** What is not the successor's own proof, or is for another key or place, is refused, and the charter stays as it is. */
export async function refuseOthers({ at, task, stage }: Life, successor: string): Promise<void> {
  const text = await readFile(successor, "utf8");
  const { activation } = JSON.parse(text) as { activation: { signature: string } };
  const other = activation.signature.replace(/.{8}(?=..$)/, "00000000");
  const forged = at("forged.json");
  const rotate = (args: Record<string, unknown>) => task("key rotate", { key: "dan", ...args });
  await writeFile(forged, text.replace(activation.signature, other));
  expect(refusalOf(await rotate({ successor: forged }))).toBe("Successor.Unproven");
  expect(refusalOf(await rotate({ key: "ben", successor }))).toBe("Successor.OfAnother");
  await writeFile(forged, text.replace('"index": "9"', '"index": "12"').replace('"index": 9', '"index": 12'));
  expect(refusalOf(await rotate({ successor: forged }))).toBe("Successor.Stale");
  expect(await readFile(stage.charter, "utf8")).not.toContain("dan2");
}

/** The keystore that was on the stick, and a share: each goes before a witness, while the pack stays and proves it. */
export async function destroyCopies(life: Life, pack: string): Promise<void> {
  const { at, task } = life;
  const kept = { kept: pack, keptPasswordFile: at("secrets/archive") };
  const people = { operator: "gus", witness: "hana", records: at("destructions"), yes: true };
  const burnt = { key: pack, copy: "share of Ben", medium: "paper", method: "burnt" };
  for (const copy of [{ key: at("copies/dan.json") }, burnt]) {
    const gone = await task("key destroy", { ...copy, ...people, ...kept });
    expect(valueFrom(gone)).toMatchObject({ record: { last: false, status: "destroyed" } });
    await certify(life, valueFrom<{ path: string }>(gone).path);
  }
}
