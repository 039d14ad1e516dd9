import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import conclave from "../../tasks/index.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const RUNBOOKS = readdirSync(join(ROOT, "docs", "runbooks")).map((name) => join("docs", "runbooks", name));
const PAGES = ["README.md", ...RUNBOOKS];

/** Hardhat's own. */
const OTHER_TASKS = ["node"];
const GLOBAL_OPTIONS = ["--network"];

type Command = { readonly page: string; readonly words: readonly string[] };

/** Every `npx hardhat …` of a page, in code blocks (joined where a line goes on) and in running text. */
function commandsOf(page: string): Command[] {
  const text = readFileSync(join(ROOT, page), "utf8").replace(/\\\n\s*/g, "");
  return [...text.matchAll(/npx hardhat ([^`\n;#]+)/g)].map(([, command = ""]) => ({
    page,
    words: [...command.matchAll(/"[^"]*"|\S+/g)].map(([word]) => word),
  }));
}

/** A group such as `charter` has no options, and is no command by itself. */
const tasks = (conclave.tasks ?? []).flatMap((task) => {
  if (!("options" in task)) return [];
  const options = Object.keys(task.options ?? {}).map(
    (name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
  );
  return [{ id: task.id.join(" "), options }];
});

/** The task a command names: of two that fit the longer. */
function taskOf({ words }: Command) {
  return tasks
    .filter(({ id }) => `${words.join(" ")} `.startsWith(`${id} `))
    .sort((a, b) => b.id.length - a.id.length)[0];
}

const commands = PAGES.flatMap(commandsOf).filter(({ words }) => !OTHER_TASKS.includes(words[0] ?? ""));

describe("the commands in README and runbooks", () => {
  it("are many", () => {
    expect(commands.length).toBeGreaterThan(40);
  });

  it.each(commands.map((command) => [`${command.page}: ${command.words.join(" ")}`, command] as const))(
    "%s is a task with these options",
    (_, command) => {
      const task = taskOf(command);
      const options = command.words.filter((word) => word.startsWith("--"));
      expect(task).toBeDefined();
      expect(
        options.filter((option) => ![...GLOBAL_OPTIONS, ...(task?.options ?? [])].includes(option)),
      ).toEqual([]);
    },
  );
});
