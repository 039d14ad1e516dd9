import { describe, expect, test } from "vitest";
import { controlOf } from "../../../src/role/control.ts";
import { boxOf, FONT, PADDING } from "../../../src/role/graph/boxes.ts";
import { graphOf } from "../../../src/role/graph/draw.ts";
import { laidOut } from "../../../src/role/graph/layout.ts";
import { svg } from "../../../src/role/graph/svg.ts";
import { textWidth, wrapped } from "../../../src/role/graph/text.ts";
import type { World } from "../../../src/role/world.ts";
import { randomWorld } from "../random-world.ts";
import { at, DAY, members, power, quorum, world } from "../world-kit.ts";

const scene = world({
  people: ["Ana", "Ben", "Cleo"],
  conclave: "conclave",
  keys: [{ label: "ana-second", of: "Ana" }],
  powers: [
    power("conclave#tier 0", ["act"], quorum({ approvers: [0, 1, 2] }), { delay: 2 * DAY }),
    power("conclave#tier 1", ["none"], quorum({ tier: 1, approvers: [0, 1, 2], approvals: 1 })),
    power("safe#owners", ["act"], members(2, ["ana", "ana-second", "ben"]), { also: ["conclave#tier 1"] }),
    power("vault#owner", ["funds"], members(1, ["safe", "stranger"])),
    power("vault#minter", ["funds"], members(1, ["cleo"]), { given: [{ by: "vault#owner", delay: 0 }] }),
    power("coin#minter", ["funds"], members(1, []), { given: [{ by: "conclave#tier 0", delay: 0 }] }),
  ],
});
const GOALS = ["vault#owner", "vault#minter", "coin#minter"];

function drawn(of: World, goals: readonly string[], inHand: readonly number[] = [], only = false) {
  return graphOf(controlOf(of), { title: "Who", goals, inHand: new Set(inHand), only });
}

function worlds(): [number, ReturnType<typeof drawn>][] {
  return Array.from({ length: 60 }, (_, seed) => {
    const of = randomWorld(seed);
    return [
      seed,
      drawn(
        of,
        of.powers.map(({ id }) => id),
        [0],
      ),
    ];
  });
}

describe("what is drawn", () => {
  test("leads from people over whatever acts to the goals", () => {
    const { nodes, edges } = drawn(scene, GOALS);
    const titles = new Map(nodes.map(({ id, title }) => [id, title]));
    const lines = edges.map(
      ({ from, to, toRow, kind }) => `${titles.get(from)} ${kind} ${toRow ?? titles.get(to)}`,
    );
    expect(lines).toContain("Ana exercises safe#owners");
    expect(lines).toContain("safe exercises vault#owner");
    expect(lines).toContain("conclave also safe#owners");
    expect(lines).toContain("conclave gives coin#minter");
    expect(lines).toContain("Cleo exercises vault#minter");
    // Quorums are drawn once, beside the powers that have them.
    expect(lines).toContain("tier 0 exercises conclave#tier 0");
    expect(lines).toContain("Ben exercises tier 0");
    expect(nodes.filter(({ kind }) => kind === "outsider").map(({ title }) => title)).toHaveLength(1);
  });

  test("says where one person has several keys, and what a contract's own powers give", () => {
    const notes = drawn(scene, GOALS).nodes.flatMap(({ rows }) =>
      rows.map(({ id, note }) => [id, note] as const),
    );
    expect(new Map(notes).get("safe#owners")).toBe("2 of 3, Ana with 2 keys");
    expect(new Map(notes).get("vault#minter")).toBe("given by owner");
  });

  test("given something in hand: what that does is marked, and nothing else", () => {
    const marked = drawn(scene, GOALS, [2]).nodes.flatMap(({ rows }) =>
      rows.filter((row) => row.marked).map(({ id }) => id),
    );
    expect(marked).toEqual(["vault#minter"]);
  });

  test("given only that: the rest is left out", () => {
    const { nodes } = drawn(scene, GOALS, [2], true);
    expect(nodes.map(({ title }) => title)).toEqual(["Cleo", "vault"]);
    expect(nodes.flatMap(({ rows }) => rows.map(({ id }) => id))).toEqual(["vault#minter"]);
  });
});

