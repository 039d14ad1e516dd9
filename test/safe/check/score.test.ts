import { describe, expect, it } from "vitest";
import { type Finding, reaches, SEVERITIES, type Severity } from "../../../src/safe/check/finding.ts";
import { score } from "../../../src/safe/check/score.ts";

function of(...severities: Severity[]): Finding[] {
  return severities.map((severity) => ({ check: "threshold", severity, found: "", fix: null, evidence: {} }));
}

describe("the score", () => {
  it.each([
    [[], 100],
    [["ok", "unknown"], 100],
    [["low"], 99],
    [["low", "low"], 98],
    [["medium"], 85],
    [["medium", "medium", "medium", "medium"], 80],
    [["high"], 60],
    [["high", "high", "high", "low"], 54],
    [["critical"], 30],
    [["critical", "critical"], 20],
    [["critical", "critical", "critical"], 0],
  ] as [Severity[], number][])("of %j is %i", (severities, points) => {
    expect(score(of(...severities)).points).toBe(points);
  });

  it("says how it comes about", () => {
    expect(score(of("high", "low", "low", "unknown")).arithmetic).toEqual([
      "100 to begin with",
      "− 15: 1 high at 15 each",
      "− 2: 2 low at 1 each",
      "at most 60 with a high finding",
      "± 0: 1 could not be told",
      "= 60",
    ]);
    expect(score(of("critical", "critical", "critical")).arithmetic).toContain("not below 0");
  });
});

it("a severity reaches itself and all that are less bad, but what cannot be told reaches nothing", () => {
  const limits = (severity: Severity) => SEVERITIES.filter((limit) => reaches(severity, limit));
  expect(limits("critical")).toEqual(["critical", "high", "medium", "low", "ok", "unknown"]);
  expect(limits("low")).toEqual(["low", "ok", "unknown"]);
  expect(limits("unknown")).toEqual([]);
});
