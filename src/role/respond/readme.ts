import { escaped } from "../../markdown.ts";
import { formatDuration } from "../../time.ts";
import type { Measure } from "./measure.ts";
import type { Response } from "./response.ts";

/** The response as people read it and work it off, in order. Markdown. */
export function readme({ about, chainId, conclave, measures, warnings, unread }: Response): string {
  const keys = about.keys.map((key) => `k${key}`).join(", ");
  return `${[
    `# Response: ${escaped(about.name)}`,
    `About ${escaped(about.person)} (holder ${about.holder}, keys ${keys}). Conclave ${conclave} on chain ${chainId}. Nothing here is done until somebody does it.`,
    ...section("Before anything", warnings),
    "## In order",
    ...measures.map((one, index) => measureText(one, index + 1)),
    ...section("Not looked at", unread),
  ].join("\n\n")}\n`;
}

export function measureText(one: Measure, number: number): string {
  const facts = [
    ...one.words.map(escaped),
    ...(one.who.length === 0 ? [] : [`who: ${one.who.map(escaped).join(", ")}`]),
    ...(one.tier === null ? [] : [`tier ${one.tier}, ${delayWords(one.delay)}`]),
    ...(one.waits.length === 0 ? [] : [`after: ${one.waits.join(", ")}`]),
    ...(one.command === null ? [] : [`\`${one.command.replaceAll("`", "'")}\``]),
  ];
  const mark = one.state === "done" ? "x" : " ";
  return [
    `${number}. [${mark}] **${escaped(one.what)}** (${one.id})`,
    ...facts.map((fact) => `   - ${fact}`),
  ].join("\n");
}

function delayWords(delay: number | null): string {
  return delay === 0 ? "at once" : `runs ${formatDuration(delay ?? 0)} after it is submitted`;
}

function section(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`## ${title}`, items.map((item) => `- ${escaped(item)}`).join("\n")];
}
