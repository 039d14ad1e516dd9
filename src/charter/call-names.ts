import { calldataHash, contractAddress, selectorOf } from "./resolve.ts";
import type { Charter } from "./schema.ts";

/** What a charter calls the functions and calls it lists, by `address/selector` and `address/calldata hash` in lower case. */
export function callNames(charter: Charter): Map<string, string> {
  const names = new Map<string, string>();
  for (const rule of charter.rules) {
    const key = `${contractAddress(charter, rule.target)}/${selectorOf(rule)}`;
    if (rule.function !== undefined) names.set(key.toLowerCase(), rule.function);
  }
  for (const rule of charter.emergency) {
    const key = `${contractAddress(charter, rule.target)}/${calldataHash(charter, rule)}`;
    if (rule.function === undefined) continue;
    const shown =
      rule.args === undefined ? rule.function : `${rule.function} with ${JSON.stringify(rule.args)}`;
    names.set(key.toLowerCase(), shown);
  }
  return names;
}
