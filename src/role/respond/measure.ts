import { z } from "zod";
import { textSchema, uintSchema } from "../../json.ts";

const line = textSchema({ lines: false });

export const MEASURES = [
  "suspend",
  "cancel",
  "revoke",
  "key",
  "rotate",
  "safe",
  "announcement",
  "handover",
  "consent",
  "keystore",
  "automaton",
  "charter",
  "training",
  "proof",
  "activate",
  "accept",
] as const;

/**
 * Something that is to be done, by whom and how. `done`: the chain, or the folder, says so. `unknown`: nothing that can be asked says whether;
 * a person has to.
 */
export const measureSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/, "must be lower-case words joined by hyphens"),
  kind: z.enum(MEASURES),
  what: line,
  words: z.array(line),
  who: z.array(line).describe("people who do it, or whose consent it takes"),
  command: line.nullable(),
  file: line.nullable().describe("the proposal, beside this file"),
  tier: uintSchema(8).nullable(),
  delay: uintSchema(40).nullable().describe("seconds from its scheduling until it can run"),
  waits: z.array(z.string()),
  state: z.enum(["open", "done", "unknown"]),
});

export type Measure = z.output<typeof measureSchema>;

/** A measure with what is mostly empty left out. */
export function measure(
  given: Pick<Measure, "id" | "kind" | "what"> & Partial<Omit<Measure, "id" | "kind" | "what">>,
): Measure {
  return {
    words: [],
    who: [],
    command: null,
    file: null,
    tier: null,
    delay: null,
    waits: [],
    state: "open",
    ...given,
  };
}

/** Part of an id, from what people or contracts are called. */
export function slug(text: string): string {
  return (text.toLowerCase().match(/[a-z0-9]+/g) ?? ["x"]).join("-").slice(0, 40);
}
