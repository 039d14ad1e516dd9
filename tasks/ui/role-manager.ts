import type { Manager } from "../../src/role/deployment.ts";
import { facts, sections } from "./table.ts";

export function managerDeployedText(
  { address, conclave, head }: Manager,
  isNew: boolean,
  recorded: string | undefined,
): string {
  return sections(
    `the RoleManager ${isNew ? "is" : "was already"} at ${address}`,
    facts([
      ["Conclave", `${conclave}, its only admin`],
      ["head of its record", head],
    ]),
    recorded === undefined
      ? `write it into the charter: chain.roles: "${address}"`
      : `${recorded} names it now`,
    "next: write roles into the charter; `charter plan` makes proposals of them",
  );
}
