import { describe, expect, test } from "vitest";
import { blast } from "../../src/role/blast.ts";
import { blastPicture, goalPicture } from "../../src/role/pictures.ts";
import { ask } from "./ask.ts";
import { members, power, quorum, world } from "./world-kit.ts";

const scene = world({
  people: ["Ana", "Ben", "Cleo", "Dan"],
  conclave: "conclave",
  powers: [
    power("conclave#tier 0", ["act"], quorum({ approvers: [0, 1, 2] }), { source: "conclave" }),
    power("conclave#tier 1", ["funds"], quorum({ tier: 1, approvers: [2, 3], approvals: 1 }), {
      source: "conclave",
    }),
    power("vault#pauser", ["pause"], members(1, ["dan"])),
    power("vault#owner", ["funds"], members(1, ["conclave"])),
  ],
});

describe("a picture", () => {
  test("of blocking shows what is blocked, as the smallest sets do, and no other power of the contract", () => {
    const found = ask(scene, "block", "people", "conclave");
    expect(found.power).toBe("conclave#tier 0");
    const picture = goalPicture(scene, found);
    expect(picture).toContain("Who can act, and be missed on conclave: at least 1 of the people");
    expect(picture).toContain(">tier 0<");
    expect(picture).not.toContain(">tier 1<");
    expect(picture).not.toContain(">Dan<");
  });

  test("of a goal shows all that leads to it on the contract asked for", () => {
    const picture = goalPicture(scene, ask(scene, "funds", "people", "vault"));
    expect(picture).toContain(">owner<");
    expect(picture).toContain(">tier 0<");
    expect(picture).not.toContain(">pauser<");
  });

  test("of a unit shows what it does alone", () => {
    const picture = blastPicture(scene, { holder: "Dan" }, blast(scene, { holder: "Dan" }));
    expect(picture).toContain("What Dan could do alone");
    expect(picture).toContain(">pauser<");
    expect(picture).not.toContain(">owner<");
  });
});
