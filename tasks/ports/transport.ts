import { getAddress, isAddress } from "viem";
import type { Side, Transport } from "../../src/distribution/transport.ts";
import { type Found, judge, type Verdict } from "../../src/distribution/transport-acts.ts";
import { BaseError } from "../../src/errors.ts";
import { verdictText } from "../ui/transport.ts";
import type { Answer } from "./answer.ts";
import { needed } from "./packet.ts";

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

export type FoundOptions = {
  readonly seals: string | undefined;
  readonly damaged: boolean;
  readonly remarks: string | undefined;
};

/** What somebody read off the packages. @throws `Task.OptionMissing` */
export function foundFrom({ seals, damaged, remarks = "" }: FoundOptions): Found {
  const read = needed(seals, "--seals", "the numbers as you read them off the packages, between commas");
  return { seals: read.split(","), intact: !damaged, remarks };
}

/** The same of somebody who may tell of the packages' leaving, where nothing is found. @throws `Task.OptionMissing` */
export function foundIfAny(options: FoundOptions): Found | undefined {
  const { seals, damaged, remarks } = options;
  return seals === undefined && !damaged && remarks === undefined ? undefined : foundFrom(options);
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
    fix: "have them sign: `packet form sign` before it goes, `packet form check` when it is there; with a wallet, `packet form typed` and `add`",
    details: { waiting },
  });
}

/** What the form comes to, once somebody signed what arrived; a failure if it is not what was sent. */
export async function arrivedAnswer(path: string, form: Transport): Promise<Answer> {
  const verdict = await judge(form);
  const failure = differing(verdict);
  return {
    json: verdict,
    text: verdictText(path, verdict),
    ...(failure === undefined ? {} : { failure }),
  };
}
