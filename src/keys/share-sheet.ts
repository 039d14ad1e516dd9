import type { Cut } from "./share-set.ts";

const COLUMNS = 4;

/**
 * The paper that one person gets: what it is part of, and the words, numbered. Lines with `#` are passed over when it is read.
 * @param about what the shares give, by lines
 */
export function sheet(
  set: Cut,
  about: readonly string[],
  [group, member]: readonly [number, number],
  words: string,
): string {
  const of = set.groups[group];
  const name = of?.members[member]?.name ?? "";
  const several = set.groups.length > 1;
  const needed = several
    ? `${set.threshold} of ${set.groups.length} groups; of group ${group + 1}: ${of?.threshold} of ${of?.members.length} shares`
    : `${of?.threshold} of ${of?.members.length} shares`;
  const secret = set.passphrase ? "together with the passphrase they give" : "they give";
  return [
    `# SLIP-39 share for ${name}: ${several ? `group ${group + 1}, ` : ""}share ${member + 1}`,
    `# set ${set.id}, made ${set.created.slice(0, 10)}; needed: ${needed}`,
    `# ${secret} ${about[0]}`,
    ...about.slice(1).map((line) => `# ${line}`),
    ...lines(words.split(" ")),
    "",
  ].join("\n");
}

function lines(words: readonly string[]): string[] {
  const width = Math.max(...words.map(({ length }) => length)) + 2;
  const cells = words.map((word, at) => `${String(at + 1).padStart(2)}. ${word.padEnd(width)}`);
  return Array.from({ length: Math.ceil(cells.length / COLUMNS) }, (_, row) =>
    cells
      .slice(row * COLUMNS, (row + 1) * COLUMNS)
      .join("")
      .trimEnd(),
  );
}
