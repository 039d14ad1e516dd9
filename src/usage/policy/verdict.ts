import { BaseError } from "../../errors.ts";
import { prepare } from "../../signer/message.ts";
import type { TypedData } from "../../signer/signer.ts";
import type { PolicyFile } from "./file.ts";
import { judge } from "./judge.ts";
import { typedRequest } from "./request.ts";

/**
 * What a policy would say to a message, before anybody is asked to sign it. Its uses within the day are not known here.
 * @returns the error; undefined if it would allow the message
 * @throws `Message.Refused` for what is no typed data that could be signed
 */
export function wouldRefuse(
  { policy, path }: PolicyFile,
  typed: TypedData,
  now: number,
): BaseError | undefined {
  const rule = judge(policy, typedRequest(typed, prepare(typed).digest), [], now);
  if (rule === undefined) return undefined;
  return new BaseError({
    code: "Policy.WouldRefuse",
    message: `the policy ${path} does not allow this: ${rule}`,
    fix: "if it should be allowed, change the policy file",
    details: { rule },
  });
}
