import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import hre from "hardhat";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { carryOut, edit, LABELS, refusalOf, valueFrom } from "../tasks/stage.ts";
import { answerOf } from "./kit-file.ts";
import { photographs } from "./png.ts";
import { type TwoMachines, twoMachines } from "./two-machines.ts";

const DAY = 86_400;

/** Keys made where there is no network, that an amendment enters: each proves there, for that amendment, that it is held. */
describe("a key made where there is no network", { timeout: 240_000 }, () => {
  let machines: TwoMachines;
  const states = async () =>
    valueFrom<{ states: string[] }>(await machines.task(["conclave", "show"])).states;
  const back = (name: string) => join(machines.stage.folder, name);
  const away = (name: string) => join(machines.away, name);

  /** Makes a key there, and drafts the amendment that enters it, as exported for that machine. */
  async function draftFor(label: string, owner: string, index: number) {
    const { stage, task, run } = machines;
    const { address } = answerOf<{ address: string }>(
      run("generate", label, "--holder", owner, "--light", "--password-file", "password", "--json"),
    );
    const expires = /expires: (\d{4}-\d\d-\d\d)/.exec(await readFile(stage.charter, "utf8"))?.[1];
    await edit(
      stage.charter,
      "\ntiers:",
      `\n  - { label: ${label}, index: ${index}, owner: ${owner}, kind: EOA, address: "${address}", roles: [approver], expires: ${expires} }\ntiers:`,
    );
    const file = valueFrom<{ path: string }>(
      await task(["proposal", "create"], { key: "ana", title: `Enter ${label}` }),
    ).path;
    const state = back(`${label}.state.json`);
    valueFrom(await task(["proposal", "export"], { file, out: state }));
    return { file, state };
  }

  beforeAll(async () => {
    machines = await twoMachines(hre, []);
    for (const label of LABELS) valueFrom(await machines.task(["key", "activate"], { label }));
    await edit(
      machines.stage.charter,
      "\nkeys:",
      "\n  - { id: 9, name: Nina }\n  - { id: 10, name: Nora }\nkeys:",
    );
  }, 240_000);
  afterAll(() => machines.cleanUp());

  test("proves by a file that it is held, and is in use once the amendment is executed", async () => {
    const { task, chain, run } = machines;
    const { file, state } = await draftFor("nina", "Nina", 9);
    await copyFile(state, away("state.json"));
    await copyFile(file, away("amendment.json"));
    const proving = ["activate", "nina", "--state", "state.json", "--password-file", "password", "--json"];
    // By the roster in force there is no such key.
    expect(JSON.parse(run(...proving).out)).toMatchObject({ error: { code: "Task.NotInRoster" } });
    const { path, proof } = answerOf<{ path: string; proof: { key: number } }>(
      run(...proving, "--proposal", "amendment.json"),
    );
    expect([path, proof.key]).toEqual(["nina.activation.json", 9]);
    await copyFile(away(path), back(path));
    const early = await task(["key", "activate"], { label: "nina", proof: back(path) });
    expect(refusalOf(early)).toBe("Task.UnknownKey");
    await carryOut(task, chain, file, ["ben", "cleo"], 2 * DAY);
    expect((await states())[9]).toBe("Pending");
    const other = await task(["key", "activate"], { label: "cleo", proof: back(path) });
    expect(refusalOf(other)).toBe("Task.OtherProof");
    valueFrom(await task(["key", "activate"], { label: "nina", proof: back(path) }));
    expect((await states())[9]).toBe("Active");
  });

  test("gets state and amendment as codes, and its proof comes back as codes", async () => {
    const { task, framesOf, chain, run } = machines;
    const { file, state } = await draftFor("nora", "Nora", 10);
    await writeFile(away("pasted.txt"), [...(await framesOf(file)), ...(await framesOf(state))].join("\n"));
    const { written } = answerOf<{ written: string[] }>(
      run("scan", "pasted.txt", "--folder", "in", "--json"),
    );
    const [amendment = "", claims = ""] = ["proposal-", "state-"].map((kind) =>
      written.find((path) => path.includes(kind)),
    );
    const { path } = answerOf<{ path: string }>(
      run(
        "activate",
        "nora",
        "--state",
        claims,
        "--proposal",
        amendment,
        "--password-file",
        "password",
        "--json",
      ),
    );
    const [photo = expect.fail(), ...more] = photographs(
      run("qr", path, "--columns", "120", "--rows", "60").out,
    );
    expect(more).toEqual([]);
    await writeFile(back("photo.png"), photo);
    await carryOut(task, chain, file, ["ben", "cleo"], 2 * DAY);
    const wrong = await task(["key", "activate"], { label: "nora", proof: state });
    expect(refusalOf(wrong)).toBe("Scan.NotAProof");
    valueFrom(await task(["key", "activate"], { label: "nora", proof: back("photo.png") }));
    expect((await states())[10]).toBe("Active");
  });
});
