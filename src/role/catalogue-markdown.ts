import { escaped } from "../markdown.ts";
import { atlasOf } from "./atlas.ts";
import { type CatalogueEntry, catalogue } from "./catalogue.ts";
import type { World } from "./world.ts";

const HEAD = ["power", "brings about", "who", "takes", "delay", "until"];

/** The catalogue as Markdown, for a review or a wiki: one table a contract, and what could not be read. */
export function catalogueMarkdown(world: World): string {
  const { number, timestamp } = world.block;
  const atlas = atlasOf(world);
  const unread = world.unread.map(
    ({ on, what, why }) => `- ${escaped(atlas.name(on))}: ${escaped(what)}: ${escaped(why)}`,
  );
  return [
    "# Who can do what",
    "",
    `Chain ${world.chainId}, block ${number}, ${new Date(timestamp * 1000).toISOString()}.`,
    ...catalogue(world).flatMap((entry) => ["", ...entryMarkdown(entry)]),
    ...(unread.length === 0 ? [] : ["", "## Not read", "", ...unread]),
    "",
  ].join("\n");
}

function entryMarkdown({ address, name, is, rows }: CatalogueEntry): string[] {
  return [
    `## ${escaped(name)}`,
    "",
    `\`${address}\`${is.length === 0 ? "" : `: ${escaped(is.join(", "))}`}`,
    "",
    line(HEAD),
    line(HEAD.map(() => "---")),
    ...rows.map(({ power, effects, who, takes, delay, until }) =>
      line([power, effects, lines(who), takes, delay, lines(until)].map(escaped)),
    ),
  ];
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function lines(parts: readonly string[]): string {
  return parts.every((part) => part === "") ? "" : parts.join("; ");
}
