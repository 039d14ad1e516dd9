import { remarksOn } from "../../../src/usage/policy/remarks.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { type PolicyOptions, policyOf } from "../../ports/policy.ts";
import { policyText } from "../../ui/policy.ts";

export default answering(async (options: Spoken & PolicyOptions) => {
  const { policy, path, hash, address } = await policyOf(options);
  const remarks = remarksOn(policy, address, Date.now());
  return { json: { path, hash, policy, remarks }, text: policyText(policy, path, hash, remarks) };
});
