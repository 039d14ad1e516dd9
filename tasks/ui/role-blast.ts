import { joinWords } from "../../src/charter/words.ts";
import type { Blast, Exercised } from "../../src/role/blast.ts";
import type { Stop } from "../../src/role/stops.ts";
import { accountName, after, powerName } from "../../src/role/words.ts";
import type { World } from "../../src/role/world.ts";
import { formatDate, formatDuration } from "../../src/time.ts";
import { facts, list, sections, table } from "./table.ts";

/** What the unit does alone, each with its way; then what it lacks one person for, and what it holds. */
export function blastText(world: World, { unit, alone, short, holdings }: Blast): string {
  return sections(
    facts([
      ["lost", unit.name],
      ["has", unit.holds.join(", ")],
      ["block", `${world.block.number} of chain ${world.chainId}, ${formatDate(world.block.timestamp)}`],
    ]),
    alone.length === 0 ? "alone: nothing that not anybody could" : "alone:",
    ...alone.map((one) => aloneText(world, one)),
    ...[...Map.groupBy(short, ({ with: names }) => names.join(", "))].map(([names, of]) =>
      list(
        `with any one of ${names}`,
        of.map(({ name, effects }) => `${name} (${effects.join(", ")})`),
      ),
    ),
    table(
      ["holds", "as", "taken away by"],
      [...Map.groupBy(holdings, ({ power }) => power).values()].map((of) => [
        of[0]?.name ?? "",
        of
          .map(({ account, key }) => (account === null ? `key ${key}` : accountName(world, account)))
          .join(", "),
        takenAway(world, of[0]),
      ]),
    ),
    list(
      "could not be read, so there may be more",
      world.unread.map(({ on, what, why }) => `${accountName(world, on)}: ${what} (${why})`),
    ),
  );
}

function takenAway(world: World, holding: Blast["holdings"][number] | undefined): string {
  if (holding === undefined) return "";
  const { removal, by } = holding;
  return by.length === 0 ? removal : `${removal}: ${by.map((id) => nameOf(world, id)).join(", ")}`;
}

function aloneText(world: World, { name, effects, delay, way, stops, stoppable }: Exercised): string {
  return [
    `  ${name} (${effects.join(", ")}), ${after(delay)}`,
    `      ${way}`,
    `      ${stopText(world, stops, stoppable)}`,
  ].join("\n");
}

/** Who can stop it: `Eve and Tom can stop it within 3 days`. */
export function stopText(world: World, stops: readonly Stop[], isSure: boolean): string {
  if (stops.length === 0) return isSure ? "it can be stopped on every way" : "nobody can stop it";
  const said = stops.map(({ power, within, alone, together, guardians }) => {
    const who =
      guardians !== null
        ? `any ${guardians.needed} of ${guardians.of.join(", ")} together`
        : alone.length > 0
          ? `${joinWords(alone)} alone`
          : `only together: ${together.join(", ")}`;
    return `${nameOf(world, power)} can be stopped within ${formatDuration(within)} by ${who}`;
  });
  return `${said.join("; ")}${isSure ? "" : "; but there is a way that nobody can stop"}`;
}

function nameOf(world: World, id: string): string {
  const power = world.powers.find((one) => one.id === id);
  return power === undefined ? id : powerName(world, power);
}
