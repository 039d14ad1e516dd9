import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const MODULE = fileURLToPath(new URL("../../tasks/ports/source-passphrase.ts", import.meta.url));
const HAS_SCRIPT = process.platform === "linux" && spawnSync("script", ["--version"]).status === 0;

/** Somebody types answers at a terminal, each once a question is there; gives what the screen had. */
async function typed(record: string | undefined, ...answers: string[]): Promise<string> {
  const code = `const { withSourcePassphrase } = await import(${JSON.stringify(MODULE)});
    const options = { keys: "keys", generateSource: false, record: ${JSON.stringify(record)} };
    await withSourcePassphrase(options, async ({ length }) => console.log("bytes: " + length))
      .catch((error) => console.log("refused: " + error.code));`;
  const { CI: _, ...env } = process.env;
  const command = `'${process.execPath}' --input-type=module --eval '${code}'`;
  const child = spawn("script", ["-qfec", command, "/dev/null"], { env: { ...env, NO_COLOR: "1" } });
  const questions = [/Password for/, /The same again/];
  let screen = "";
  for await (const chunk of child.stdout) {
    screen += String(chunk);
    const [next] = questions;
    if (next === undefined || !next.test(screen)) continue;
    questions.shift();
    child.stdin.write(`${answers.shift() ?? ""}\r`);
  }
  return screen;
}

describe.skipIf(!HAS_SCRIPT)("a passphrase that a key follows from, typed at a terminal", () => {
  test("is typed twice for a new key: a slip would give a key that nobody can derive again", async () => {
    expect(await typed(undefined, "ladle-quiver", "ladle-quiver")).toMatch(/The same again.*bytes: 12/s);
    expect(await typed(undefined, "ladle-quiver", "ladle-quivre")).toContain("refused: Password.Differs");
  });

  test("is typed once for a key with a record, which tells a slip by itself", async () => {
    const screen = await typed("ana.derivation.json", "ladle-quiver");
    expect(screen).toContain("bytes: 12");
    expect(screen).not.toContain("The same again");
  });
});
