import { describe, expect, it } from "vitest";
import { compile, GENESIS } from "../../src/charter/compile.ts";
import { decompile } from "../../src/charter/decompile.ts";
import { parse } from "../../src/charter/parse.ts";
import { review } from "../../src/charter/review.ts";
import { eventsOf, scheduleOf } from "../../src/charter/rotation.ts";
import { refusal } from "../keys/refusal.ts";
import { EXAMPLE } from "./example.ts";
import { NOW } from "./sample.ts";

const ROTATION = `
rotation:
  rules:
    - { every: 730 days, triggers: [holder-left] }
    - { roles: [approver], every: 365 days, ceremony-older-than: 1000 days }
    - { keys: [k1], every: 400 days, triggers: [compromise-suspected, device-recalled] }
  events:
    - { what: compromise-suspected, on: 2027-01-01, key: k1, note: a laptop was stolen }
    - { what: compromise-suspected, on: 2027-01-02, key: k2 }
`;

function charterOf(text: string) {
  return parse(text).charter;
}

function keyOf(charter: ReturnType<typeof charterOf>, label: string) {
  const key = charter.keys.find((one) => one.label === label);
  if (key === undefined) throw new Error(`the example has no key ${label}`);
  return key;
}

describe("a charter's section on rotation", () => {
  const charter = charterOf(EXAMPLE + ROTATION);

  it("gives each key the shortest time of the rules that concern it, and all their triggers", () => {
    const approver = charter.keys.find(({ roles }) => (roles & 2) !== 0);
    expect(scheduleOf(charter, keyOf(charter, "k1"))).toMatchObject({
      triggers: ["compromise-suspected", "device-recalled", "holder-left"],
    });
    expect(approver && scheduleOf(charter, approver)).toMatchObject({
      every: 365 * 86_400,
      ceremony: 1000 * 86_400,
    });
  });

  it("takes an event for a key only if a rule of that key has its trigger", () => {
    expect(eventsOf(charter, keyOf(charter, "k1"))).toMatchObject([{ note: "a laptop was stolen" }]);
    expect(eventsOf(charter, keyOf(charter, "k2"))).toEqual([]);
  });

  it("is kept when a charter is written from what is on-chain, and compiles to nothing", () => {
    const plain = compile(charterOf(EXAMPLE), GENESIS);
    const compiled = compile(charter, GENESIS);
    expect(compiled.rosterDocument).toBe(plain.rosterDocument);
    const again = charterOf(decompile(compiled.roster, compiled.rulebook, charter.chain, charter));
    expect(again.rotation).toEqual(charter.rotation);
  });

  it.each([
    ["a key nobody has", "keys: [k1]", "keys: [k77]", "Charter.RotationUnknown"],
    ["an event of a key nobody has", "key: k2", "key: k77", "Charter.RotationUnknown"],
    ["an event of two things", "key: k2", "key: k2, person: Ana", "Charter.WrongValue"],
    ["an event of nothing", ", key: k2", "", "Charter.WrongValue"],
    ["a trigger there is not", "holder-left", "holder-lost", "Charter.WrongValue"],
    [
      "a rule that asks for nothing",
      "roles: [approver], every: 365 days, ceremony-older-than: 1000 days",
      "roles: [approver]",
      "Charter.WrongValue",
    ],
    ["roles and keys in one rule", "keys: [k1]", "keys: [k1], roles: [approver]", "Charter.WrongValue"],
    ["a time below a day", "every: 400 days", "every: 4h", "Charter.WrongValue"],
    ["a field there is not", "every: 400 days", "each: 400 days", "Charter.UnknownField"],
  ])("is refused for %s", async (_, from, to, code) => {
    const text = ROTATION.replace(from, to);
    expect(text).not.toBe(ROTATION);
    expect((await refusal(() => charterOf(EXAMPLE + text))).code).toBe(code);
  });

  it("brings a remark for a key that outlives its schedule, and for one under no rule", () => {
    const remarks = (text: string) =>
      review(parse(text), { now: NOW })
        .warnings.map(({ code }) => code)
        .filter((code) => /Rotat/.test(code));
    expect(remarks(EXAMPLE)).toEqual([]);
    const short = "\nrotation: { rules: [{ keys: [k1], every: 1 day }] }\n";
    const found = remarks(EXAMPLE + short);
    expect(found.filter((code) => code === "Charter.ExpiresAfterRotation")).toHaveLength(1);
    expect(found.filter((code) => code === "Charter.KeyNeverRotated")).toHaveLength(charter.keys.length - 1);
    expect(remarks(`${EXAMPLE}\nrotation: { rules: [{ every: 40000 days }] }\n`)).toEqual([]);
    // The age of a key's ceremony is a time for its rotation like any other.
    expect(remarks(`${EXAMPLE}\nrotation: { rules: [{ ceremony-older-than: 40000 days }] }\n`)).toEqual([]);
    expect(remarks(EXAMPLE + short.replace("every", "ceremony-older-than"))).toEqual(found);
  });
});
