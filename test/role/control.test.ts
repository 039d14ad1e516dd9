import { describe, expect, test } from "vitest";
import { controlOf } from "../../src/role/control.ts";
import type { World } from "../../src/role/world.ts";
import { at, members, power, quorum, world } from "./world-kit.ts";

describe("outsiders", () => {
  test("are accounts that are no key's, contracts that nobody named or knows, and what could not be read", () => {
    const base = world({
      people: ["Ana"],
      powers: [
        power("vault#owner", ["funds"], members(1, ["stranger", "relay", "bridge", "wallet"])),
        power("bridge#pauser", ["pause"], members(1, ["ana"])),
        power("wallet#owner", ["act"], members(1, ["ana"])),
      ],
      unnamed: ["relay"],
    });
    const outsiders = (of: World) =>
      controlOf(of).leaves.flatMap((leaf) => (leaf.kind === "outsider" ? [leaf.account] : []));
    expect(outsiders(base)).toEqual([at("stranger"), at("relay")].toSorted());
    // The bridge has a name, and nobody acts for it: its code alone does.
    expect(controlOf(base).selfMoved).toEqual([at("bridge")]);
    const unread = { ...base, unread: [{ on: at("bridge"), what: "owner", why: "no answer" }] };
    expect(outsiders(unread)).toContain(at("bridge"));
  });
});

describe("a world at odds with itself is refused", () => {
  const owner = power("vault#owner", ["funds"], members(1, ["ana"]));
  const good = world({ people: ["Ana"], powers: [owner] });
  const bad: [string, World][] = [
    ["two powers with one id", { ...good, powers: [...good.powers, ...good.powers] }],
    ["a key of nobody", { ...good, people: [] }],
    ["two keys with one index", { ...good, keys: [...good.keys, ...good.keys] }],
    ["two people with one number", { ...good, people: [...good.people, ...good.people] }],
    ["a power needed that is not there", { ...good, powers: [{ ...owner, also: ["x"] }] }],
    ["a giver that is not there", { ...good, powers: [{ ...owner, given: [{ by: "x", delay: 0 }] }] }],
    ["a stop that is not there", { ...good, powers: [{ ...owner, stopped: ["x"] }] }],
    ["a key that is not there", { ...good, powers: [{ ...owner, need: quorum({ approvers: [9] }) }] }],
  ];

  test.each(bad)("%s", (_, of) => {
    expect(() => controlOf(of)).toThrow(expect.objectContaining({ code: "Role.WorldAtOdds" }));
  });
});
