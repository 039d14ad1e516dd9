import { getAddress } from "viem";
import { describe, expect, it } from "vitest";
import { parse } from "../../src/charter/parse.ts";
import { withSuccessor } from "../../src/charter/successor-entry.ts";
import { groundOf } from "../../src/execution/amendment.ts";
import { followedKey, nextKey } from "../../src/life/next-key.ts";
import { parseDate } from "../../src/time.ts";
import { EXAMPLE, edited } from "../charter/example.ts";
import { addressOf, NOW, pointOf } from "../charter/sample.ts";
import { refusal } from "../keys/refusal.ts";
import { stateOf } from "./on-chain.ts";

const WANTED = { label: undefined, expires: undefined };
const HIGHEST = Math.max(...parse(EXAMPLE).charter.keys.map(({ index }) => index));
const KEY = { address: addressOf(9), point: pointOf(9) };
const ground = groundOf(stateOf(EXAMPLE));
const next = (text = EXAMPLE, wanted: Parameters<typeof nextKey>[1] = WANTED, followed = "k4") => {
  const charter = parse(text);
  return nextKey(followedKey(charter, followed), wanted, charter, ground);
};

describe("the key that follows another", () => {
  it("gets the first free place, a label nobody has, and a year from the block's day", () => {
    const { before, successor } = next();
    expect(before.label).toBe("k4");
    expect(successor).toEqual({
      label: "k4-2",
      index: HIGHEST + 1,
      expires: Math.floor((NOW + 365 * 86_400) / 86_400) * 86_400,
    });
  });

  it("given a label and a day, gets these", () => {
    const { successor } = next(EXAMPLE, { label: "eve-new", expires: "2033-01-01" });
    expect(successor).toMatchObject({ label: "eve-new", expires: parseDate("2033-01-01") });
  });

  it("is counted on, given that its first label is taken", () => {
    expect(next(edited(["label: k0,", "label: k4-2,"])).successor.label).toBe("k4-3");
  });

  it.each([
    ["a label that the charter has not", EXAMPLE, "nobody", "Rotation.UnknownKey"],
    ["a contract wallet", EXAMPLE, "k5", "Rotation.OfAContract"],
    [
      "a charter whose people differ from what is on-chain",
      edited(["expires: 2034-05-01", "expires: 2033-05-01"]),
      "k4",
      "Rotation.CharterAhead",
    ],
  ])("given %s, is refused", async (_, text, followed, code) => {
    expect((await refusal(() => next(text, WANTED, followed))).code).toBe(code);
  });

  it("given a roster that has no place left, is refused", async () => {
    const before = followedKey(parse(EXAMPLE), "k4");
    const places = Array.from({ length: 64 }, (_, index) => index).filter((index) => index > HIGHEST);
    const full = places.reduce((text, index) => {
      const key = { address: getAddress(addressOf(index)), point: pointOf(index) };
      return withSuccessor(
        text,
        "charter.yaml",
        before,
        { label: `x${index}`, index, expires: 1_990_000_020 },
        key,
      );
    }, EXAMPLE);
    const error = await refusal(() => nextKey(before, WANTED, parse(full), groundOf(stateOf(full))));
    expect(error.code).toBe("Rotation.RosterFull");
  });
});

describe("a successor's entry in the charter", () => {
  const { before, successor } = next();

  it("stands after the last key; every other byte stays", () => {
    const text = withSuccessor(EXAMPLE, "charter.yaml", before, successor, KEY);
    const added = text.split("\n").filter((line) => !EXAMPLE.includes(line));
    expect(added).toHaveLength(1);
    expect(text.replace(`${added[0]}\n`, "")).toBe(EXAMPLE);
    expect(parse(text).charter.keys.at(-1)).toMatchObject({
      label: "k4-2",
      index: successor.index,
      owner: before.owner,
      roles: before.roles,
    });
  });

  it("given a passkey's, has its verifier and the new point", () => {
    const { before: passkey, successor: new6 } = next(EXAMPLE, WANTED, "k6");
    const text = withSuccessor(EXAMPLE, "charter.yaml", passkey, new6, KEY);
    expect(parse(text).charter.keys.at(-1)).toMatchObject({ kind: "ERC7913", verifier: passkey.verifier });
    expect(text).toContain(KEY.point);
  });

  it("given keys that are no block list, is refused with what to write", async () => {
    const flat = EXAMPLE.replace(/^keys:\n[\s\S]*?\n(?=[a-z-]+:)/m, "keys: []\n");
    expect(flat).not.toBe(EXAMPLE);
    expect((await refusal(() => withSuccessor(flat, "charter.yaml", before, successor, KEY))).code).toBe(
      "Rotation.CannotEdit",
    );
  });
});