describe("the layout", () => {
  test.each(worlds())("no two boxes overlap, and all lie within the picture, world %i", (_, graph) => {
    const { boxes, size } = laidOut(graph);
    for (const [i, one] of boxes.entries()) {
      expect(
        one.x >= 0 && one.y >= 0 && one.x + one.width <= size.width && one.y + one.height <= size.height,
      ).toBe(true);
      for (const other of boxes.slice(i + 1)) {
        const apart =
          one.x + one.width <= other.x ||
          other.x + other.width <= one.x ||
          one.y + one.height <= other.y ||
          other.y + other.height <= one.y;
        expect(apart, `${one.node.title} and ${other.node.title}`).toBe(true);
      }
    }
  });

  test.each(worlds())("lines pass columns beside boxes, never behind them, world %i", (_, graph) => {
    const { boxes, routes } = laidOut(graph);
    for (const { points } of routes) {
      for (const { x, y } of points) {
        const behind = boxes.filter(
          (box) => x >= box.x && x < box.x + box.width && y > box.y && y < box.y + box.height,
        );
        expect(behind).toEqual([]);
      }
    }
  });

  test("every line of text fits its box", () => {
    const long = "a_very_long_role_name_without_any_space_to_break_at_0x0123456789abcdef0123456789abcdef";
    const row = {
      id: "r",
      title: long,
      note: `${long} ${long}`,
      effects: ["act", "funds"] as const,
      marked: false,
    };
    for (const kind of ["who", "outsider", "group", "contract"] as const) {
      const box = boxOf({ id: "n", kind, title: long, note: long, rows: [row], marked: false });
      const inner = box.width - 2 * PADDING;
      for (const line of box.title) expect(textWidth(line, FONT.title)).toBeLessThanOrEqual(inner);
      for (const line of [...box.note, ...box.rows.flatMap(({ note }) => note)]) {
        expect(textWidth(line, FONT.note)).toBeLessThanOrEqual(inner);
      }
      for (const line of box.rows.flatMap(({ title }) => title))
        expect(textWidth(line, FONT.row)).toBeLessThanOrEqual(inner);
    }
  });

  test("text is broken at spaces and underscores first, and cut where there are too many lines", () => {
    expect(wrapped("give the DEFAULT_ADMIN_ROLE", 10, 80, 5)).toEqual(["give the", "DEFAULT_", "ADMIN_ROLE"]);
    expect(wrapped("one two three four", 10, 48, 2)).toEqual(["one two", "three…"]);
    expect(wrapped("move(address,uint256)", 10, 100, 5)).toEqual(["move(address,", "uint256)"]);
  });
});

describe("the file", () => {
  test("has the same bytes for the same world", () => {
    expect(svg(drawn(scene, GOALS))).toBe(svg(drawn(structuredClone(scene), GOALS)));
  });

  test("has no text but escaped, no scripts, and nothing from elsewhere", () => {
    const name = `<script>alert("x")</script>&\u0007\u202e`;
    const hostile = { ...scene, people: scene.people.map((person) => ({ ...person, name })) };
    const text = svg(drawn(hostile, GOALS));
    expect(text).not.toContain("<script");
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
    expect(text).toContain("&lt;script&gt;");
    expect(text).not.toMatch(/\b(?:href|src|style|on[a-z]+)=/);
    expect(text.match(/https?:[^"]*/g)).toEqual(["http://www.w3.org/2000/svg"]);
  });

  test("names every effect in its legend, by letter and word", () => {
    const text = svg(drawn(scene, GOALS));
    for (const word of ["moves funds", "changes its code", "pauses", "not known: anything"])
      expect(text).toContain(`>${word}</text>`);
  });

  test("given nothing to draw: it is a picture nevertheless", () => {
    expect(svg(drawn(scene, []))).toContain("</svg>");
  });

  test("given an address that nobody named: it is shortened", () => {
    expect(svg(drawn(scene, GOALS))).not.toContain(at("stranger"));
  });
});
