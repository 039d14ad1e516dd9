import { z } from "zod";
import { schemaText } from "../proposal/schema.ts";
import { activationSchema } from "./activation.ts";
import { checklistSchema } from "./holder/file.ts";
import { planSchema } from "./plan/file.ts";
import { responseSchema } from "./respond/response.ts";

const SCHEMAS = {
  activation: [activationSchema, "Proof that a key is held", "docs/charter-plan.md"],
  "charter-plan": [planSchema, "What makes one chain what the charter says", "docs/charter-plan.md"],
  "holder-checklist": [checklistSchema, "What somebody's coming or going takes", "docs/holders.md"],
  "role-response": [responseSchema, "What takes a key's or a person's powers away", "docs/holders.md"],
} as const satisfies Record<string, readonly [z.ZodType, string, string]>;

export const NAMES = Object.keys(SCHEMAS) as readonly (keyof typeof SCHEMAS)[];

/** The JSON Schema of a file that people pass on, as it is published in `schemas/<name>.schema.json`. */
export function jsonSchemaText(name: keyof typeof SCHEMAS): string {
  const [schema, title, page] = SCHEMAS[name];
  return schemaText({ title, description: `See ${page}.`, ...z.toJSONSchema(schema, { io: "input" }) });
}
