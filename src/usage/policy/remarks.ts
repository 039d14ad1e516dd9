import { type Address, isAddressEqual } from "viem";
import type { Policy, Rule } from "./schema.ts";

/** Acts of which the calls can be read. */
const CALLING = ["Propose", "Approve", "Test", "SafeTx", "Transaction"];

/** Where a policy leaves more open than people may think, in words. KU-12, KU-13. */
export function remarksOn(policy: Policy, address: Address | undefined, now: number): string[] {
  const remarks = policy.allow.flatMap((rule, i) => openIn(rule).map((words) => `allow[${i}] ${words}`));
  if (address !== undefined && !isAddressEqual(policy.key, address))
    remarks.push(`it is for the key ${policy.key}, this is ${address}: all is refused`);
  if (policy.expires !== undefined && policy.expires * 1000 <= now) remarks.push("it ended: all is refused");
  if (policy.allow.length === 0) remarks.push("it has no rule: all is refused");
  if (policy.log !== "required") remarks.push("the key may be used where no log tells it");
  return remarks;
}

function openIn({ acts, chains, contracts, calls }: Rule): string[] {
  const typed = acts.filter((act) => act !== "Transaction" && act !== "Message");
  const calling = acts.filter((act) => CALLING.includes(act));
  const any = (calls ?? []).filter(({ functions }) => functions === undefined).map(({ target }) => target);
  return [
    ...(chains === undefined ? ["names no chains: any"] : []),
    ...(contracts === undefined && typed.length > 0
      ? [`names no contracts for ${typed.join(", ")}: any`]
      : []),
    ...(calls === undefined && calling.length > 0 ? [`names no calls for ${calling.join(", ")}: any`] : []),
    ...(acts.includes("Message") ? ["allows messages, of which a policy sees a hash alone"] : []),
    ...any.map((target) => `allows every function of ${target}`),
    ...(calls ?? [])
      .filter(({ delegate }) => delegate)
      .map(({ target }) => `lets the code of ${target} run as a Safe`),
  ];
}
