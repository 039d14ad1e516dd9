import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { append, remove, replace } from "../../src/charter/edit.ts";
import { parse } from "../../src/charter/parse.ts";

const EXAMPLE = readFileSync("examples/charter.yaml", "utf8");
const BLOCK = `a: 1 # first
list:
  - { x: 1 } # one
  - x: 2
    y: 3
  # about three
  - { x: 3 }
after: here
`;

describe("a charter's text is changed where it must be, and nowhere else", () => {
  test("an entry joins a block list after its last one", () => {
    expect(append(BLOCK, "f", ["list"], "{ x: 4 }")).toBe(
      BLOCK.replace("  - { x: 3 }\n", "  - { x: 3 }\n  - { x: 4 }\n"),
    );
  });

  test("an entry joins a flow list, empty or not", () => {
    expect(append("l: []\n", "f", ["l"], "a")).toBe("l: [a]\n");
    expect(append("l: [a, b] # c\n", "f", ["l"], "d")).toBe("l: [a, b, d] # c\n");
  });

  test("a list that is missing is made, in flow and block maps", () => {
    expect(append("m: { a: 1 }\n", "f", ["m", "l"], "x")).toBe("m: { a: 1, l: [x] }\n");
    expect(append("m:\n  a: 1\nn: 2\n", "f", ["m", "l"], "x")).toBe("m:\n  a: 1\n  l: [x]\nn: 2\n");
  });

  test("an entry leaves a block list with its lines, comments of others stay", () => {
    expect(remove(BLOCK, "f", ["list"], 1)).toBe(BLOCK.replace("  - x: 2\n    y: 3\n", ""));
    expect(remove(BLOCK, "f", ["list"], 0)).toBe(BLOCK.replace("  - { x: 1 } # one\n", ""));
  });

  test("the only entry leaves an empty list", () => {
    expect(remove("m:\n  l:\n    - a\nn: 2\n", "f", ["m", "l"], 0)).toBe("m:\n  l: []\nn: 2\n");
    expect(remove("l: [a]\n", "f", ["l"], 0)).toBe("l: []\n");
    expect(remove("l: [a, b]\n", "f", ["l"], 1)).toBe("l: [a]\n");
    expect(remove("l: [a, b]\n", "f", ["l"], 0)).toBe("l: [b]\n");
  });

  test("a value is replaced in place", () => {
    expect(replace(BLOCK, "f", ["list", 1, "y"], "4")).toBe(BLOCK.replace("y: 3", "y: 4"));
  });

  test("what is no list is refused", () => {
    expect(() => append("l: { a: 1 }\n", "f", ["l"], "x")).toThrow(
      expect.objectContaining({ code: "Charter.CannotEdit" }),
    );
    expect(() => remove("l: a\n", "f", ["l"], 0)).toThrow(
      expect.objectContaining({ code: "Charter.CannotEdit" }),
    );
  });

  test("given the example, every person and key can be put in and taken out again, byte for byte", () => {
    for (const [path, entry] of [
      [["people"], "{ id: 20, name: Zoe }"],
      [
        ["keys"],
        '{ label: zoe, index: 20, owner: Ana, kind: EOA, address: "0x00000000000000000000000000000000000000a1", roles: [approver], expires: 2034-05-01 }',
      ],
    ] as const) {
      const longer = append(EXAMPLE, "example", [...path], entry);
      const list = parse(longer, "example").charter[path[0]];
      expect(remove(longer, "example", [...path], list.length - 1)).toBe(EXAMPLE);
    }
    const { keys } = parse(EXAMPLE).charter;
    for (const index of keys.keys()) {
      const shorter = remove(EXAMPLE, "example", ["keys"], index);
      expect(parse(shorter).charter.keys).toEqual(keys.toSpliced(index, 1));
    }
  });
});
