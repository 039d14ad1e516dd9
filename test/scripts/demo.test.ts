import { describe, expect, it } from "vitest";
import { asItMust, type Outcome } from "../../scripts/demo/outcome.ts";
import { teller } from "../../scripts/demo/teller.ts";
import { BaseError } from "../../src/errors.ts";

const refusal = (code: string) => new BaseError({ code, message: "no", fix: "nothing" });
const silent = () => teller(() => undefined);

describe("the demo's teller", () => {
  it("records a stage that fails, and ends the story there", async () => {
    const story = silent();
    const stage = story.stage("a stage", () => Promise.reject(refusal("Demo.Test")));
    await expect(stage).rejects.toMatchObject({ code: "Demo.Test" });
    expect(story.stages).toEqual([{ name: "a stage", ok: false, detail: "Demo.Test: no" }]);
  });

  it("records what goes wrong between stages, and a failed stage once", async () => {
    const between = silent();
    between.fail(refusal("Demo.Test"));
    expect(between.stages).toEqual([{ name: "between the stages", ok: false, detail: "Demo.Test: no" }]);
    const within = silent();
    const stage = within.stage("a stage", () => Promise.reject(refusal("Demo.Test")));
    await stage.catch((error: unknown) => within.fail(error));
    expect(within.stages.map(({ name }) => name)).toEqual(["a stage"]);
  });

  it("does not take success for a refusal", async () => {
    const story = silent();
    const attempt = story.refused("something", "Revert.LaneBusy", async () => "done");
    await expect(attempt).rejects.toMatchObject({ code: "Demo.NotRefused" });
    expect(story.refusals).toEqual([]);
  });

  it("does not take another error for the one that is due", async () => {
    const story = silent();
    const attempt = story.refused("something", "Revert.LaneBusy", () =>
      Promise.reject(refusal("Chain.Unreachable")),
    );
    await expect(attempt).rejects.toMatchObject({ code: "Demo.RefusedOtherwise" });
    expect(story.refusals).toEqual([]);
  });

  it("gives a contract's error by its own name", async () => {
    const story = silent();
    await story.refused("something", "Revert.LaneBusy", () => Promise.reject(refusal("Revert.LaneBusy")));
    expect(story.refusals).toEqual([{ attempt: "something", error: "LaneBusy" }]);
  });
});

describe("the demo's outcome", () => {
  const good: Outcome = {
    stages: [{ name: "a stage", ok: true, detail: "" }],
    refusals: [],
    audit: { links: 1, lanes: 1, ok: true },
    tampered: { ok: false, where: "lane 0x0100" },
  };

  it("is as it must be only if all stages and the audit pass and the doctored log does not", () => {
    expect(asItMust(good)).toBe(true);
    expect(asItMust({ ...good, stages: [{ name: "a stage", ok: false, detail: "" }] })).toBe(false);
    expect(asItMust({ ...good, audit: { links: 1, lanes: 1, ok: false } })).toBe(false);
    expect(asItMust({ ...good, tampered: { ok: true, where: "" } })).toBe(false);
    expect(asItMust({ ...good, audit: null, tampered: null })).toBe(false);
  });
});
