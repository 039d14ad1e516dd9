import { z } from "zod";
import { BaseError } from "../errors.ts";
import { Secret } from "../keys/secret.ts";
import { readSecretBytes } from "../secret-files.ts";
import type { Room } from "./room.ts";
import { line } from "./script.ts";

/** Answers written beforehand, for rehearsals and tests. What is not said is "yes", but for deviations: without one it stops. */
const schema = z.strictObject({
  version: z.literal(1),
  /** By step: what is said instead of yes. */
  confirm: z.record(z.string(), line).default({}),
  /** By what the script calls it. */
  record: z.record(z.string(), line).default({}),
  /** By key: digits. */
  dice: z.record(z.string(), z.string().max(5_000)).default({}),
  /** By step: why people go on. */
  deviations: z.record(z.string(), line).default({}),
});

export type Answers = z.output<typeof schema>;

/** Reads answers; the file may hold secrets, and must be its owner's alone. @throws `Ceremony.BadAnswers`, what `readSecretBytes` throws */
export async function readAnswers(path: string): Promise<Answers> {
  const bytes = await readSecretBytes(path, 2 ** 20);
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch {
    value = undefined;
  } finally {
    bytes.fill(0);
  }
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw new BaseError({
    code: "Ceremony.BadAnswers",
    message: `${path} holds no answers for a ceremony`,
    fix: "docs/ceremony.md says what they look like",
    details: {
      path,
      fields: read.error.issues.map(({ path: at }) => at.map(String).join(".") || "the file"),
    },
  });
}

/** A room without people. @param tell where to show things */
export function answering(
  answers: Answers,
  tell: Room["tell"],
  password: (label: string, isNew: boolean) => Promise<Secret>,
): Room {
  return {
    tell,
    confirm: async (step) => answers.confirm[step] ?? "yes",
    record: async (as) => {
      const value = answers.record[as];
      if (value !== undefined) return value;
      throw noAnswer("record", as);
    },
    deviation: async (step) => answers.deviations[step],
    password,
    async dice(label) {
      const digits = answers.dice[label];
      if (digits !== undefined) return Secret.text(digits);
      throw noAnswer("dice", label);
    },
  };
}

function noAnswer(field: string, name: string): BaseError {
  return new BaseError({
    code: "Ceremony.NoAnswer",
    message: `the answers have nothing for "${name}"`,
    fix: `add it under "${field}"`,
    details: { field, name },
  });
}
