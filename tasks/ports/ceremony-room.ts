import { once } from "node:events";
import { createInterface } from "node:readline/promises";
import prompt from "@inquirer/password";
import { type Answers, answering } from "../../src/ceremony/answers.ts";
import type { Room } from "../../src/ceremony/room.ts";
import { BaseError } from "../../src/errors.ts";
import { ROLLS } from "../../src/keys/entropy/health.ts";
import { isAttended, readPassword } from "../../src/keys/password.ts";
import { Secret } from "../../src/keys/secret.ts";
import { printable } from "../../src/printable.ts";
import { keeping, passwordSource, type SecretOptions } from "./secret.ts";

/** Passwords of keys and PINs of tokens: from people or a file each time, from a descriptor once. `wipe` when it is over. */
export function passwords(options: SecretOptions) {
  const source = passwordSource(options);
  const { ask, wipe } = keeping(() => readPassword(source, "the keys", { isNew: true }));
  return {
    wipe,
    async ask(label: string, isNew: boolean): Promise<Secret> {
      if (source.kind === "descriptor") return ask();
      return readPassword(source, isNew ? `the new key ${label}` : label, { isNew, known: [label] });
    },
  };
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
    dice: rolls,
  };
}

/** Hidden as they are typed, in as many lines as people like, up to an empty one. */
async function rolls(label: string): Promise<Secret> {
  const how = `roll at least ${ROLLS} times. Type digits 1 to 6, some to a line; end with an empty line.`;
  process.stderr.write(`${printable(`Dice for ${label}: ${how}`)}\n`);
  let text = "";
  for (;;) {
    const message = `${text.length} so far:`;
    // Unless switched off, Ctrl+T would show them in clear.
    const line = await prompt({ message, toggleMask: false, mask: "*" }, { output: process.stderr }).catch(
      () => {
        throw interrupted();
      },
    );
    const digits = line.replace(/\s/g, "");
    if (digits === "") return Secret.text(text);
    text += digits;
  }
}

async function question(text: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const closed = once(terminal, "close").then(() => {
    throw interrupted();
  });
  try {
    return (await Promise.race([terminal.question(printable(text)), closed])).trim();
  } finally {
    terminal.close();
  }
}

function interrupted(): BaseError {
  return new BaseError({
    code: "Task.Interrupted",
    message: "the ceremony was interrupted",
    fix: "run the command again: it goes on with this step",
  });
}
