import { readFileSync } from "node:fs";
import type { Abi, Hex } from "viem";
import { z } from "zod";

const schema = z.object({
  abi: z.custom<Abi>(Array.isArray),
  bytecode: z.custom<Hex>((value) => typeof value === "string" && value.startsWith("0x")),
  deployedBytecode: z.custom<Hex>((value) => typeof value === "string" && value.startsWith("0x")),
});

export type Artifact = z.output<typeof schema>;

/** What was compiled from `contracts/<path>.sol`, such as `Conclave` or `mocks/Vault`, or from `@package/<path>.sol`. */
export function artifact(path: string): Artifact {
  const name = path.split("/").at(-1);
  const source = path.startsWith("@") ? path : `contracts/${path}`;
  return schema.parse(JSON.parse(readFileSync(`artifacts/${source}.sol/${name}.json`, "utf8")));
}
