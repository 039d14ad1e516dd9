import { readFileSync } from "node:fs";
import { keccak256 } from "viem";
import { expect, test } from "vitest";
import { linked } from "../../../scripts/mutation/builds.ts";
import { judge } from "../../../scripts/mutation/control.ts";
import { type Explanation, outdated } from "../../../scripts/mutation/explained.ts";
import type { Mutant } from "../../../scripts/mutation/mutant.ts";
import { options } from "../../../scripts/mutation/plan.ts";
import { failure } from "../../../scripts/mutation/questions.ts";
import { report } from "../../../scripts/mutation/report.ts";
import type { Outcome } from "../../../scripts/mutation/suites.ts";
import type { Verdict } from "../../../scripts/mutation/trial.ts";

const SUITE = "test/contracts/A.t.sol:ATest";
const many = Array.from({ length: 100 }, (_, i) => `test_${i}`);

function outcome(passed: string[], failed: string[] = []): Outcome {
  return { suite: SUITE, passed, failed, millis: 1 };
}

test("the control leaves out the few tests that fail with the quick build", () => {
  const { control, leftOut } = judge([outcome(many, ["test_gas"])], [SUITE]);
  expect(leftOut).toEqual(["ATest#test_gas"]);
  expect(control[SUITE]?.passed).toEqual(many);
});

test.each<[string, Outcome[]]>([
  ["many tests fail", [outcome(many, many.slice(0, 5))]],
  ["a set-up fails", [outcome([...many, ...many], ["set-up"])]],
  ["there are no tests", [outcome([])]],
])("the control refuses to go on when %s", (_, outcomes) => {
  expect(() => judge(outcomes, [SUITE])).toThrow();
});

test("the control refuses to go on when a suite gives no answer", () => {
  expect(() => judge([outcome(many)], [SUITE, "test/contracts/B.t.sol:BTest"])).toThrow(
    "BTest gave no answer",
  );
});

const control = { [SUITE]: { passed: ["test_a", "test_b"], millis: 1 } };

test.each<[string, Outcome, string | undefined]>([
  ["a test that passed before fails", outcome(["test_b"], ["test_a"]), "ATest#test_a"],
  ["the set-up fails", outcome([], ["set-up"]), "ATest#set-up"],
  ["only a test fails that failed before", outcome(["test_a", "test_b"], ["test_gas"]), undefined],
])("judges a mutant when %s", (_, result, by) => {
  expect(failure([result], [SUITE], control)).toBe(by);
});

test("tests that give no answer are no verdict", () => {
  expect(() => failure([outcome(["test_a"])], [SUITE], control)).toThrow("no answer for test_b");
  expect(() => failure([], [SUITE], control)).toThrow("no answer for test_a");
});

test("the Conclave is given the code hashes of the helpers it runs with", () => {
  const pins = [...readFileSync("contracts/libraries/HelperCode.sol", "utf8").matchAll(/0x(\w{64});/g)];
  const creation = pins.map(([, hash]) => hash).join("5b");
  const helper = { creation: "", runtime: "6001" };
  const codes = {
    "contracts/CharterValidator.sol:CharterValidator": helper,
    "contracts/RetirementGate.sol:RetirementGate": helper,
    "contracts/ConclaveLens.sol:ConclaveLens": helper,
  };
  const conclave = (code: string) => ({ "contracts/Conclave.sol:Conclave": { creation: code, runtime: "" } });
  const hash = keccak256("0x6001").slice(2);
  const placed = linked({ ...codes, ...conclave(creation) });
  expect(placed["contracts/Conclave.sol:Conclave"]?.creation).toBe([hash, hash, hash].join("5b"));
  expect(() => linked({ ...codes, ...conclave("00") })).toThrow("does not pin");
});

const mutant: Mutant = {
  operator: "boundary",
  start: 1,
  end: 2,
  text: ">",
  file: "contracts/A.sol",
  line: 7,
  within: "f",
  before: "a >= b",
  after: "a > b",
};
const explained: Explanation = {
  ...mutant,
  kind: "equivalent",
  reason: "a is never b, whatever the caller sends",
};

function counted(status: Verdict, known: Explanation[]) {
  return report([{ mutant, verdict: status, seconds: 2, cpu: 1 }], known, 3);
}

test("a survivor counts as explained by its file and text, wherever it stands", () => {
  const survived: Verdict = { status: "survived" };
  expect(counted(survived, []).total).toMatchObject({ mutants: 1, survived: 1, explained: 0 });
  expect(counted(survived, [explained]).total).toMatchObject({ mutants: 1, survived: 0, explained: 1 });
  expect(counted(survived, [{ ...explained, file: "contracts/B.sol" }]).total).toMatchObject({ survived: 1 });
  expect(counted(survived, [{ ...explained, within: "g" }]).total).toMatchObject({ survived: 1 });
  expect(counted(survived, [{ ...explained, after: "a < b" }]).survivors).toEqual([
    { at: "contracts/A.sol:7", operator: "boundary", before: "a >= b", after: "a > b" },
  ]);
});

test("an explanation of what is killed, or no longer there, is reported", () => {
  expect(counted({ status: "killed", by: "x" }, [explained])).toMatchObject({
    total: { killed: 1 },
    killedAfterAll: [{ at: "contracts/A.sol:7" }],
    notTried: 2,
    secondsEach: 2,
    cpuSecondsEach: 1,
  });
  expect(outdated([explained], [mutant], ["contracts/A.sol"])).toEqual([]);
  expect(outdated([explained], [], ["contracts/A.sol"])).toEqual([explained]);
  expect(outdated([explained], [], ["contracts/B.sol"])).toEqual([]);
});

test("options that mean nothing are refused", () => {
  expect(options(["--shard", "2/3", "--sample", "9"])).toMatchObject({
    shard: { index: 2, of: 3 },
    sample: 9,
  });
  for (const bad of [
    ["--shard", "3/2"],
    ["--shard", "x"],
    ["--sample", "0"],
    ["--minutes", "soon"],
  ]) {
    expect(() => options(bad)).toThrow("take a number");
  }
});
