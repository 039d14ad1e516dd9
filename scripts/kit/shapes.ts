import type { Command } from "../../kit/command.ts";
import { SHARED_TASKS } from "../../kit/shared-names.ts";
import { BaseError } from "../../src/errors.ts";
import conclave from "../../tasks/index.ts";

type Shape = Omit<Command, "name" | "action">;

/** What each shared command takes, from the task that it is. */
export function shapes(): Readonly<Record<string, Shape>> {
  return Object.fromEntries(Object.entries(SHARED_TASKS).map(([name, task]) => [name, shapeOf(name, task)]));
}

function shapeOf(name: string, id: string): Shape {
  const task = (conclave.tasks ?? []).find((item) => item.id.join(" ") === id);
  if (task === undefined || !("positionalArguments" in task)) {
    throw new BaseError({
      code: "Kit.NoSuchTask",
      message: `there is no task "${id}" for the kit's "${name}"`,
      fix: "bring kit/shared-names.ts in step with the tasks",
    });
  }
  const [about = "", example = ""] = (task.description ?? "").split(". Example: hardhat ");
  const options = Object.entries(task.options ?? {}).filter(([option]) => option !== "json");
  return {
    about,
    example: example.replace(id, name),
    takes: (task.positionalArguments ?? []).map((place) => `${place.name}${place.isVariadic ? "…" : ""}`),
    options: Object.fromEntries(
      options.map(([option, { description, type, defaultValue }]) => [
        option,
        {
          about: description,
          ...(type === "FLAG" ? { flag: true as const } : {}),
          ...(typeof defaultValue === "string" ? { default: defaultValue } : {}),
        },
      ]),
    ),
  };
}
