import { pad } from "viem";
import { describe, expect, test } from "vitest";
import { matching, newName, type Stood, substanceOf } from "../../../src/role/plan/known.ts";

const MARK = pad("0xabcdef0123", { dir: "right" });
const file = {
  id: pad("0x9876543210", { dir: "right" }),
  domain: { chainId: 1, verifyingContract: pad("0x01", { size: 20 }) },
  proposal: { lane: 0, calls: [], conditions: [] },
  documents: [],
} as unknown as Stood["file"];
const stood = (name: string, of = file) => ({ name, file: of }) as Stood;

describe("files that lie in a plan's folder", () => {
  test("a new file does not take the name of one that cannot be judged", () => {
    expect(newName("1-charter", MARK, file, { flawed: [] })).toBe("1-charter-abcdef01.json");
    const flawed = [{ name: "1-charter-abcdef01.json", why: "it is another chain's" }];
    expect(newName("1-charter", MARK, file, { flawed })).toBe("1-charter-abcdef01-98765432.json");
  });

  test("of several that do the same, the one with the shortest name goes on, then the first of the alphabet", () => {
    const other = { ...file, proposal: { ...file.proposal, lane: 256 } };
    const names = (...all: Stood[]) => matching(all, substanceOf(file))?.name;
    expect(names(stood("a", other), stood("a-ben.json"), stood("z.json"))).toBe("z.json");
    expect(names(stood("b.json"), stood("a.json"), stood("c.json"))).toBe("a.json");
    expect(names(stood("a", other))).toBeUndefined();
  });
});
