import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CHECKS } from "../../../src/safe/check/finding.ts";
import conclave from "../../../tasks/index.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const FOLDERS = ["src/safe/check", "src/safe/roster"];
const PAGES = ["docs/safe-check.md", "docs/safe-roster.md"];

const tasks = (conclave.tasks ?? []).flatMap((task) => {
  if (!("options" in task)) return [];
  const options = Object.keys(task.options ?? {}).map(
    (name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
  );
  return [{ id: task.id.join(" "), options: [...options, "--network", "--json"] }];
});

const files = [
  ...PAGES,
  ...FOLDERS.flatMap((folder) => readdirSync(join(ROOT, folder)).map((name) => join(folder, name))),
];
/** `hardhat safe …` and `safe …` in code marks, up to where the command ends. */
const commands = files.flatMap((path) =>
  [...readFileSync(join(ROOT, path), "utf8").matchAll(/(?:hardhat |`)(safe [a-z][^`"'#\n;,)]*)/g)].map(
    ([, command = ""]) => ({ path, command: command.trim() }),
  ),
);

describe("commands that findings and their pages name", () => {
  it("are many", () => {
    expect(commands.length).toBeGreaterThan(30);
  });

  it.each(commands.map(({ path, command }) => [`${path}: ${command}`, command] as const))(
    "%s",
    (_, command) => {
      const task = tasks
        .filter(({ id }) => `${command} `.startsWith(`${id} `))
        .sort((a, b) => b.id.length - a.id.length)[0];
      const isGroup = command === "safe roster";
      expect(isGroup || task !== undefined).toBe(true);
      const options = command.split(" ").filter((word) => word.startsWith("--"));
      expect(options.filter((option) => !(task?.options ?? []).includes(option))).toEqual([]);
    },
  );
});

it("docs/safe-check.md has every check, in the code's order", () => {
  const page = readFileSync(join(ROOT, "docs/safe-check.md"), "utf8");
  const rows = [...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);
  expect(rows).toEqual(Object.keys(CHECKS));
});
