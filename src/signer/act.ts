import type { TypedData } from "./signer.ts";

/** Of no chain: what is signed is an act between people. */
const DOMAIN = { name: "Conclave", version: "1" } as const;

/**
 * Typed data of one act. Every act has a type of its own, named as no other in the project, so that no signature passes for another.
 * @param fields as EIP-712 spells them: `bytes32 form,string about`
 */
export function act(primaryType: string, fields: string, message: Record<string, unknown>): TypedData {
  const types = fields.split(",").map((field) => {
    const [type = "", name = ""] = field.split(" ");
    return { name, type };
  });
  return { domain: DOMAIN, types: { [primaryType]: types }, primaryType, message };
}
