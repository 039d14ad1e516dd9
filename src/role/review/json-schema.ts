import { z } from "zod";
import { schemaText } from "../../proposal/schema.ts";
import { reviewSchema } from "./schema.ts";

/** The JSON Schema of the review file, as it is published in `schemas/role-review.schema.json`. */
export function jsonSchemaText(): string {
  return schemaText({
    title: "Role review file",
    description:
      "The grants of a RoleManager, what speaks for and against each, and the reviewers' decisions. See docs/role-review.md.",
    ...z.toJSONSchema(reviewSchema, { io: "input" }),
  });
}
