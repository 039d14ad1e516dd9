import { getAddress, isAddress } from "viem";
import { pretty } from "../../src/canonical.ts";
import type { Side, Transport } from "../../src/distribution/transport.ts";
import type { Verdict } from "../../src/distribution/transport-acts.ts";
import { markdown } from "../../src/distribution/transport-markdown.ts";
import { BaseError } from "../../src/errors.ts";
import { writeAtomic } from "../../src/files.ts";
import { needed } from "./packet.ts";

/** The form, and beside it the same as Markdown for paper. @throws `Files.*` */
export async function writeForm(path: string, form: Transport, overwrite: boolean): Promise<void> {
  await writeAtomic(path, pretty(form), { overwrite });
  await writeAtomic(`${path.replace(/\.json$/, "")}.md`, markdown(form), { overwrite });
}

/** One end, as `Place: Ana=0x…, Ben=0x…`. @throws `Task.OptionMissing`, `Task.BadSide` */
export function sideFrom(given: string | undefined, option: string): Side {
  const text = needed(given, option, "the place and its two people, such as Vault: Ana=0x…, Ben=0x…");
  const [, place = "", list = ""] = /^([^:]+):(.+)$/.exec(text) ?? [];
  const people = list.split(",").map((item) => {
    const [, name = "", address = ""] = /^\s*([^=]+)=\s*(0x\S+)\s*$/.exec(item) ?? [];
    return { name: name.trim(), address };
  });
  const [first, second, ...more] = people.flatMap(({ name, address }) =>
    isAddress(address) ? [{ name, address: getAddress(address) }] : [],
  );
  if (first !== undefined && second !== undefined && more.length === 0 && people.length === 2)
    return { place: place.trim(), people: [first, second] };
  throw new BaseError({
    code: "Task.BadSide",
    message: `${option} does not name a place and two people`,
    fix: 'write for instance: "Vault: Ana=0x…, Ben=0x…"',
    details: { option },
  });
}

/** A failure if anything arrived otherwise than it was sent. */
export function differing({ differences }: Verdict): BaseError | undefined {
  if (differences.length === 0) return undefined;
  return new BaseError({
    code: "Task.TransportDiffers",
    message: `not as sent: ${differences.join("; ")}`,
    fix: "take the content for known to others: rotate the key or make new shares, and tell those who sent it",
    details: { differences },
  });
}

/** A failure also as long as somebody has not signed. */
export function unfinished(verdict: Verdict): BaseError | undefined {
  const { waiting } = verdict;
  const differs = differing(verdict);
  if (differs !== undefined || waiting.length === 0) return differs;
  return new BaseError({
    code: "Task.TransportUnfinished",
    message: waiting.join("; "),
    fix: "have them sign: `packet form sign` before it goes, `packet form check` when it is there",
    details: { waiting },
  });
}
