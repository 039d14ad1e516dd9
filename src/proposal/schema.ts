import { z } from "zod";
import { proposalFileSchema } from "./file.ts";

/** The published JSON Schema of the proposal file (`schemas/proposal.schema.json`), as it must be written. */
export function jsonSchema(): object {
  return {
    title: "Conclave proposal file",
    description:
      "A proposed change, what its simulation showed, and the signatures collected so far. See docs/proposal.md.",
    ...z.toJSONSchema(proposalFileSchema, { io: "input" }),
  };
}
