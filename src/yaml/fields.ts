import { getAddress, type Hex, isAddress } from "viem";
import { z } from "zod";
import { parseDate, parseDuration } from "../time.ts";
import { parseAmount } from "./amount.ts";

/** Every scalar of a YAML file arrives as text (see source.ts); these turn it into what the field means. */
export const text = z.string("must be text").trim().min(1, "must not be empty");

/** Text turned into a value by `read`, which returns `null` or throws if it cannot be. */
export function read<T>(what: string, convert: (value: string) => T | null) {
  return text.transform((value, context): T => {
    try {
      const result = convert(value);
      if (result !== null) return result;
    } catch {
      // Reported below, with the field's own words.
    }
    context.addIssue({ code: "custom", message: `"${value}" is not ${what}` });
    return z.NEVER;
  });
}

export function integer(what: string, low: number, high: number) {
  return read(`${what} (a number from ${low} to ${high})`, (value) => {
    const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    return number >= low && number <= high ? number : null;
  });
}

export function choice<const T extends string>(what: string, options: readonly T[]) {
  return text.transform((value, context): T => {
    const found = options.find((option) => option === value);
    if (found !== undefined) return found;
    const near = closest(value, options);
    const hint = near === undefined ? `one of ${options.join(", ")}` : `did you mean ${near}?`;
    context.addIssue({ code: "custom", params: { what }, message: `unknown ${what} "${value}"; ${hint}` });
    return z.NEVER;
  });
}

export const flag = read("true or false", (value) =>
  value === "true" ? true : value === "false" ? false : null,
);
/** Seconds that fit the documents' four bytes. */
export const duration = read("a duration such as 90s, 24h or 3 days", (value) => {
  const seconds = parseDuration(value);
  return seconds < 2 ** 32 ? seconds : null;
});
/** UNIX seconds whose minutes fit the documents' four bytes. */
export const date = read("a date such as 2027-05-01 or 2027-05-01T12:00Z", (value) => {
  const seconds = parseDate(value);
  return seconds >= 0 && seconds < 60 * 2 ** 32 ? seconds : null;
});
export const amount = read("an amount such as 0, 1000 wei, 20 gwei or 1.5 ether", parseAmount);
export const name = text.regex(
  /^\p{L}[\p{L}\p{N} .,'’&()_-]*$/u,
  "must start with a letter and stay on one line",
);
export const label = text.regex(/^[A-Za-z][\w-]*$/, "must be one word, such as k4");

/** Mixed-case addresses must carry a right EIP-55 checksum. */
export const address = read("an address with a correct checksum (EIP-55)", (value) =>
  isAddress(value, { strict: value !== value.toLowerCase() }) ? getAddress(value) : null,
);

/** An address, or a name that the section `contracts` explains. */
export const place = text.transform((value, context): string => {
  if (!value.startsWith("0x")) return value;
  const parsed = address.safeParse(value);
  if (parsed.success) return parsed.data;
  context.addIssue({ code: "custom", message: parsed.error.issues[0]?.message ?? "not an address" });
  return z.NEVER;
});

export function hex(what: string, low: number, high: number) {
  return read(what, (value) => {
    const bytes = (value.length - 2) / 2;
    return /^0x([0-9a-fA-F]{2})*$/.test(value) && bytes >= low && bytes <= high
      ? (value.toLowerCase() as Hex)
      : null;
  });
}

/** The option that `value` probably means: in other case, or one letter in three different, two at most. The nearest one. */
export function closest<T extends string>(value: string, options: readonly T[]): T | undefined {
  const most = Math.min(2, Math.floor(value.length / 3));
  const near = options
    .map((option) => ({ option, steps: distance(value.toLowerCase(), option.toLowerCase()) }))
    .filter(({ steps }) => steps <= most);
  return near.toSorted((a, b) => a.steps - b.steps)[0]?.option;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const change = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
