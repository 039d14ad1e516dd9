import { BaseError } from "./errors.ts";

const UNITS = {
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
} as const;

const DURATION =
  /^(\d{1,10})\s*(s|sec|secs|second|seconds|m|min|mins|minute|minutes|h|hour|hours|d|day|days)\s*(?=\d|$)/;

/** Seconds from a duration such as `24h`, `3 days` or `1d 12h`. @throws `Time.BadDuration` */
export function parseDuration(text: string): number {
  let rest = text.trim().toLowerCase();
  let seconds = 0;
  let smallest: number = Number.POSITIVE_INFINITY;
  if (rest === "0") return 0;
  while (rest !== "") {
    const match = DURATION.exec(rest);
    const unit = UNITS[(match?.[2]?.[0] ?? "") as keyof typeof UNITS];
    if (match === null || unit === undefined || unit >= smallest) throw badDuration(text);
    seconds += Number(match[1]) * unit;
    smallest = unit;
    rest = rest.slice(match[0].length);
  }
  if (smallest === Number.POSITIVE_INFINITY || !Number.isSafeInteger(seconds)) throw badDuration(text);
  return seconds;
}

/** A duration in the largest units that state it exactly: `0`, `90 s`, `24 h`, `3 days`, `2 days 12 h`; two days at most in hours. */
export function formatDuration(seconds: number): string {
  if (seconds === 0) return "0";
  // Up to two days read better in hours: delays are compared as 24 h and 48 h.
  if (seconds % UNITS.h === 0 && seconds <= 2 * UNITS.d) return `${seconds / UNITS.h} h`;
  const parts: string[] = [];
  let rest = seconds;
  for (const [unit, word] of [
    [UNITS.d, "days"],
    [UNITS.h, "h"],
    [UNITS.m, "min"],
    [UNITS.s, "s"],
  ] as const) {
    const count = Math.floor(rest / unit);
    if (count > 0) parts.push(`${count} ${count === 1 && word === "days" ? "day" : word}`);
    rest %= unit;
  }
  return parts.join(" ");
}

/**
 * UNIX seconds from an ISO date (`2027-05-01`, midnight UTC) or instant with zone (`2027-05-01T12:00Z`).
 * @throws `Time.BadDate` also for days that no calendar has.
 */
export function parseDate(text: string): number {
  // Years above 9999 take a sign and six digits (ISO 8601); an expiry has room for them.
  const match = /^((?:\+\d{6}|\d{4})-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2})?Z)?$/.exec(text.trim());
  const time = match ? Date.parse(text.trim()) : Number.NaN;
  if (Number.isNaN(time) || dayOf(time) !== match?.[1]) {
    throw new BaseError({
      code: "Time.BadDate",
      message: `"${text}" is not a date`,
      fix: "write YYYY-MM-DD (midnight UTC) or YYYY-MM-DDTHH:MMZ",
      details: { text },
    });
  }
  return time / 1000;
}

/** `2027-05-01` at midnight UTC, else `2027-05-01T12:00Z` or with seconds. Takes UNIX seconds. */
export function formatDate(seconds: number): string {
  const iso = new Date(seconds * 1000).toISOString();
  if (seconds % UNITS.d === 0) return dayOf(seconds * 1000);
  return seconds % UNITS.m === 0 ? iso.replace(/:00\.000Z$/, "Z") : iso.replace(/\.000Z$/, "Z");
}

/** `2027-05-01T12:00:00Z`: to the second, as what people sign has it. */
export function isoSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, "Z");
}

function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/T.*$/, "");
}

function badDuration(text: string): BaseError {
  return new BaseError({
    code: "Time.BadDuration",
    message: `"${text}" is not a duration`,
    fix: "write a number and a unit, such as 90s, 30m, 24h, 3 days or 1d 12h",
    details: { text },
  });
}
