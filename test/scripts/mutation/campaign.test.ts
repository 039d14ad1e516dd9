import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type Kill, likely } from "../../../scripts/mutation/killers.ts";
import type { Mutant } from "../../../scripts/mutation/mutant.ts";
import { options } from "../../../scripts/mutation/plan.ts";
import { isLong, ordered } from "../../../scripts/mutation/questions.ts";
import { recorded, write } from "../../../scripts/mutation/record.ts";
import { report } from "../../../scripts/mutation/report.ts";
import type { Verdict } from "../../../scripts/mutation/trial.ts";

const mutant: Mutant = {
  operator: "boundary",
  start: 1,
  end: 2,
  text: ">",
  file: "contracts/Conclave.sol",
  line: 7,
  within: "f",
  before: "a >= b",
  after: "a > b",
};

function kill(file: string, within: string, suite: string): Kill {
  return { file, within, suite };
}

test("suites that killed in the same function are asked before those of the file, and these before all others", () => {
  const kills = [
    kill("contracts/A.sol", "h", "elsewhere"),
    kill(mutant.file, "g", "often"),
    kill(mutant.file, "g", "often"),
    kill(mutant.file, "g", "once"),
    kill(mutant.file, "f", "here"),
  ];
  expect(likely(mutant, kills)).toEqual(["here", "often", "once", "elsewhere"]);
});

test("a long search is asked last, unless it killed near by", () => {
  const control = {
    "test/contracts/lens/Lens.t.sol:LensTest": { passed: [], millis: 10 },
    "test/contracts/invariants/Invariants.t.sol:InvariantsTest": { passed: [], millis: 900 },
    "test/contracts/keys/Gate.t.sol:GateTest": { passed: [], millis: 20 },
  };
  const [lens = "", search = "", gate = ""] = Object.keys(control);
  expect([lens, search, gate].map((suite) => isLong(suite, control))).toEqual([false, true, false]);
  expect(ordered([search, lens, gate], control, []).at(-1)).toBe(search);
  expect(ordered([search, lens, gate], control, [search])[0]).toBe(search);
});

test("a record gives the latest verdict back to the mutant it was about, and to no other", () => {
  const folder = mkdtempSync(join(tmpdir(), "conclave-mutation-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "record.jsonl");
  expect(recorded(path, [mutant])).toEqual([]);
  const verdicts: Verdict[] = [{ status: "unconfirmed" }, { status: "killed", by: "ATest#test_a()" }];
  for (const verdict of verdicts) write(path, { mutant, verdict, seconds: 2, cpu: 1 });
  const other = { ...mutant, text: "==" };
  expect(recorded(path, [other, mutant])).toMatchObject([{ mutant, verdict: verdicts[1], cpu: 1 }]);
  expect(recorded("", [mutant])).toEqual([]);
});

test("what only the quick trial did not kill is counted apart from survivors, but listed among them", () => {
  const { total, survivors } = report(
    [{ mutant, verdict: { status: "unconfirmed" }, seconds: 1, cpu: 1 }],
    [],
    1,
  );
  expect(total).toMatchObject({ mutants: 1, killed: 0, survived: 0, unconfirmed: 1 });
  expect(survivors).toHaveLength(1);
});

test("trying again needs a record", () => {
  expect(() => options(["--again"])).toThrow("--again needs --record");
  expect(options(["--again", "--record", "x"])).toMatchObject({ again: true, record: "x", quick: false });
});
