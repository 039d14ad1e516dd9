import { z } from "zod";
import { readJson } from "../../../src/files.ts";
import { remarksOn } from "../../../src/usage/policy/remarks.ts";
import { wouldRefuse } from "../../../src/usage/policy/verdict.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { type PolicyOptions, policyOf } from "../../ports/policy.ts";
import { list, sections } from "../../ui/table.ts";

type Options = Spoken & PolicyOptions & { typed: string | undefined };

const record = z.record(z.string(), z.unknown());
const typedData = z.object({
  domain: record,
  types: z.record(z.string(), z.array(z.object({ name: z.string(), type: z.string() }))),
  primaryType: z.string(),
  message: record,
});

/** Whether the file can be read, what it leaves open, and whether it would allow a message now, uses within the day aside. */
export default answering(async (options: Options) => {
  const { address, ...found } = await policyOf(options);
  const { policy, path, hash } = found;
  const remarks = remarksOn(policy, address, Date.now());
  const text = sections(`${path} can be read`, list("it leaves open", remarks));
  if (options.typed === undefined) return { json: { path, hash, remarks }, text };
  const failure = wouldRefuse(found, await readJson(options.typed, typedData), Date.now());
  const rule = failure?.details.rule ?? null;
  const verdict =
    rule === null ? `it allows ${options.typed}` : `it refuses ${options.typed}: ${String(rule)}`;
  return {
    json: { path, hash, remarks, allowed: rule === null, rule },
    text: sections(text, verdict),
    ...(failure === undefined ? {} : { failure }),
  };
});
