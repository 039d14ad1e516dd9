import hre from "hardhat";
import type { Task } from "hardhat/types/tasks";
import { expect, test } from "vitest";
import plugin from "../../tasks/index.ts";

/** Every command of issue 2, and those that came with it. */
const COMMANDS = [
  "audit history",
  "audit verify",
  "backup lint",
  "charter apply",
  "charter check",
  "charter diff",
  "charter init",
  "charter plan",
  "charter prove",
  "charter show",
  "conclave deploy",
  "conclave show",
  "conclave void",
  "emergency",
  "holder offboard",
  "holder onboard",
  "key activate",
  "key attest",
  "key card",
  "key compromise",
  "key doctor",
  "key generate",
  "key lift",
  "key list",
  "key log alerts",
  "key log anchor",
  "key log check",
  "key log checkpoint",
  "key log init",
  "key log prove",
  "key log show",
  "key log verify",
  "key recover",
  "key retire",
  "key rotate",
  "key show",
  "key split",
  "key suspend",
  "packet identity",
  "packet open",
  "packet receipt",
  "packet recipient",
  "packet seal",
  "packet verify-receipt",
  "proposal add",
  "proposal approve",
  "proposal cancel",
  "proposal create",
  "proposal execute",
  "proposal list",
  "proposal merge",
  "proposal status",
  "proposal submit",
  "proposal test",
  "proposal typed",
  "role blast",
  "role catalogue",
  "role check",
  "role collusion",
  "role declare",
  "role deploy",
  "role history",
  "role respond",
  "role review add",
  "role review decide",
  "role review list",
  "role review prepare",
  "role review sign",
  "role review submit",
  "role review typed",
  "safe add",
  "safe adopt",
  "safe announce",
  "safe approve",
  "safe check",
  "safe create",
  "safe execute",
  "safe exit announce",
  "safe exit execute",
  "safe exit status",
  "safe exit withdraw",
  "safe export",
  "safe guard deploy",
  "safe history",
  "safe import",
  "safe leave",
  "safe merge",
  "safe message announce",
  "safe message create",
  "safe message show",
  "safe message sign",
  "safe propose",
  "safe prove",
  "safe pull",
  "safe queue",
  "safe reject",
  "safe roster apply",
  "safe roster diff",
  "safe roster plan",
  "safe show",
  "safe sign",
  "safe status",
  "safe test",
  "safe typed",
  "safe void",
  "safe withdraw",
  "seed check",
  "seed derive",
  "seed generate",
  "seed import",
  "seed list",
  "seed words",
  "sweep plan",
  "sweep run",
];

const ids = plugin.tasks?.map(({ id }) => (typeof id === "string" ? [id] : id)) ?? [];
const tasks = ids.map((id) => hre.tasks.getTask(id)).filter((task) => !task.isEmpty);
const nameOf = ({ id }: Task) => id.join(" ");

test("the plugin has the commands of the issue", () => {
  expect(tasks.map(nameOf).sort()).toEqual(COMMANDS);
});

test.each(tasks.map((task) => [nameOf(task), task] as const))(
  "%s has --json, and help with an example of itself",
  (name, task) => {
    expect(task.options.has("json")).toBe(true);
    expect(task.description).toContain(`. Example: hardhat ${name}`);
    for (const [option, { description }] of task.options) expect(description, option).not.toBe("");
  },
);

test("no option takes a secret", () => {
  const named = tasks.flatMap((task) => [...task.options.keys()]);
  for (const option of new Set(named)) expect(option).not.toMatch(/secret|mnemonic|private|password$/i);
});
