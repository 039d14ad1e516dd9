import { BaseError } from "../../src/errors.ts";
import { selfTest } from "../../src/kit/self-test.ts";
import { answering, type Spoken } from "../../tasks/ports/answer.ts";
import { facts } from "../../tasks/ui/table.ts";

export default answering<Spoken>(async () => {
  const trials = await selfTest();
  const failed = trials.filter(({ ok }) => !ok).map(({ name }) => name);
  const node = process.versions.node;
  return {
    json: { node, trials },
    text: facts([["node", node], ...trials.map(({ name, ok }) => [ok ? "ok" : "FAILED", name] as const)]),
    ...(failed.length === 0 ? {} : { failure: unfit(failed) }),
  };
});

function unfit(failed: readonly string[]): BaseError {
  return new BaseError({
    code: "Kit.SelfTestFailed",
    message: `this machine does not compute as published: ${failed.join("; ")}`,
    fix: "let no key near it: compare the kit's hash, then use another machine or another Node",
    details: { failed },
  });
}
