/** What one test file kept secret, and what could be read of it: written down for the search at the end of the run (run.ts). */
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const line = z.discriminatedUnion("is", [
  /** Bytes that the code under test held as a secret, as base64. */
  z.object({ is: z.literal("secret"), bytes: z.string() }),
  /** What others can read. `of` names the program that was started, the task that printed, the error. */
  z.object({
    is: z.enum(["argument", "environment", "output", "error", "print"]),
    of: z.string(),
    text: z.string(),
  }),
]);
export type Told = z.output<typeof line>;
export type Tell = (told: Told) => void;
export type Recorder = { readonly tell: Tell; readonly flush: () => void };

/** Writes each thing once, as lines of a file, whenever it is asked to. */
export function recorder(folder: string, name: string): Recorder {
  const known = new Set<string>();
  let fresh: string[] = [];
  return {
    tell(told) {
      const text = JSON.stringify(told);
      if (known.has(text)) return;
      known.add(text);
      fresh.push(text);
    },
    flush() {
      if (fresh.length > 0) appendFileSync(join(folder, name), `${fresh.join("\n")}\n`, { mode: 0o600 });
      fresh = [];
    },
  };
}

export function parseRecords(text: string): Told[] {
  const lines = text.split("\n").filter((one) => one !== "");
  return lines.map((one) => line.parse(JSON.parse(one)));
}
