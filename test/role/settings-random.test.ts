import hre from "hardhat";
import { beforeAll, expect, it } from "vitest";
import { parse } from "../../src/charter/parse.ts";
import { review } from "../../src/charter/review.ts";
import { Random } from "../charter/random.ts";
import { type RoleStage, roleStage } from "./settings-stage.ts";

const ROLES = ["pauser", "payer", "auditor", "officer"] as const;
const KEYS = ["ana", "ben", "cleo", "dan", "eve", "gus", "pia", "ben-second"];
const FUNCTIONS = ["pause()", "setRate(uint256)", "withdraw(address,uint256)"];
const TURNS = 24;

let stage: RoleStage;
beforeAll(async () => {
  stage = await roleStage(await hre.network.create());
});

/** Parts about roles as they come; most of them no sound charter has. */
function sections(random: Random): string {
  const some = <T>(list: readonly T[], chance: number) => list.filter(() => random.chance(chance));
  const free = ["box", "vault"].flatMap((target) => FUNCTIONS.map((name) => ({ target, name })));
  const given = free.map((one) => ({ ...one, role: random.pick([...ROLES, "nobody", "open"]) }));
  const functions = (role: string) =>
    `[${given
      .filter((one) => one.role === role)
      .map(({ target, name }) => `{ target: ${target}, function: "${name}" }`)
      .join(", ")}]`;
  const named = (field: string, chance: number) =>
    random.chance(chance) ? `, ${field}: ${random.pick(ROLES)}` : "";
  const members = () => [
    ...some(KEYS, 0.2).map((key) => `{ key: ${key}, delay: ${random.pick(["0", "1h", "2 days"])} }`),
    ...some(["{ contract: relay }"], 0.2),
  ];
  const roles = some(ROLES, 0.85).map(
    (name) =>
      `  - { id: ${ROLES.indexOf(name) + 1}, name: ${name}${named("admin", 0.4)}${named("guardian", 0.4)}${named("reviewer", 0.3)}, term: ${random.pick(["0", "60 days", "90 days"])}, review: ${random.pick(["20 days", "40 days"])}, grace: ${random.pick(["0", "5 days"])}, critical: ${random.chance(0.3)}, live: ${random.chance(0.4)}, functions: ${functions(name)}, members: [${members().join(", ")}], grant-delay: ${random.pick(["0", "0", "1 day"])} }`,
  );
  const pairs = ROLES.flatMap((one, at) => ROLES.slice(at + 1).map((other) => `[${one}, ${other}]`));
  return [
    "roles:",
    ...roles,
    `open: ${functions("open")}`,
    `duties: [${some(pairs, 0.25).join(", ")}]`,
    `automata: [${random.chance(0.7) ? `{ contract: relay${random.pick([", holder: Tom", ", holder: Ana", ""])} }` : ""}]`,
  ].join("\n");
}

it("goes from any sound charter to any other, in calls that the RoleManager takes one by one, and then there is no difference", async () => {
  const random = new Random(7);
  let [turns, calls] = [0, 0];
  for (let tries = 0; turns < TURNS; tries++) {
    expect(tries).toBeLessThan(20_000);
    const text = stage.text(sections(random));
    const parsed = attempt(text);
    const { timestamp } = await stage.founded.chain.client.getBlock();
    if (parsed === null || review(parsed, { now: Number(timestamp) }).roleProblems.length > 0) continue;
    const found = await stage.compare(parsed.charter);
    await stage.act(found.calls);
    expect((await stage.compare(parsed.charter)).calls).toEqual([]);
    turns += 1;
    calls += found.calls.length;
    // Some grants come to their end, or to a review that nobody made.
    if (random.chance(0.3)) await stage.founded.chain.advance(26 * 86_400);
  }
  expect(calls).toBeGreaterThan(10 * TURNS);
}, 600_000);

function attempt(text: string) {
  try {
    return parse(text);
  } catch {
    return null;
  }
}
