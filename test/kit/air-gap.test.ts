import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import hre from "hardhat";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectNoSecrets } from "../tasks/secrets.ts";
import { LABELS, valueFrom } from "../tasks/stage.ts";
import { answerOf } from "./kit-file.ts";
import { photographs } from "./png.ts";
import { type TwoMachines, twoMachines } from "./two-machines.ts";

const DAY = 86_400;

/** Two machines: one with a chain and no keys of Ben's and Gus's, one with these keys and no chain. Each test goes on where the one before ended. */
describe("a proposal signed where there is no network", () => {
  let machines: TwoMachines;
  let chain: TwoMachines["chain"];
  let stage: TwoMachines["stage"];
  let task: TwoMachines["task"];
  let run: TwoMachines["run"];
  let away: string;
  let file: string;
  let state: string;
  let token: string;
  const signing = (...args: string[]) =>
    run(
      "sign",
      "fee.json",
      "--state",
      "state.json",
      "--password-file",
      "password",
      "--yes",
      ...args,
      "--json",
    );

  beforeAll(async () => {
    machines = await twoMachines(hre, ["ben", "gus"]);
    ({ chain, stage, task, run, away } = machines);
    token = await chain.deploy("mocks/Token");
  });
  afterAll(() => machines.cleanUp());

  test("a key proves there that it is held, and the proof takes it into use", async () => {
    for (const label of LABELS.filter((name) => name !== "ben"))
      valueFrom(await task(["key", "activate"], { label }));
    const created = await task(["proposal", "create"], {
      key: "ana",
      to: token,
      function: "approve(address spender, uint256 value)",
      args: "0x00000000000000000000000000000000000000ee,5",
      title: "Fee",
      note: "as agreed",
    });
    file = valueFrom<{ path: string }>(created).path;
    state = join(stage.folder, "state.json");
    valueFrom(await task(["proposal", "export"], { file, out: state }));
    await copyFile(state, join(away, "state.json"));
    const { path } = answerOf<{ path: string }>(
      run("activate", "ben", "--state", "state.json", "--password-file", "password", "--json"),
    );
    const proof = join(stage.folder, "ben.activation.json");
    await copyFile(join(away, path), proof);
    valueFrom(await task(["key", "activate"], { label: "ben", proof }));
    const shown = valueFrom<{ states: string[] }>(await task(["conclave", "show"]));
    expect(shown.states).toEqual(LABELS.map(() => "Active"));
    const again = await task(["key", "activate"], { label: "cleo", proof });
    expect((again.error as { code?: string }).code).toBe("Task.OtherProof");
  });

  test("the proposal is shown there by itself, and against what is claimed of the chain", async () => {
    valueFrom(await task(["proposal", "test"], { file, key: "eve" }));
    valueFrom(await task(["proposal", "export"], { file, out: state }));
    await copyFile(state, join(away, "state.json"));
    await copyFile(file, join(away, "fee.json"));
    await copyFile(stage.charter, join(away, "charter.yaml"));
    const bare = run("inspect", "fee.json");
    expect(bare.code).toBe(0);
    expect(bare.out).toContain("approve(spender: 0x00000000000000000000000000000000000000eE, amount: 5) of ");
    expect(bare.out).toContain("no state was given");
    const whole = run("inspect", "fee.json", "--state", "state.json", "--charter", "charter.yaml");
    expect(whole.out).toMatch(/Ana +ana +propose +yes/);
    expect(whole.out).toContain("still needed: 2 approvals");
    expect(whole.out).toContain("the charter says the same of keys, people and tiers as the state");
    expect(whole.out).toContain("written under the roster and rulebook that the state names");
    const online = await task(["proposal", "approve"], { file });
    const digests = (text: string) => text.match(/digest +0x[0-9a-f]{64}/g);
    expect(digests(bare.out)).toEqual(digests(online.out));
    expect(digests(whole.out)).toEqual(digests(online.out));
  });

  test("a charter that says otherwise of a key than the state is told", async () => {
    const text = await readFile(join(away, "charter.yaml"), "utf8");
    await writeFile(join(away, "other.yaml"), text.replace("approvals: 2", "approvals: 1"));
    const told = run("inspect", "fee.json", "--state", "state.json", "--charter", "other.yaml");
    expect(told.out).toContain("the charter and the state differ about keys, people or tiers");
  });

  test("its key signs there, and the signature comes back as a file", async () => {
    const { path, signed } = answerOf<{ path: string; signed: { act: string; key: number } }>(
      signing("--key", "ben"),
    );
    expect(path).toBe("fee.approve-2.json");
    expect(signed).toMatchObject({ act: "approve", key: 2 });
    const back = join(stage.folder, path);
    await copyFile(join(away, path), back);
    const scanned = await task(["proposal", "scan"], { file, inputs: [back] });
    expect(valueFrom<{ added: unknown[] }>(scanned).added).toEqual([{ act: "approve", key: 2 }]);
    valueFrom(await task(["proposal", "approve"], { file, key: "cleo", yes: true }));
    valueFrom(await task(["proposal", "submit"], { file }));
    await chain.advance(2 * DAY);
    valueFrom(await task(["proposal", "execute"], { file }));
    expect((await task(["proposal", "status"], { file })).value).toMatchObject({ outcome: "executed" });
  });

  test("a proposal goes there as codes, and its signature comes back as pictures of codes", async () => {
    const created = await task(["proposal", "create"], {
      key: "ana",
      to: token,
      function: "approve(address spender, uint256 value)",
      args: "0x00000000000000000000000000000000000000ee,7",
      title: "By codes",
    });
    const coded = valueFrom<{ path: string }>(created).path;
    const out = join(stage.folder, "coded-state.json");
    valueFrom(await task(["proposal", "export"], { file: coded, out }));
    const pasted = [...(await machines.framesOf(out)), ...(await machines.framesOf(coded))].toReversed();
    expect(pasted.length).toBeGreaterThan(3);
    await writeFile(join(away, "pasted.txt"), pasted.join("\n"));
    const { written } = answerOf<{ written: string[] }>(
      run("scan", "pasted.txt", "--folder", "in", "--json"),
    );
    const [proposal = "", claims = ""] = ["proposal-", "state-"].map((kind) =>
      written.find((path) => path.includes(kind)),
    );
    expect(await readFile(join(away, proposal), "utf8")).toBe(await readFile(coded, "utf8"));
    expect(await readFile(join(away, claims), "utf8")).toBe(await readFile(out, "utf8"));

    const signed = ["--state", claims, "--key", "ben", "--out", "coded.json"];
    expect(run("sign", proposal, ...signed, "--password-file", "password", "--yes").code).toBe(0);
    // As docs/air-gap.md says of a window of 80 by 50.
    const window = ["--columns", "80", "--rows", "48", "--json"];
    const numberOf = (path: string) =>
      answerOf<{ frames: string[] }>(run("qr", path, ...window)).frames.length;
    expect(numberOf("coded.json")).toBe(1);
    expect([numberOf("fee.json"), numberOf("state.json")]).toEqual([5, 5]);
    const photos = photographs(run("qr", "coded.json", "--columns", "60", "--rows", "30").out);
    expect(photos.length).toBeGreaterThan(1);
    const inputs = await Promise.all(
      photos.map(async (photo, at) => {
        const path = join(stage.folder, `photo-${at}.png`);
        await writeFile(path, photo);
        return path;
      }),
    );
    const missing = await task(["proposal", "scan"], { file: coded, inputs: inputs.slice(1) });
    expect((missing.error as { code?: string }).code).toBe("Frames.Missing");
    const scanned = valueFrom<{ added: unknown }>(await task(["proposal", "scan"], { file: coded, inputs }));
    expect(scanned.added).toEqual([{ act: "approve", key: 2 }]);
    const wrong = await task(["proposal", "scan"], { file: coded, inputs: [out] });
    expect((wrong.error as { code?: string }).code).toBe("Scan.NotASignature");
  });

  test("a signature for another proposal, or altered on the way, is refused and the file stays", async () => {
    const created = await task(["proposal", "create"], {
      key: "ana",
      to: token,
      function: "approve(address spender, uint256 value)",
      args: "0x00000000000000000000000000000000000000ee,6",
      title: "Another",
    });
    const other = valueFrom<{ path: string }>(created).path;
    const before = await readFile(other, "utf8");
    const back = join(stage.folder, "fee.approve-2.json");
    const scan = async () =>
      ((await task(["proposal", "scan"], { file: other, inputs: [back] })).error as { code?: string }).code;
    expect(await scan()).toBe("Scan.OtherProposal");
    const { id } = JSON.parse(before) as { id: string };
    const text = await readFile(back, "utf8");
    await writeFile(back, text.replace(/"id": "0x[0-9a-f]{64}"/, `"id": "${id}"`));
    expect(await scan()).toBe("Approval.SignatureInvalid");
    expect(await readFile(other, "utf8")).toBe(before);
  });

  test.each([
    ["a proposal that was edited", "fee.json", '"minGas": 0', '"minGas": 1', "ProposalFile.IdMismatch"],
    [
      "a note that was edited",
      "fee.json",
      '"note": "as agreed"',
      '"note": "as agreed."',
      "ProposalFile.NoteMismatch",
    ],
    [
      "a state of another Conclave",
      "state.json",
      /"verifyingContract": "0x[0-9a-fA-F]{40}"/,
      '"verifyingContract": "0x00000000000000000000000000000000000000ee"',
      "ProposalFile.WrongContract",
    ],
    ["a state of another chain", "state.json", '"chainId": 31337', '"chainId": 1', "ProposalFile.WrongChain"],
    ["a state of another epoch", "state.json", /"epoch": \d+/, '"epoch": 7', "Approval.StaleEpoch"],
    [
      "a state that is no state",
      "state.json",
      '"conclave-state/1"',
      '"conclave-state/2"',
      "Files.WrongShape",
    ],
  ])("given %s, does not sign", async (_, name, pattern, replacement, code) => {
    const path = join(away, name);
    const text = await readFile(path, "utf8");
    const changed = text.replace(pattern, replacement);
    expect(changed).not.toBe(text);
    await writeFile(path, changed);
    const refused = signing("--key", "ben", "--out", "never.json");
    await writeFile(path, text);
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.out)).toMatchObject({ error: { code } });
    await expect(readFile(join(away, "never.json"))).rejects.toThrow();
  });

  test("given a key that may not do it, one that is not there, a wrong password, or nobody to say yes, does not sign", async () => {
    await writeFile(join(away, "wrong"), "harbour-17-thistle-comet-drum\n", { mode: 0o600 });
    const base = ["sign", "fee.json", "--state", "state.json", "--out", "never.json", "--json"];
    const cases = [
      [["--key", "gus", "--act", "approve", "--password-file", "password", "--yes"], "Approval.CannotCount"],
      [["--key", "ana", "--password-file", "password", "--yes"], "Files.NotFound"],
      [["--key", "ben", "--password-file", "wrong", "--yes"], "Keystore.WrongPassword"],
      [["--key", "ben", "--password-file", "password"], "Task.NotConfirmed"],
      [["--password-file", "password", "--yes"], "Task.NoKey"],
    ] as const;
    for (const [args, code] of cases)
      expect(JSON.parse(run(...base, ...args).out)).toMatchObject({ error: { code } });
    await expect(readFile(join(away, "never.json"))).rejects.toThrow();
  });

  test("no output and no file of either machine has a secret", async () => {
    for (const name of ["fee.approve-2.json", "ben.activation.json", "state.json", "fee.json"])
      await copyFile(join(away, name), join(stage.folder, `away-${name}`));
    await expectNoSecrets(stage);
  });
});
