import { atlasOf } from "../../src/role/atlas.ts";
import { catalogue } from "../../src/role/catalogue.ts";
import type { RoleFinding } from "../../src/role/finding.ts";
import type { World } from "../../src/role/world.ts";
import { formatDate } from "../../src/time.ts";
import { facts, list, sections, table } from "./table.ts";

const HEAD = ["power", "brings about", "who", "takes", "delay", "until"];

/** Contract by contract: a heading, then its powers, one member a line. */
export function catalogueText(world: World, findings: readonly RoleFinding[]): string {
  const { number, timestamp } = world.block;
  const atlas = atlasOf(world);
  const entries = catalogue(world);
  return sections(
    facts([
      ["chain", String(world.chainId)],
      ["block", `${number}, ${formatDate(timestamp)}`],
      ["contracts", String(entries.length)],
      ["powers", String(world.powers.length)],
    ]),
    ...entries.map(({ address, name, is, rows }) => [
      `${name}${name === address ? "" : `  ${address}`}${is.length === 0 ? "" : `  (${is.join(", ")})`}`,
      indented(
        table(
          HEAD,
          rows.map(({ power, effects, who, takes, delay, until }) => [
            short(power),
            effects,
            who.join("\n"),
            takes,
            delay,
            until.join("\n"),
          ]),
        ),
      ),
    ]),
    list(
      "could not be read",
      world.unread.map(({ on, what, why }) => `${atlas.name(on)}: ${what}: ${why}`),
    ),
    summary(findings),
  );
}

/** Addresses and hashes in a name by their ends, as long as they are in the id. */
function short(name: string): string {
  return name.replace(/0x([0-9a-fA-F]{4})[0-9a-fA-F]{28,}([0-9a-fA-F]{4})/g, "0x$1…$2");
}

function indented(text: string): string {
  return text
    .split("\n")
    .map((line) => (line === "" ? "" : `  ${line}`))
    .join("\n");
}

function summary(findings: readonly RoleFinding[]): string {
  const bad = Map.groupBy(
    findings.filter(({ severity }) => severity !== "ok" && severity !== "unknown"),
    ({ severity }) => severity,
  );
  const counts = [...bad].map(([severity, some]) => `${some.length} ${severity}`);
  return counts.length === 0 ? "" : `found wrong: ${counts.join(", ")}; hardhat role check says what and why`;
}
