import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { report } from "../../src/errors.ts";
import { assertFit, missing, type Named, recoverSecret } from "../../src/keys/gather.ts";
import { Secret } from "../../src/keys/secret.ts";
import { choose, minimalSubsets, type Shape } from "../../src/keys/shape.ts";
import { combine, readShare, split } from "../../src/keys/slip39.ts";
import vectors from "../vectors/slip39/vectors.json" with { type: "json" };
import { refusal } from "./refusal.ts";

type Vector = [title: string, shares: string[], secret: string, xprv: string];
const VECTORS = vectors as unknown as Vector[];
const TWO_OF_THREE: Shape = { threshold: 1, groups: [{ threshold: 2, members: 3 }] };

const secretOf = (length = 32) => Secret.take(randomBytes(length));
const named = (words: readonly string[]): Named[] =>
  words.map((text, at) => ({ ...readShare(text, `share ${at + 1}`), name: `share ${at + 1}` }));

describe("the published vectors", () => {
  it.each(VECTORS)("%s", async (_, shares, secret) => {
    const recover = () => {
      const read = named(shares);
      assertFit(read, undefined);
      return recoverSecret(read, "TREZOR");
    };
    if (secret === "") expect((await refusal(recover)).code).toMatch(/^Share\./);
    else expect(recover().secret.use((bytes) => bytes.toString("hex"))).toBe(secret);
  });

  it("are the forty-five that were published", () => {
    expect(VECTORS).toHaveLength(45);
  });
});

describe("split", () => {
  it.each([
    ["2 of 3", TWO_OF_THREE],
    ["3 of 5", { threshold: 1, groups: [{ threshold: 3, members: 5 }] }],
    ["1 of 1", { threshold: 1, groups: [{ threshold: 1, members: 1 }] }],
    [
      "two of three groups",
      {
        threshold: 2,
        groups: [
          { threshold: 2, members: 3 },
          { threshold: 1, members: 1 },
          { threshold: 3, members: 4 },
        ],
      },
    ],
  ] satisfies [string, Shape][])(
    "as %s, every minimal subset gives the secret back, and no fewer",
    (_, shape) => {
      for (const length of [16, 32, 64]) {
        const secret = secretOf(length);
        const words = split(secret, shape, "");
        for (const subset of minimalSubsets(shape)) {
          const some = subset.map(([group, member]) => words[group]?.[member] ?? "");
          expect(combine(some, "")?.equals(secret)).toBe(true);
          expect(combine(some.slice(1), "")).toBeUndefined();
        }
      }
    },
  );

  it("given bytes of a buffer, makes shares of these bytes, where the package alone would not", () => {
    const bytes = Buffer.alloc(32, 7);
    const words = split(Secret.take(Buffer.from(bytes)), TWO_OF_THREE, "");
    const found = combine(words[0]?.slice(0, 2) ?? [], "");
    expect(found?.use((own) => own.toString("hex"))).toBe(bytes.toString("hex"));
  });

  it("with a passphrase, gives another secret without it", () => {
    const secret = secretOf();
    const [words = []] = split(secret, TWO_OF_THREE, "kettle-marsh-77");
    expect(combine(words.slice(1), "kettle-marsh-77")?.equals(secret)).toBe(true);
    expect(combine(words.slice(1), "kettle-marsh-78")?.equals(secret)).toBe(false);
  });

  it.each([
    ["no groups", { threshold: 1, groups: [] }],
    ["more groups needed than there are", { threshold: 2, groups: [{ threshold: 1, members: 1 }] }],
    ["more members needed than there are", { threshold: 1, groups: [{ threshold: 4, members: 3 }] }],
    ["one of several", { threshold: 1, groups: [{ threshold: 1, members: 2 }] }],
    ["seventeen members", { threshold: 1, groups: [{ threshold: 2, members: 17 }] }],
    ["a fraction", { threshold: 1, groups: [{ threshold: 1.5, members: 3 }] }],
  ] satisfies [string, Shape][])("given %s, refuses", async (_, shape) => {
    expect((await refusal(() => split(secretOf(), shape, ""))).code).toBe("Share.BadShape");
  });

  it("given more subsets than can be tried, or a passphrase beyond ASCII, refuses", async () => {
    const many = { threshold: 1, groups: [{ threshold: 8, members: 16 }] };
    const error = await refusal(() => split(secretOf(), many, ""));
    expect([error.code, error.details]).toEqual(["Share.TooManySubsets", { count: 12_870, limit: 2000 }]);
    expect((await refusal(() => split(secretOf(), TWO_OF_THREE, "é"))).code).toBe("Share.BadPassphrase");
  });
});

