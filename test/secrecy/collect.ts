import { type Box, boxesIn } from "./boxes.ts";
import { isText } from "./needles.ts";
import { papersIn } from "./papers.ts";

export type Medium = "file" | "argument" | "environment" | "output" | "error" | "print";
/** What could be read: in which test file, how, and of which file, program, task or error. */
export type Text = {
  readonly test: string;
  readonly by: Medium;
  readonly of: string;
  readonly bytes: Buffer;
};
/** What must not be read. */
export type Kept = { readonly test: string; readonly bytes: Buffer };

/** Each try costs some ten milliseconds. */
const MOST_TRIES = 40;

/**
 * Everything that must not be read: what tests told, what people were given, what lies where passwords may lie, and what those passwords
 * open.
 * @param isList whether it is a file of which each line is a secret
 */
export async function collect(
  told: readonly Kept[],
  texts: readonly Text[],
  isList: (text: Text) => boolean,
): Promise<{ kept: Kept[]; opened: number; closed: number }> {
  const met = texts.flatMap((text) => {
    const said = text.bytes.toString("utf8");
    const lines = isList(text) ? said.split("\n").map((line) => line.trimEnd()) : [];
    return [...papersIn(said), ...lines].map((one) => ({ test: text.test, bytes: Buffer.from(one) }));
  });
  const kept = distinct([...told, ...met]);
  const boxes = await open(texts, kept);
  return { ...boxes, kept: distinct([...kept, ...boxes.contents]) };
}

/** Opens what is encrypted in files, by the passwords of the same test; if they have none, by all, the commonest first. */
async function open(texts: readonly Text[], kept: readonly Kept[]) {
  const passwords = kept.filter(({ bytes }) => bytes.length > 0 && bytes.length <= 100 && isText(bytes));
  const ofTest = Map.groupBy(passwords, ({ test }) => test);
  const uses = Map.groupBy(passwords, ({ bytes }) => bytes.toString());
  const common = [...uses.values()].sort((a, b) => b.length - a.length).flatMap(([one]) => one ?? []);
  const done = new Set<string>();
  const contents: Kept[] = [];
  let opened = 0;
  for (const { test, bytes } of texts) {
    for (const box of boxesIn(bytes.toString("utf8"))) {
      if (done.has(box.id)) continue;
      done.add(box.id);
      const found = await tryAll(box, ofTest.get(test) ?? common);
      if (found.length > 0) opened++;
      contents.push(...found.map((one) => ({ test, bytes: one })));
    }
  }
  return { contents, opened, closed: done.size - opened };
}

/** What opened one box is tried first on the next. */
async function tryAll(box: Box, passwords: Kept[]): Promise<Buffer[]> {
  const found: Buffer[] = [];
  for (const password of passwords.slice(0, MOST_TRIES)) {
    found.push(...(await box.open(password.bytes)));
    if (!box.proves || found.length === 0) continue;
    passwords.unshift(...passwords.splice(passwords.indexOf(password), 1));
    break;
  }
  return found;
}

function distinct(all: readonly Kept[]): Kept[] {
  return [...new Map(all.map((one) => [`${one.test} ${one.bytes.toString("base64")}`, one])).values()];
}
