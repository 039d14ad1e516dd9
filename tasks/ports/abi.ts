import { z } from "zod";
import type { Charter } from "../../src/charter/schema.ts";
import { readJson } from "../../src/files.ts";

type Parameter = {
  readonly type: string;
  readonly name?: string | undefined;
  readonly indexed?: boolean | undefined;
  readonly components?: readonly Parameter[] | undefined;
};

const parameter: z.ZodType<Parameter> = z.lazy(() =>
  z.object({
    type: z.string(),
    name: z.string().optional(),
    indexed: z.boolean().optional(),
    components: z.array(parameter).optional(),
  }),
);
const items = z.array(
  z.looseObject({ type: z.string(), name: z.string().optional(), inputs: z.array(parameter).optional() }),
);
const abiSchema = z.union([items, z.object({ abi: items }).transform(({ abi }) => abi)]);

/** Functions, events and errors of an ABI or artifact (JSON), as in Solidity. @throws `Files.*` */
export async function readAbi(path: string): Promise<readonly string[]> {
  const abi = await readJson(path, abiSchema);
  return abi
    .filter(({ type }) => ["function", "event", "error"].includes(type))
    .map(({ type, name = "", inputs = [] }) => `${type} ${name}(${inputs.map(written).join(", ")})`);
}

/** The functions a charter's rules name, to decode calls with. */
export function charterFunctions(charter: Charter | undefined): readonly string[] {
  const rules = [...(charter?.rules ?? []), ...(charter?.emergency ?? [])];
  return rules.flatMap((rule) => (rule.function === undefined ? [] : [`function ${rule.function}`]));
}

function written({ type, name, indexed, components }: Parameter): string {
  const shape =
    components === undefined ? type : `(${components.map(written).join(", ")})${type.slice("tuple".length)}`;
  return [shape, indexed === true ? "indexed" : "", name ?? ""].filter((part) => part !== "").join(" ");
}
