import { keccak256 } from "viem";
import { describe, expect, test } from "vitest";
import * as File from "../../src/proposal/file.ts";
import * as Proposal from "../../src/proposal/proposal.ts";
import { jsonSchema, jsonSchemaText } from "../../src/proposal/schema.ts";
import * as SelfCall from "../../src/proposal/self-call.ts";
import { codeOf, random, randomProposal } from "./random.ts";

const CONCLAVE = "0xc0c1a7e000000000000000000000000000000001";
const HASH = `0x${"ab".repeat(32)}` as const;
const W = 604_800;

const DRAFT: File.Draft = {
  domain: { chainId: 1, verifyingContract: CONCLAVE },
  lane: 0,
  prev: HASH,
  epoch: 0,
  created: 1_900_000_000,
  signingWindow: W,
  approvals: 2,
  calls: [{ target: "0x00000000000000000000000000000000000000aa", value: 5n, data: "0x12345678", minGas: 0 }],
  title: "A change",
  note: "Weil es nötig ist.",
  charter: HASH,
};

/** The file's JSON with one place changed; `path` is dotted. */
function edited(file: File.ProposalFile, path: string, value: unknown): string {
  const json = JSON.parse(File.stringify(file)) as Record<string, unknown>;
  const steps = path.split(".");
  const last = steps.pop() as string;
  const parent = steps.reduce<Record<string, unknown>>(
    (at, step) => at[step] as Record<string, unknown>,
    json,
  );
  parent[last] = value;
  return JSON.stringify(json);
}

describe("proposal file", () => {
  const file = File.create(DRAFT);

  test("the deadline is creation plus the signing window", () => {
    expect(file.proposal.deadline).toBe(DRAFT.created + W);
    expect(File.create({ ...DRAFT, deadline: DRAFT.created + 60 }).proposal.deadline).toBe(
      DRAFT.created + 60,
    );
    expect(codeOf(() => File.create({ ...DRAFT, deadline: DRAFT.created + W + 1 }))).toBe(
      "ProposalFile.WindowTooLong",
    );
    expect(codeOf(() => File.create({ ...DRAFT, deadline: DRAFT.created - 1 }))).toBe("ProposalFile.Expired");
  });

  test("writing and reading gives the same file, whatever the order of keys", () => {
    expect(File.parse(File.stringify(file))).toEqual(file);
    const shuffled = JSON.stringify(
      Object.fromEntries(Object.entries(JSON.parse(File.stringify(file)) as object).reverse()),
    );
    expect(File.stringify(File.parse(shuffled))).toBe(File.stringify(file));
  });

  test("random proposals survive the way through a file", () => {
    const r = random(7);
    for (let round = 0; round < 100; round++) {
      const { lane, prev, epoch, created, approvals, calls, conditions } = randomProposal(r);
      const made = File.create({
        ...DRAFT,
        lane,
        prev,
        epoch,
        created: created % 2 ** 39,
        approvals,
        calls,
        conditions,
      });
      const read = File.parse(File.stringify(made));
      expect(read).toEqual(made);
      expect(Proposal.id(read.domain, read.proposal)).toBe(made.id);
    }
  });

  test.each([
    ["proposal.calls.0.value", "6"],
    ["proposal.calls.0.data", "0x12345679"],
    ["proposal.calls.0.target", "0x00000000000000000000000000000000000000ab"],
    ["proposal.lane", 1],
    ["proposal.epoch", 1],
    ["proposal.approvals", 1],
    ["proposal.deadline", DRAFT.created + W - 1],
    ["proposal.prev", keccak256(HASH)],
    ["domain.chainId", 2],
    ["domain.verifyingContract", "0xc0c1a7e000000000000000000000000000000002"],
    ["id", HASH],
  ])("refuses an edited %s", (path, value) => {
    expect(codeOf(() => File.parse(edited(file, path, value)))).toBe("ProposalFile.IdMismatch");
  });

  test("refuses an edited note", () => {
    expect(codeOf(() => File.parse(edited(file, "context.note", "Other words.")))).toBe(
      "ProposalFile.NoteMismatch",
    );
  });

  test.each([
    ["unknown", 1],
    ["proposal.unknown", 1],
    ["proposal.calls.0.unknown", 1],
    ["context.unknown", 1],
    ["domain.name", "Other"],
    ["proposal.calls.0.value", 5],
    ["proposal.calls.0.value", "05"],
    ["proposal.calls.0.value", "-1"],
    ["proposal.calls.0.data", "0x1"],
    ["proposal.calls.0.data", "0xAB"],
    ["proposal.calls.0.target", "0x00000000219ab540356cBB839Cbe05303d7705FA"],
    ["proposal.calls", []],
    ["proposal.lane", 65_536],
    ["proposal.deadline", 1.5],
    ["format", "conclave-proposal/2"],
    ["context.title", "a\u001b[2Jb"],
    ["context.title", "a\nb"],
    ["context.note", "a\u202eb"],
    ["context.interfaces", ["function f()\u009b"]],
    ["signatures", [{ act: "veto", key: 0, signature: "0x" }]],
    ["signatures", [{ act: "approve", key: 64, signature: "0x" }]],
  ])("refuses what the schema does not know: %s = %j", (path, value) => {
    expect(codeOf(() => File.parse(edited(file, path, value)))).toBe("ProposalFile.Invalid");
  });

  test("refuses what is not JSON", () => {
    expect(codeOf(() => File.parse("{"))).toBe("ProposalFile.NotJson");
  });

  test("refuses another chain and another contract", () => {
    expect(codeOf(() => File.checkDomain(file, { ...file.domain, chainId: 5 }))).toBe(
      "ProposalFile.WrongChain",
    );
    const other = {
      ...file.domain,
      verifyingContract: "0xc0c1a7e000000000000000000000000000000002",
    } as const;
    expect(codeOf(() => File.checkDomain(file, other))).toBe("ProposalFile.WrongContract");
    File.checkDomain(file, { chainId: 1, verifyingContract: CONCLAVE });
  });

  test("the window is judged to the second", () => {
    const { created, deadline } = file.proposal;
    const at = (now: number, signingWindow = W) => File.checkWindow(file, { now, signingWindow });
    at(created);
    at(deadline);
    expect(codeOf(() => at(created - 1))).toBe("ProposalFile.FromTheFuture");
    expect(codeOf(() => at(deadline + 1))).toBe("ProposalFile.Expired");
    expect(codeOf(() => at(created, W - 1))).toBe("ProposalFile.WindowTooLong");
  });
});

