import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import hre from "hardhat";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { parse, stringify } from "../../src/proposal/file.ts";
import * as Proposal from "../../src/proposal/proposal.ts";
import type { TestChain } from "../support/chain.ts";
import { expectNoSecrets } from "./secrets.ts";
import {
  chainOf,
  cleanUp,
  contents,
  edit,
  LABELS,
  layOut,
  PLACES,
  type Ran,
  refusalOf,
  runnerFor,
  type Stage,
  valueFrom,
} from "./stage.ts";

/** A port nobody listens on. */
const DOWN = "http://127.0.0.1:9";

/** Each is one clear error: nothing is written, nothing sent. */
describe("bad input", () => {
  let chain: TestChain;
  let stage: Stage;
  let task: (id: readonly string[], args?: Record<string, unknown>) => Promise<Ran>;
  let signed: string;
  let before: string;

  beforeAll(async () => {
    chain = await chainOf(hre);
    stage = await layOut(await chain.now(), PLACES);
    task = runnerFor(hre, stage);
    valueFrom(await task(["conclave", "deploy"], { record: true }));
    for (const label of LABELS) valueFrom(await task(["key", "activate"], { label }));
    const { path } = valueFrom<{ path: string }>(await task(["proposal", "create"], { key: "ana" }));
    valueFrom(await task(["proposal", "test"], { file: path, key: "eve" }));
    valueFrom(await task(["proposal", "approve"], { file: path, key: "ben", yes: true }));
    signed = path;
  });
  beforeEach(async () => {
    before = await contents(stage, chain);
  });
  afterAll(() => cleanUp(stage));

  async function refused(ran: Promise<Ran>): Promise<string> {
    const code = refusalOf(await ran);
    expect(await contents(stage, chain)).toBe(before);
    return code;
  }

  test.each([
    [
      "a lock-out",
      /approvals: 2, override: 3, delay: 48h/,
      "approvals: 4, override: 4, delay: 48h",
      "Charter.TierLockedOut",
    ],
    ["a duplicate key", /(label: pia.*address: ")0x[0-9a-fA-F]{40}/, "$1ANA", "Charter.DuplicateKey"],
    ["an unknown role", "roles: [tester]", "roles: [testr]", "Charter.UnknownRole"],
    ["a lone holder with quorum", /owner: (Cleo|Dan), /g, "owner: Ben, ", "Charter.TierLockedOut"],
  ])("a charter with %s is refused by check and by deploy", async (name, pattern, replacement, expected) => {
    const text = await readFile(stage.charter, "utf8");
    const ana = /label: ana.*address: "(0x[0-9a-fA-F]{40})/.exec(text)?.[1] ?? "";
    const path = join(stage.folder, `${name.replaceAll(" ", "-")}.yaml`);
    await writeFile(path, text.replace(/^ {2}conclave: .*\n/m, ""));
    await edit(path, pattern, replacement.replace("ANA", ana));
    before = await contents(stage, chain);
    const checked = await task(["charter", "check"], { file: path });
    expect(refusalOf(checked)).toBe(expected);
    expect(checked.err).toMatch(/\.yaml:\d+:\d+ /);
    expect(await refused(task(["conclave", "deploy"], { charter: path, record: true }))).toBe(expected);
  });

  test("a proposal file edited after signing is neither approved nor submitted", async () => {
    const text = await readFile(signed, "utf8");
    const edited = join(stage.folder, "edited.json");
    await writeFile(
      edited,
      text.replace(/"deadline": (\d+)/, (_, deadline) => `"deadline": ${Number(deadline) - 1}`),
    );
    const file = parse(text);
    const proposal = { ...file.proposal, deadline: file.proposal.deadline - 1 };
    const mended = join(stage.folder, "mended.json");
    const { report: _, ...bare } = file;
    const signatures = file.signatures.filter(({ act }) => act !== "test");
    const id = Proposal.id(file.domain, proposal);
    await writeFile(mended, stringify({ ...bare, proposal, id, signatures }));
    before = await contents(stage, chain);
    for (const [path, expected] of [
      [edited, "ProposalFile.IdMismatch"],
      // Even with an id that fits, the signatures do not.
      [mended, "Approval.SignatureInvalid"],
    ] as const) {
      expect(await refused(task(["proposal", "approve"], { file: path, key: "cleo", yes: true }))).toContain(
        expected,
      );
      expect(await refused(task(["proposal", "submit"], { file: path }))).toContain(expected);
      expect(await refused(task(["proposal", "status"], { file: path }))).toContain(expected);
    }
  });

  test("a wrong password opens nothing", async () => {
    const passwordFile = join(stage.folder, "wrong");
    await writeFile(passwordFile, "not-the-password-at-all\n", { mode: 0o600 });
    before = await contents(stage, chain);
    const wrong = { passwordFile };
    const call = { to: "conclave", function: "lift(uint8 holder)", args: "1" };
    for (const ran of [
      () => task(["proposal", "approve"], { file: signed, key: "cleo", yes: true, ...wrong }),
      () => task(["proposal", "test"], { file: signed, key: "tom", ...wrong }),
      () => task(["key", "suspend"], { person: "Dan", key: "gus", yes: true, ...wrong }),
      () => task(["proposal", "create"], { ...call, key: "ana", ...wrong }),
    ]) {
      expect(await refused(ran())).toBe("Keystore.WrongPassword");
    }
    const submitter = { submitter: "ana", submitterPasswordFile: passwordFile };
    expect(await refused(task(["proposal", "submit"], { file: signed, ...submitter }))).toBe(
      "Keystore.WrongPassword",
    );
  });

  test("an RPC that is down: every task says so", async () => {
    const file = { file: signed };
    const key = { ...file, key: "cleo", yes: true };
    for (const [id, args] of [
      [["charter", "diff"], { file: stage.charter }],
      [["conclave", "deploy"], {}],
      [["conclave", "show"], {}],
      [["key", "activate"], { label: "ana" }],
      [["key", "rotate"], { key: "dan" }],
      [["proposal", "create"], {}],
      [["proposal", "test"], file],
      [["proposal", "approve"], key],
      [["proposal", "submit"], file],
      [["proposal", "execute"], file],
      [["proposal", "status"], file],
      [["proposal", "list"], {}],
      [["emergency"], { to: "vault", function: "pause()", key: "hana", yes: true }],
      [["sweep", "plan"], { key: "dan" }],
      [["audit", "verify"], {}],
    ] as const) {
      expect(await refused(task(id, { ...args, rpc: DOWN })), id.join(" ")).toBe("Chain.Unreachable");
    }
  });

  test("without a person to ask, nothing is signed unless --yes and a password are given", async () => {
    const cleo = { file: signed, key: "cleo" };
    expect(await refused(task(["proposal", "approve"], cleo))).toBe("Task.NotConfirmed");
    const asked = { ...cleo, yes: true, passwordFile: undefined };
    expect(await refused(task(["proposal", "approve"], asked))).toBe("Password.NoTerminal");
    expect(await refused(task(["key", "suspend"], { person: "Dan", key: "gus" }))).toBe("Task.NotConfirmed");
  });

  test("a signature that would not count is refused before it is made", async () => {
    const approve = (key: string, act?: string) =>
      task(["proposal", "approve"], { file: signed, key, act, yes: true, passwordFile: "/nowhere" });
    expect(await refused(approve("gus"))).toBe("Approval.CannotCount");
    expect(await refused(approve("ana", "approve"))).toBe("Approval.CannotCount");
    expect(await refused(approve("ben", "bless"))).toBe("Task.BadAct");
  });

  test("a file for another Conclave is refused where the charter names one", async () => {
    const conclave = "0x00000000000000000000000000000000000000aa";
    expect(await refused(task(["proposal", "approve"], { file: signed, conclave }))).toBe(
      "ProposalFile.WrongContract",
    );
  });

  test("on a node that is not for development somebody must be named who pays", async () => {
    const { provider } = await hre.network.getOrCreate();
    const real = provider.request.bind(provider);
    const disguised: typeof provider.request = async (request) =>
      request.method === "web3_clientVersion" ? "Geth/v1.16" : real(request);
    provider.request = disguised;
    try {
      expect(await refused(task(["proposal", "submit"], { file: signed }))).toBe("Task.NoSubmitter");
    } finally {
      provider.request = real;
    }
  });

  test("consent that is not complete is not submitted", async () => {
    expect(await refused(task(["proposal", "submit"], { file: signed }))).toBe("Approval.Incomplete");
  });

  test("a rotation that fails leaves no keystore, no charter and no proposal behind", async () => {
    const rotate = (args: Record<string, unknown>) =>
      task(["key", "rotate"], { key: "dan", light: true, ...args });
    expect(await refused(rotate({ expires: "2020-01-01" }))).toMatch(/^Charter\./);
    expect(await refused(rotate({ out: signed }))).toBe("Files.Exists");
    expect(await refused(rotate({ key: "nobody" }))).toBe("Rotation.UnknownKey");
  });

  test("files are never written over", async () => {
    expect(await refused(task(["charter", "init"], { file: stage.charter }))).toBe("Files.Exists");
    expect(await refused(task(["key", "generate"], { label: "ana", light: true }))).toBe("Files.Exists");
  });

  test.each([
    [["proposal", "create"], { to: "nowhere" }, "Task.BadSource"],
    [["proposal", "create"], { to: "vault", data: "xyz" }, "Task.BadSource"],
    [
      ["proposal", "create"],
      { to: "vault", function: "setFee(uint256)", args: "many" },
      "Arguments.Unreadable",
    ],
    [
      ["proposal", "create"],
      { to: "vault", function: "setFee(uint256)", args: "1", tier: "none" },
      "Task.WhichTier",
    ],
    [
      ["proposal", "create"],
      { to: "vault", function: "setFee(uint256)", args: "1", tier: "1" },
      "Task.NotAllowed",
    ],
    [
      ["proposal", "create"],
      { to: "vault", function: "setFee(uint256)", args: "1", lane: "9" },
      "Task.LaneTaken",
    ],
    [["proposal", "create"], { to: "vault", batch: "x.json" }, "Task.BadSource"],
    [["key", "generate"], { label: "x", curve: "ed25519" }, "Task.BadCurve"],
    [["key", "generate"], { label: "x", passwordFd: "3" }, "Task.TwoPasswords"],
    [["key", "show"], { label: "nobody" }, "Task.NoSuchKeystore"],
    [["key", "suspend"], { person: "Nobody", key: "gus", yes: true }, "Task.UnknownPerson"],
    [["key", "retire"], { key: "nobody" }, "Task.UnknownKey"],
    [["key", "retire"], { key: "dan" }, "Task.NotRetiring"],
    [["sweep", "plan"], { key: "dan" }, "Sweep."],
    [["conclave", "show"], { conclave: "0x12" }, "Task.BadAddress"],
    [["conclave", "show"], { charter: "nowhere.yaml" }, "Files.NotFound"],
    [["emergency"], {}, "Task.NothingToRun"],
    [["audit", "verify"], { fromBlock: "first" }, "Task.BadNumber"],
  ] as const)("%j %j is refused", async (id, args, expected) => {
    expect(await refused(task(id, { ...args }))).toContain(expected);
  });

  test("nothing that was printed or written holds a password or private key", () => expectNoSecrets(stage));
});
