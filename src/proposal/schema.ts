import { z } from "zod";
import { proposalFileSchema } from "./file.ts";

const LINE_WIDTH = 110;

/** The JSON Schema of the proposal file. */
export function jsonSchema(): object {
  return {
    title: "Conclave proposal file",
    description:
      "A proposed change, what its simulation showed, and the signatures collected so far. See docs/proposal.md.",
    ...z.toJSONSchema(proposalFileSchema, { io: "input" }),
  };
}

/** The schema as it is published in `schemas/proposal.schema.json`. */
export function jsonSchemaText(): string {
  return schemaText(jsonSchema());
}

/** A JSON Schema as text: short lists on one line, as the formatter has them. */
export function schemaText(schema: object): string {
  const text = JSON.stringify(schema, null, 2).replace(/^.*\[\n([^[\]{}]*?)\n\s*\](,?)$/gm, (list) => {
    const [head = "", ...items] = list.split("\n");
    const short = `${head}${items.map((item) => item.trim()).join(" ")}`.replace(/ \](,?)$/, "]$1");
    return short.length <= LINE_WIDTH ? short : list;
  });
  return `${text}\n`;
}