test("a note may have lines", () => {
  expect(File.create({ ...DRAFT, note: "One.\n\tTwo." }).context.note).toBe("One.\n\tTwo.");
});

describe("documents in the file", () => {
  const document = "0x0102";
  const calls = [SelfCall.call(CONCLAVE, "amendRulebook", [keccak256(document)])];
  const made = File.create({ ...DRAFT, calls, documents: [{ document, activations: [] }] });

  test("travel with it", () => {
    expect(File.parse(File.stringify(made)).documents).toEqual([{ document, activations: [] }]);
  });

  test("must be the ones the calls name", () => {
    expect(codeOf(() => File.parse(edited(made, "documents.0.document", "0x0103")))).toBe(
      "Documents.Mismatch",
    );
    expect(codeOf(() => File.parse(edited(made, "documents", [])))).toBe("Documents.Missing");
    const surplus = [...made.documents, ...made.documents];
    expect(codeOf(() => File.parse(edited(made, "documents", surplus)))).toBe("Documents.Surplus");
    const activations = [{ key: 1, deadline: 2, signature: "0x" }];
    expect(codeOf(() => File.parse(edited(made, "documents.0.activations", activations)))).toBe(
      "Documents.ActivationMisplaced",
    );
  });
});

describe("published schema", () => {
  test("is fresh (vitest -u writes it)", async () => {
    await expect(jsonSchemaText()).toMatchFileSnapshot("../../schemas/proposal.schema.json");
  });

  test("closes every object, so that unknown fields are refused by other readers too", () => {
    const open: string[] = [];
    const visit = (value: unknown, path: string) => {
      if (typeof value !== "object" || value === null) return;
      const schema = value as Record<string, unknown>;
      if (schema.type === "object" && "properties" in schema && schema.additionalProperties !== false)
        open.push(path);
      for (const [key, child] of Object.entries(schema)) visit(child, `${path}/${key}`);
    };
    visit(jsonSchema(), "");
    expect(open).toEqual([]);
  });
});
