import { parseArgs } from "node:util";
import { BaseError } from "../src/errors.ts";
import type { answering } from "../tasks/ports/answer.ts";

/** What may be given by `--name`. Text unless it is a flag; undefined unless it has a default. */
export type Option = { readonly about: string; readonly flag?: true; readonly default?: string };

/** A command: the same shape of options as the task of this name has, so that both can share one action. */
export type Command = {
  readonly name: string;
  readonly about: string;
  readonly example: string;
  /** Names of what stands without `--`; the last may end in `…` and then takes all that follow. */
  readonly takes: readonly string[];
  readonly options: Readonly<Record<string, Option>>;
  readonly action: () => Promise<{ readonly default: Action }>;
};

// The actions that are shared do not look at Hardhat's environment: there is none here.
export type Action = (args: never, hre: never) => ReturnType<ReturnType<typeof answering>>;

export const JSON_OPTION: Option = { about: "Print the result, or the error, as JSON", flag: true };

/** `passwordFile` is `--password-file`. */
export function spelled(option: string): string {
  return `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The arguments of a command as its action takes them. @throws `Kit.BadArguments` */
export function argumentsOf(command: Command, args: readonly string[]): Record<string, unknown> {
  const options = Object.entries({ json: JSON_OPTION, ...command.options });
  const { values, positionals } = parsed(command, options, args);
  const given = options.map(([name, { flag, default: usual }]) => {
    const value = values[spelled(name).slice(2)];
    return [name, flag ? value === true : (value ?? usual)] as const;
  });
  return { ...Object.fromEntries(given), ...placed(command, positionals) };
}

function parsed(command: Command, options: readonly (readonly [string, Option])[], args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: Object.fromEntries(
        options.map(
          ([name, { flag }]) => [spelled(name).slice(2), { type: flag ? "boolean" : "string" }] as const,
        ),
      ),
    });
  } catch (cause) {
    // Node's message quotes what it does not know, which a hurried person may have meant as a password.
    throw badArguments(command, (cause as { code?: string }).code ?? "unreadable");
  }
}

function placed({ takes, ...command }: Command, given: readonly string[]): Record<string, unknown> {
  const last = takes.at(-1);
  const isOpen = last?.endsWith("…") === true;
  const single = isOpen ? takes.slice(0, -1) : takes;
  if (given.length < single.length || (!isOpen && given.length > single.length))
    throw badArguments(
      { takes, ...command },
      `takes ${takes.map((name) => `<${name}>`).join(" ") || "nothing"}`,
    );
  return {
    ...Object.fromEntries(single.map((name, at) => [name, given[at]])),
    ...(last !== undefined && isOpen ? { [last.slice(0, -1)]: given.slice(single.length) } : {}),
  };
}

function badArguments({ name, example }: Command, why: string): BaseError {
  return new BaseError({
    code: "Kit.BadArguments",
    message: `${name} cannot be run with these arguments (${why})`,
    fix: `write for instance: node kit.mjs ${example}; see node kit.mjs ${name} --help`,
    details: { command: name, why },
  });
}
