import { z } from "zod";
import { BaseError } from "../../../src/errors.ts";
import { readJson } from "../../../src/files.ts";
import { prepare } from "../../../src/signer/message.ts";
import { judge } from "../../../src/usage/policy/judge.ts";
import { remarksOn } from "../../../src/usage/policy/remarks.ts";
import { typedRequest } from "../../../src/usage/policy/request.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { type PolicyOptions, policyOf } from "../../ports/policy.ts";
import { list } from "../../ui/table.ts";

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
  const { policy, path, hash, address } = await policyOf(options);
  const remarks = remarksOn(policy, address, Date.now());
  const text = [`${path} can be read`, list("it leaves open", remarks)];
  if (options.typed === undefined)
    return { json: { path, hash, remarks }, text: text.filter(Boolean).join("\n\n") };
  const typed = await readJson(options.typed, typedData);
  const why = judge(policy, typedRequest(typed, prepare(typed).digest), [], Date.now());
  const verdict = why === undefined ? `it allows ${options.typed}` : `it refuses ${options.typed}: ${why}`;
  const failure =
    why === undefined
      ? {}
      : {
          failure: new BaseError({
            code: "Policy.WouldRefuse",
            message: `the policy of ${options.label} does not allow this: ${why}`,
            fix: "if it should be allowed, change the policy file",
            details: { rule: why },
          }),
        };
  return {
    json: { path, hash, remarks, allowed: why === undefined, rule: why ?? null },
    text: [...text, verdict].filter(Boolean).join("\n\n"),
    ...failure,
  };
});
