import { createInterface } from "node:readline/promises";
import { type Answers, answering } from "../../src/ceremony/answers.ts";
import type { Room } from "../../src/ceremony/room.ts";
import { BaseError } from "../../src/errors.ts";
import { readPassword } from "../../src/keys/password.ts";
import type { Secret } from "../../src/keys/secret.ts";
import { isAttended, printable } from "../ui/terminal.ts";
import { copyOf, passwordSource, type SecretOptions } from "./secret.ts";

/** Passwords of keys: from people each time, from a file or descriptor once. `wipe` when it is over. */
export function passwords(options: SecretOptions) {
  const source = passwordSource(options);
  let kept: Secret | undefined;
  const ask = async (label: string, isNew: boolean): Promise<Secret> => {
    if (source.kind === "terminal")
      return readPassword(source, isNew ? `the new key ${label}` : label, { isNew });
    kept ??= await readPassword(source, label, { isNew: true });
    return copyOf(kept);
  };
  return { ask, wipe: () => kept?.wipe() };
}

/** People at the terminal, or their answers. @throws `Task.NobodyHere` */
export function roomFor(answers: Answers | undefined, ask: Room["password"]): Room {
  const tell = (text: string) => void process.stderr.write(`${printable(text)}\n`);
  if (answers !== undefined) return answering(answers, tell, ask);
  if (!isAttended()) {
    throw new BaseError({
      code: "Task.NobodyHere",
      message: "a ceremony needs people, and nobody is at the terminal",
      fix: "hold it at a terminal; to rehearse without people, add --answers",
    });
  }
  return {
    tell,
    confirm: (_, by, text) => question(`${text}\n${by}: type yes, or what is otherwise: `),
    record: (_, by, text) => question(`${text}\n${by}: `),
    async deviation(_, what) {
      const said = await question(`${what}\nType why you go on nevertheless, or nothing to stop: `);
      return said === "" ? undefined : said;
    },
    password: ask,
  };
}

async function question(text: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(printable(text))).trim();
  } finally {
    terminal.close();
  }
}
