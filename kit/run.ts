import { pretty } from "../src/canonical.ts";
import { BaseError, report } from "../src/errors.ts";
import { facts, sections } from "../tasks/ui/table.ts";
import { argumentsOf, type Command, JSON_OPTION, spelled } from "./command.ts";
import { COMMANDS } from "./commands.ts";

/** Runs the command that the arguments name. @returns the exit code */
export async function run(args: readonly string[]): Promise<number> {
  const isHelp = args.length === 0 || args.includes("--help") || args[0] === "help";
  const command = COMMANDS.find(({ name }) => {
    const words = name.split(" ");
    return words.every((word, at) => args[at] === word);
  });
  try {
    if (isHelp) {
      process.stdout.write(`${command === undefined ? overview() : help(command)}\n`);
      return 0;
    }
    if (command === undefined) throw unknownCommand();
    const given = argumentsOf(command, args.slice(command.name.split(" ").length));
    const { default: action } = await command.action();
    return (await action(given as never, undefined as never)).success ? 0 : 1;
  } catch (error) {
    const { text, json } = report(error);
    if (args.includes("--json")) process.stdout.write(pretty({ error: json }));
    else process.stderr.write(`${text}\n`);
    return 1;
  }
}

function overview(): string {
  return sections(
    "Conclave's kit for a machine without network: node kit.mjs <command>",
    facts(COMMANDS.map(({ name, about }) => [name, about])),
    "node kit.mjs <command> --help tells more; docs/air-gap.md tells how to use it.",
  );
}

function help({ name, about, example, takes, options }: Command): string {
  const places = takes.map((place) => `<${place}>`).join(" ");
  const rows = Object.entries({ ...options, json: JSON_OPTION }).map(
    ([option, { about: what, default: usual }]) =>
      [spelled(option), usual === undefined ? what : `${what} (${usual})`] as const,
  );
  return sections(
    `node kit.mjs ${name} ${places}`.trimEnd(),
    about,
    facts(rows),
    `Example: node kit.mjs ${example}`,
  );
}

function unknownCommand(): BaseError {
  return new BaseError({
    code: "Kit.UnknownCommand",
    message: "the kit has no such command",
    fix: "see node kit.mjs --help",
  });
}
