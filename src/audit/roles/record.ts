import type { Hex } from "viem";
import type { RoleLink } from "./event.ts";
import { about, type Finding, general } from "./finding.ts";
import { headAfter, headAfterAll } from "./link.ts";

/** The links as they were delivered, the head before the first, and what storage says. */
export type Chain = {
  readonly links: readonly RoleLink[];
  readonly first: Hex;
  /** In storage, at the block that is audited. */
  readonly head: Hex;
  readonly fromBlock: number;
  readonly toBlock: number;
};

/** The head in storage after a block; null if the node does not keep that state. */
export type HeadAt = (block: number) => Promise<Hex | null>;

/** Wrong blocks told one by one; beyond that somebody has doctored the whole of it. */
const MOST = 20;
/** Logs of one block that are tried in other orders. */
const TRIED = 40;

/**
 * Follows the chain of links to its head in storage. The events do not carry heads, so where the two part is found by asking for the head
 * of former blocks, half of what is left each time; what is wrong there, by trying which change of the block's logs leads to its head.
 */
export async function follow(record: Chain, headAt: HeadAt): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const before = record.fromBlock === 0 ? record.first : await headAt(record.fromBlock - 1);
  if (before !== null && before !== record.first)
    findings.push(
      general(
        "missing",
        `links were made before block ${record.fromBlock}: begin with the block that created it`,
        {
          expected: before,
          actual: record.first,
        },
      ),
    );
  let known = { block: record.fromBlock - 1, head: before ?? record.first };
  while (true) {
    const rest = record.links.filter(({ at }) => at.block > known.block);
    const actual = headAfterAll(known.head, rest);
    if (actual === record.head) return findings;
    if (findings.length >= MOST) return [...findings, general("broken", "and more, further on")];
    const parted = await firstWrong(record, known, rest, headAt);
    if (parted === null) return [...findings, untold(record, known.head, rest)];
    findings.push(diagnose(parted));
    known = { block: parted.block, head: parted.after };
  }
}

type Known = { readonly block: number; readonly head: Hex };

/** A block in which the head does not go where the logs of the block lead. */
type Parted = {
  readonly block: number;
  readonly before: Hex;
  readonly after: Hex;
  readonly links: readonly RoleLink[];
};

/** Between a block whose head is known to be right and one whose head is not: once they have parted, heads do not meet again. */
async function firstWrong(
  { toBlock }: Chain,
  known: Known,
  links: readonly RoleLink[],
  headAt: HeadAt,
): Promise<Parted | null> {
  const recomputed = heads(known.head, links);
  const upTo = (block: number) => recomputed(links.filter(({ at }) => at.block <= block).length);
  let right = known.block;
  let wrong = toBlock;
  while (wrong - right > 1) {
    const middle = Math.floor((right + wrong) / 2);
    const head = await headAt(middle);
    if (head === null) return null;
    if (head === upTo(middle)) right = middle;
    else wrong = middle;
  }
  const after = await headAt(wrong);
  if (after === null) return null;
  return { block: wrong, before: upTo(right), after, links: links.filter(({ at }) => at.block === wrong) };
}

/** The head after the first `count` links, each hashed once. */
function heads(first: Hex, links: readonly RoleLink[]): (count: number) => Hex {
  const all: Hex[] = [first];
  return (count) => {
    for (let at = all.length; at <= count; at++)
      all.push(headAfter(all[at - 1] as Hex, links[at - 1] as RoleLink));
    return all[count] as Hex;
  };
}

function diagnose({ block, before, after, links }: Parted): Finding {
  const values = { expected: after, actual: headAfterAll(before, links) };
  if (links.length === 0)
    return general("missing", `a link was made in block ${block}, and no log tells of it`, values, block);
  if (before === after)
    return about(links[0] as RoleLink, "invented", "no link was made in this block", values);
  const leads = (tried: readonly RoleLink[]) => headAfterAll(before, tried) === after;
  const some = links.slice(0, TRIED);
  const [surplus] = some.filter((_, index) => leads(links.toSpliced(index, 1)));
  if (surplus !== undefined) {
    const twice = links.filter((link) => isSame(link, surplus)).length > 1;
    return about(
      surplus,
      twice ? "repeated" : "invented",
      "without this log the links lead to the head",
      values,
    );
  }
  for (const [from, link] of some.entries())
    for (let to = 0; to < some.length; to++)
      if (leads(links.toSpliced(from, 1).toSpliced(to, 0, link)))
        return about(link, "reordered", "in another place it leads to the head", values);
  const names = links.map(({ eventName }) => eventName).join(", ");
  const message = `the logs of block ${block} (${names}) do not lead to its head: one is missing or altered, or several are`;
  return general("broken", message, values, block);
}

/** Where the node does not keep former heads: the same trials over all that is left. */
function untold({ head }: Chain, before: Hex, links: readonly RoleLink[]): Finding {
  const values = { expected: head, actual: headAfterAll(before, links) };
  if (links.length > 0 && links.length <= TRIED) {
    const block = (links.at(-1) as RoleLink).at.block;
    const told = diagnose({ block, before, after: head, links });
    if (told.kind !== "broken") return told;
  }
  const message =
    "the logs do not lead to the head in storage: links are missing, altered or invented; a node that keeps former state could tell where";
  return general("broken", message, values);
}

function isSame(one: RoleLink, other: RoleLink): boolean {
  const text = ({ eventName, args }: RoleLink) =>
    JSON.stringify([eventName, args], (_, value: unknown) =>
      typeof value === "bigint" ? `${value}n` : value,
    );
  return text(one) === text(other);
}
