import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as File from "../../src/proposal/file.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const STAGES = [
  "the people",
  "the protocol",
  "the charter",
  "deployment",
  "activation",
  "the rules come into force",
  "a change",
  "consent that does not count",
  "execution",
  "emergency",
  "a Safe adopts the guard",
  "the Safe pays",
  "stolen owners",
  "the way out",
  "rotation",
  "sweep",
  "retirement",
  "audit",
  "the Safe's record",
  "a doctored log",
];

type Document = {
  stages: { name: string; ok: boolean; detail: string }[];
  refusals: { attempt: string; error: string }[];
  audit: { links: number; lanes: number; ok: boolean };
  tampered: { ok: boolean; where: string };
};

/** The folder the audit stage names. */
function reportOf(document: Document): string {
  const detail = document.stages.find(({ name }) => name === "audit")?.detail ?? "";
  return join(ROOT, /report in (reports\/demo\/[\w-]+)$/.exec(detail)?.[1] ?? "no report");
}

describe("the demo, as a program with --json", () => {
  let status: number | null;
  let stdout: string;
  let document: Document;

  beforeAll(() => {
    const run = spawnSync(process.execPath, ["scripts/demo.ts", "--json"], { cwd: ROOT, encoding: "utf8" });
    ({ status, stdout } = run);
    document = JSON.parse(stdout) as Document;
  }, 120_000);
  afterAll(() => rmSync(reportOf(document), { recursive: true }));

  it("ends well and prints exactly one document", () => {
    expect(document.stages.filter(({ ok }) => !ok)).toEqual([]);
    expect(status).toBe(0);
    expect(Object.keys(document)).toEqual(["stages", "refusals", "audit", "tampered"]);
    expect(document.stages.map(({ name }) => name)).toEqual(STAGES);
  });

  it("is refused what must be refused, by the right error", () => {
    expect(document.refusals.map(({ error }) => error)).toEqual([
      "Charter.CooldownTooShort",
      "HolderCountedTwice",
      "HolderCountedTwice",
      "ProposalFile.IdMismatch",
      "OperationNotReady",
      "AnnouncementNotReady",
      "NotAnnounced",
      "NotAnnounced",
      "ApprovalsMissing",
      "SafeExit.NotOpen",
      "ItemNotClear",
    ]);
  });

  it("is audited: a link for every change, in the register and in the first lane of three tiers", () => {
    expect(document.audit).toEqual({ links: 27, lanes: 4, ok: true });
  });

  it("has its doctored logs found, with lane and link", () => {
    expect(document.tampered.ok).toBe(false);
    expect(document.tampered.where).toMatch(/lane 0x0100: link 1 \(Scheduled .*lane 0x0100: .*missing/);
  });

  it("leaves a report with charter, proposals and history, and no keystore", () => {
    const folder = reportOf(document);
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
      /\.\w+$/.test(name),
    );
    expect(files.sort()).toEqual([
      "audit.json",
      "audit.md",
      "charter-rotated.yaml",
      "charter.yaml",
      "proposals/pause-the-vault.json",
      "proposals/put-the-rules-into-force.json",
      "proposals/rotate-a-key-of-eve.json",
      "proposals/set-the-fee.json",
      "safe-audit.json",
      "safe-audit.md",
      "safes/adopt-the-guard-of-the-conclave.json",
      "safes/pay-an-invoice.json",
    ]);
    for (const name of files.filter((file) => file.startsWith("proposals/")))
      expect(File.parse(readFileSync(join(folder, name), "utf8")).signatures.length).toBeGreaterThan(1);
    const all = files.map((name) => readFileSync(join(folder, name), "utf8")).join() + stdout;
    expect(all).not.toMatch(/ciphertext|private|password/i);
  });
});
