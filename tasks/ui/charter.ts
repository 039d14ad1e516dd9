import { type Hex, keccak256, size } from "viem";
import type { Compiled } from "../../src/charter/compile.ts";
import type { Charter } from "../../src/charter/schema.ts";
import { joinWords, roleWords } from "../../src/charter/words.ts";
import { formatDate, formatDuration } from "../../src/time.ts";
import { rolesText } from "./charter-roles.ts";
import { facts, sections, table } from "./table.ts";

/** What a reviewer compares: the hashes that `amendRoster` and `amendRulebook` name. */
export function hashesOf({ rosterDocument, rulebookDocument }: Compiled): {
  rosterHash: Hex;
  rulebookHash: Hex;
} {
  return { rosterHash: keccak256(rosterDocument), rulebookHash: keccak256(rulebookDocument) };
}

/** That a charter stands up, and what it compiles to. */
export function acceptedText(file: string, charter: Charter, compiled: Compiled): string {
  const { rosterHash, rulebookHash } = hashesOf(compiled);
  const holders = new Set(charter.keys.map(({ owner }) => owner));
  return sections(
    `${file} is sound: the Conclave would take it`,
    facts([
      ["people", `${holders.size} with ${charter.keys.length} keys, in ${charter.tiers.length} tiers`],
      ["roster", `serial ${compiled.roster.serial}, ${size(compiled.rosterDocument)} bytes, ${rosterHash}`],
      [
        "rulebook",
        `serial ${compiled.rulebook.serial}, ${size(compiled.rulebookDocument)} bytes, ${rulebookHash}`,
      ],
    ]),
  );
}

/** The whole charter on a page. */
export function charterText(charter: Charter, compiled: Compiled): string {
  const { chain } = charter;
  const { rosterHash, rulebookHash } = hashesOf(compiled);
  return sections(
    charter.name,
    facts([
      ["chain", `${chain.id}${chain.conclave === undefined ? "" : `, Conclave ${chain.conclave}`}`],
      ["signing window", formatDuration(chain["signing-window"])],
      ["suspension", formatDuration(chain.suspension)],
      ["guardian cooldown", formatDuration(charter["guardian-cooldown"])],
      ["roster hash", rosterHash],
      ["rulebook hash", rulebookHash],
    ]),
    table(
      ["tier", "name", "approvals", "protected from", "delay", "grace", "tester", "counts"],
      charter.tiers.map((tier) => [
        String(tier.number),
        tier.name,
        String(tier.approvals),
        tier.override === 255 ? "never" : String(tier.override),
        formatDuration(tier.delay),
        formatDuration(tier.grace),
        tier.tester ? "needed" : "",
        roleWords(tier.counts),
      ]),
    ),
    table(
      ["key", "index", "person", "organisation", "kind", "roles", "expires"],
      charter.keys.map((key) => [
        key.label,
        String(key.index),
        key.owner,
        charter.people.find(({ name }) => name === key.owner)?.organisation ?? "",
        key.kind,
        roleWords(key.roles),
        formatDate(key.expires),
      ]),
    ),
    table(
      ["may call", "of", "in tiers", "value at most"],
      charter.rules.map((rule) => [
        rule.function ?? rule.selector ?? "",
        rule.target,
        joinWords(rule.tiers),
        `${rule["max-value"]} wei`,
      ]),
    ),
    table(
      ["without delay", "of", "in tiers", ""],
      charter.emergency.map((rule) => [
        rule.function ?? rule.calldata ?? rule.hash ?? "",
        rule.target,
        joinWords(rule.tiers),
        rule.alone ? "by one person alone" : "",
      ]),
    ),
    ...rolesText(charter),
  );
}
