import { z } from "zod";
import { schemaText } from "../proposal/schema.ts";
import { safeFileSchema } from "./file.ts";

/** The JSON Schema of the Safe proposal file, as it is published in `schemas/safe-proposal.schema.json`. */
export function jsonSchemaText(): string {
  return schemaText({
    title: "Safe proposal file",
    description:
      "A transaction of a Safe, all that is needed to judge it, and its owners' signatures. See docs/safe.md.",
    ...z.toJSONSchema(safeFileSchema, { io: "input" }),
  });
}
