import { describe, expect, it } from "vitest";
import { formatDate, formatDuration, parseDate, parseDuration } from "../../src/time.ts";
import { formatAmount, parseAmount } from "../../src/yaml/amount.ts";
import { Random } from "./random.ts";

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return undefined;
}

describe("durations", () => {
  it.each<[string, number]>([
    ["0", 0],
    ["90s", 90],
    ["30 m", 1800],
    ["24h", 86_400],
    ["3 days", 259_200],
    ["1d 12h", 129_600],
    ["1 day 12 hours", 129_600],
    ["2h30min", 9000],
  ])("reads %o", (text, seconds) => expect(parseDuration(text)).toBe(seconds));

  it.each(["", "12", "h", "1 moon", "-1h", "1.5h", "12h 1d", "1h 1h", "1h foo", "99999999999 days"])(
    "refuses %o",
    (text) => {
      expect(codeOf(() => parseDuration(text))).toBe("Time.BadDuration");
    },
  );

  it.each<[number, string]>([
    [0, "0"],
    [90, "1 min 30 s"],
    [3600, "1 h"],
    [172_800, "48 h"],
    [259_200, "3 days"],
    [216_000, "2 days 12 h"],
    [86_401, "1 day 1 s"],
  ])("writes %i s as %o", (seconds, text) => expect(formatDuration(seconds)).toBe(text));

  it("reads what it writes", () => {
    const random = new Random(4);
    for (let round = 0; round < 500; round++) {
      const seconds = random.below(random.pick([200, 100_000, 2 ** 32]));
      expect(parseDuration(formatDuration(seconds))).toBe(seconds);
    }
  });
});

describe("dates", () => {
  it("reads days and instants in UTC", () => {
    expect(parseDate("2027-05-01")).toBe(Date.UTC(2027, 4, 1) / 1000);
    expect(parseDate("2027-05-01T12:30Z")).toBe(Date.UTC(2027, 4, 1, 12, 30) / 1000);
  });

  it.each([
    "",
    "2027-5-1",
    "2027-02-29",
    "2027-13-01",
    "2027-05-01T12:30",
    "01.05.2027",
    "2027-05-01T25:00Z",
  ])("refuses %o", (text) => {
    expect(codeOf(() => parseDate(text))).toBe("Time.BadDate");
  });

  it("reads what it writes", () => {
    const random = new Random(5);
    for (let round = 0; round < 500; round++) {
      const seconds = random.below(2 ** 32) * random.pick([1, 60]);
      expect(parseDate(formatDate(seconds))).toBe(seconds);
    }
    expect(formatDate(Date.UTC(2027, 4, 1) / 1000)).toBe("2027-05-01");
  });
});

describe("amounts", () => {
  it.each<[string, bigint | null]>([
    ["0", 0n],
    ["1_000_000", 1_000_000n],
    ["1.5 ether", 15n * 10n ** 17n],
    ["20 gwei", 20n * 10n ** 9n],
    ["0.5 wei", null],
    ["1.0 wei", 1n],
    ["0.0000000000000000001 ether", null],
    ["-1", null],
    ["1e18", null],
    ["1 eth", null],
  ])("reads %o", (text, wei) => expect(parseAmount(text)).toBe(wei));

  it("reads what it writes", () => {
    const random = new Random(6);
    for (let round = 0; round < 500; round++) {
      const wei = BigInt(random.below(2 ** 32)) * 10n ** BigInt(random.below(19));
      expect(parseAmount(formatAmount(wei))).toBe(wei);
    }
  });
});
