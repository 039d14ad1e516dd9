import { memberName } from "../../src/charter/role-resolve.ts";
import type { CharterMember, CharterRole } from "../../src/charter/role-schema.ts";
import type { Charter } from "../../src/charter/schema.ts";
import { joinWords } from "../../src/charter/words.ts";
import { formatDate, formatDuration } from "../../src/time.ts";
import { list, table } from "./table.ts";

/** The parts of a charter about roles: nothing if there are none. */
export function rolesText(charter: Charter): string[] {
  const { chains, roles, open, duties, automata, catalogue, limits } = charter;
  return [
    table(
      ["further chain", "Conclave", "RoleManager"],
      chains.map((chain) => [String(chain.id), chain.conclave ?? "", chain.roles ?? ""]),
    ),
    table(
      ["role", "name", "granted by", "stopped by", "reviewed by", "term", "review", "grace", ""],
      roles.map((role) => [
        String(role.id),
        role.name,
        role.admin ?? "Conclave",
        role.guardian ?? "Conclave",
        role.reviewer ?? "Conclave",
        role.term === 0 ? "no end" : formatDuration(role.term),
        formatDuration(role.review),
        formatDuration(role.grace),
        marks(role),
      ]),
    ),
    table(
      ["role", "opens", "of"],
      [...roles, { name: "everybody", functions: open }].flatMap(({ name, functions }) =>
        functions.map((entry) => [name, entry.function ?? entry.selector ?? "", entry.target]),
      ),
    ),
    table(
      ["role", "member", "whose", "delay", "until"],
      roles.flatMap(({ name, members }) =>
        members.map((member) => [
          name,
          memberName(member),
          whose(charter, member),
          formatDuration(member.delay),
          member.until === undefined ? "" : formatDate(member.until),
        ]),
      ),
    ),
    list(
      "kept apart",
      duties.map((pair) => joinWords(pair)),
    ),
    table(
      ["declared contract", "whose"],
      automata.map(({ contract, holder }) => [contract, holder ?? "nobody's alone"]),
    ),
    table(
      ["power", "on", "is meant for", "because"],
      catalogue.map(({ role, on, members, reason }) => [
        role,
        on,
        members.length === 0 ? "nobody" : joinWords(members),
        reason ?? "",
      ]),
    ),
    table(
      ["it must take, for", "on", "people", "organisations", "vendors", "places"],
      limits.map(({ goal, on, ...counts }) => [
        goal,
        on ?? "anything",
        ...[counts.people, counts.organisations, counts.vendors, counts.places].map((one) =>
          String(one ?? ""),
        ),
      ]),
    ),
  ];
}

function marks(role: CharterRole): string {
  return ["critical", "live"].filter((mark) => role[mark as "critical" | "live"]).join(", ");
}

function whose({ keys, automata }: Charter, { key, contract }: CharterMember): string {
  if (key !== undefined) return keys.find(({ label }) => label === key)?.owner ?? "";
  return automata.find((one) => one.contract === contract)?.holder ?? "";
}