describe("readShare", () => {
  const [[first = "", second = ""] = []] = split(secretOf(), TWO_OF_THREE, "");
  const words = first.split(" ");

  it("takes capitals, numbers, several lines, comments, and four letters for a word", () => {
    const written = words
      .map((word, at) => `${at + 1}. ${at % 2 === 0 ? word.toUpperCase() : word.slice(0, 4)}`)
      .join("\r\n");
    expect(readShare(`# for Ana: 2 of 3\n${written}\n# end`, "x").words).toBe(first);
  });

  it("tells what the share is of", () => {
    const share = readShare(second, "x");
    expect(share).toMatchObject({
      group: 0,
      groupThreshold: 1,
      groupCount: 1,
      member: 1,
      memberThreshold: 2,
    });
    expect(share.id).toBe(readShare(first, "x").id);
  });

  it("given a word that is none, names its place and not the word", async () => {
    const altered = words.with(6, "hunter2x");
    const error = await refusal(() => readShare(altered.join(" "), "ana.txt"));
    expect([error.code, error.details.share, error.details.word]).toEqual(["Share.Unreadable", "ana.txt", 7]);
    expect(JSON.stringify(report(error)) + error.stack).not.toContain("hunter2x");
  });

  it("given any one word replaced, or two exchanged, the checksum does not hold", async () => {
    for (const [at, word] of words.entries()) {
      const other = word === "academic" ? "acid" : "academic";
      const error = await refusal(() => readShare(words.with(at, other).join(" "), "x"));
      expect(error.code).toBe("Share.Unreadable");
    }
    const at = words.findIndex((word, place) => word !== words[place + 1]);
    const exchanged = words.with(at, words[at + 1] ?? "").with(at + 1, words[at] ?? "");
    expect((await refusal(() => readShare(exchanged.join(" "), "x"))).code).toBe("Share.Unreadable");
  });

  it.each([0, 19, 21, 32, 34])("given %d words, refuses", async (count) => {
    const text = Array.from({ length: count }, () => "academic").join(" ");
    expect((await refusal(() => readShare(text, "x"))).code).toBe("Share.Unreadable");
  });
});

describe("shares put together", () => {
  const shape = {
    threshold: 2,
    groups: [
      { threshold: 2, members: 3 },
      { threshold: 1, members: 1 },
      { threshold: 2, members: 2 },
    ],
  };
  const secret = secretOf();
  const all = named(split(secret, shape, "").flat());
  const pick = (...at: number[]) => at.flatMap((index) => all[index] ?? []);

  it("given too few, tells what is missing of which group", async () => {
    expect(missing(pick(0))).toEqual([
      { group: 1, needed: 1 },
      { group: 0, needed: 1 },
    ]);
    expect(missing(pick(0, 3))).toEqual([{ group: 1, needed: 1 }]);
    expect(missing(pick(0, 1))).toEqual([{ group: 0, needed: 1 }]);
    expect(missing([])).not.toEqual([]);
    expect(missing(pick(3, 4, 5))).toEqual([]);
    const error = await refusal(() => recoverSecret(pick(0, 3), ""));
    expect([error.code, error.details]).toEqual([
      "Share.TooFew",
      { given: 2, missing: [{ group: 1, needed: 1 }] },
    ]);
  });

  it("given any subset of all shares, recovers or says that it is too small", async () => {
    for (const count of [1, 2, 3, 4, 5, 6]) {
      for (const subset of choose(6, count)) {
        const shares = pick(...subset);
        if (missing(shares).length === 0) expect(recoverSecret(shares, "").secret.equals(secret)).toBe(true);
        else expect((await refusal(() => recoverSecret(shares, ""))).code).toBe("Share.TooFew");
      }
    }
  });

  it("given a share of a group that is not complete, recovers without it, and says so", () => {
    const { secret: found, used } = recoverSecret(pick(0, 1, 3, 4), "");
    expect(found.equals(secret)).toBe(true);
    expect(used.map(({ name }) => name)).toEqual(["share 1", "share 2", "share 4"]);
  });

  it("given one of another set among them, names it", async () => {
    const stranger = named(split(secret, shape, "").flat()).slice(1, 2);
    const error = await refusal(() =>
      assertFit([...pick(0), ...stranger.map((one) => ({ ...one, name: "ben.txt" }))], undefined),
    );
    expect(error.code).toBe("Share.OtherSet");
    expect(error.details.shares).toEqual([{ share: "ben.txt", set: stranger[0]?.id }]);
  });

  it("given one twice, names both", async () => {
    const twice = [...pick(0), ...pick(0).map((share) => ({ ...share, name: "again" }))];
    const error = await refusal(() => assertFit(twice, undefined));
    expect([error.code, error.details]).toEqual(["Share.Repeated", { shares: ["share 1", "again"] }]);
  });

  it("given a forged one with the set's number and more than enough, names the one that fits nowhere", async () => {
    const other = named(
      split(secretOf(), { threshold: 1, groups: [{ threshold: 2, members: 4 }] }, "").flat(),
    );
    const own = named(split(secret, { threshold: 1, groups: [{ threshold: 2, members: 4 }] }, "").flat());
    const forged = other.slice(3, 4).map((share) => ({ ...share, name: "forged" }));
    const error = await refusal(() => recoverSecret([...own.slice(0, 2), ...forged], ""));
    expect(error.code).toBe("Share.Inconsistent");
    expect(error.details.shares).toEqual(["forged"]);
  });
});
