import type { Address } from "viem";
import { joinWords } from "../../src/charter/words.ts";
import type { Collusion, Sets } from "../../src/role/collusion.ts";
import { GROUPINGS } from "../../src/role/units.ts";
import { accountName, after, powerName, shortened } from "../../src/role/words.ts";
import type { World } from "../../src/role/world.ts";
import { formatDate } from "../../src/time.ts";
import { stopText } from "./role-blast.ts";
import { list, sections, table } from "./table.ts";

/** How many it takes for what, then the sets themselves where one grouping is asked for, and what is not counted. */
export function collusionText(
  world: World,
  found: readonly Collusion[],
  blocked: readonly Collusion[],
  selfMoved: readonly Address[],
): string {
  const groupings = GROUPINGS.filter((by) => found.some((one) => one.by === by));
  const goals = [...new Set(found.map(({ goal }) => goal))];
  const at = (goal: string, by: string) => found.find((one) => one.goal === goal && one.by === by);
  const detailed =
    goals.length === 1 || groupings.length === 1 ? found : found.filter(({ by }) => by === "people");
  return sections(
    `block ${world.block.number} of chain ${world.chainId}, ${formatDate(world.block.timestamp)}`,
    table(
      ["goal", ...groupings],
      goals.map((goal) => [goal, ...groupings.map((by) => sizeText(at(goal, by)))]),
    ),
    ...detailed.map((one) => setsText(world, one)),
    table(
      ["to block", "it takes", "such as"],
      blocked.map((one) => [
        nameOf(world, one),
        sizeText(one),
        one.sets[0] === undefined ? "" : whoText(world, one.sets[0]),
      ]),
    ),
    list(
      "taken to act by their own code alone",
      selfMoved.map((account) => accountName(world, account)),
    ),
    list(
      "could not be read, so there may be more",
      world.unread.map(({ on, what, why }) => `${accountName(world, on)}: ${what} (${why})`),
    ),
  );
}

function nameOf(world: World, { power, on }: Collusion): string {
  const found = world.powers.find(({ id }) => id === power);
  if (found !== undefined) return powerName(world, found);
  return on === null ? "" : accountName(world, on);
}

function sizeText(found: Collusion | undefined): string {
  if (found === undefined) return "";
  if (found.size === null) return "-";
  return String(found.size);
}

function setsText(world: World, found: Collusion): string {
  const { goal, by, size, count, sets, unlisted } = found;
  const about = `${goal} by ${by}`;
  if (size === null) return `${about}: all together cannot`;
  if (size === 0)
    return `${about}: ${goal === "block" ? "nobody can act as it is" : "it takes nobody at all"}`;
  const many = count === 1n ? "the one set" : `all ${count} sets`;
  return [
    `${about}: ${size}, ${many}:`,
    ...sets.flatMap((one) => setText(world, one)),
    ...(unlisted > 0n ? [`  and ${unlisted} more`] : []),
  ].join("\n");
}

function setText(world: World, sets: Sets): string[] {
  const { delay, way, stops, stoppable } = sets;
  const when = delay === null ? "" : `, ${after(delay)}`;
  return [
    `  - ${whoText(world, sets)}${when}`,
    ...(way === null ? [] : [`      ${way.text}`]),
    ...(way === null ? [] : [`      ${stopText(world, stops, stoppable)}`]),
  ];
}

/** `any 2 of Ana, Ben, Cleo and Dan`. */
function whoText(world: World, { choices }: Sets): string {
  const said = choices.map(({ choose, of }) =>
    choose === of.length ? joinWords(of) : `any ${choose} of ${of.join(", ")}`,
  );
  return said.length === 0 ? "nobody is needed" : shortened(world, said.join("; with "));
}
