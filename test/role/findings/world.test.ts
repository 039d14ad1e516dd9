import hre from "hardhat";
import { beforeAll, expect, test } from "vitest";
import type { RoleCheck, RoleFinding } from "../../../src/role/finding.ts";
import { judgeWorld } from "../../../src/role/findings/judge.ts";
import { buildWorld } from "../../support/world/build.ts";
import { type Seen, see } from "../../support/world/seen.ts";

let seen: Seen;
let findings: readonly RoleFinding[];
beforeAll(async () => {
  seen = await see(await buildWorld(await hre.network.create()));
  findings = judgeWorld(seen.world);
}, 180_000);

/** What a check found: severity, contract, name of the power. */
function found(check: RoleCheck) {
  return findings
    .filter((one) => one.check === check)
    .map(({ severity, on, power }) => [severity, seen.nameOf(on), nameOf(power)])
    .sort();
}

function nameOf(id: string | null): string | null {
  const name = seen.world.powers.find((power) => power.id === id)?.name;
  // A module is named by its address.
  return name?.replace(/ 0x[0-9a-fA-F]{40}$/, "") ?? null;
}

test.each([
  [
    "deployer-power",
    [
      ["critical", "harbour", "DEFAULT_ADMIN_ROLE"],
      ["critical", "leftlock", "DEFAULT_ADMIN_ROLE"],
    ],
  ],
  ["outsider-power", []],
  [
    "pending-owner",
    [
      ["critical", "vault", "pending owner"],
      ["medium", "feed", "pending default admin"],
    ],
  ],
  ["one-person", [["critical", "benSafe", "owners"]]],
  ["second-path", [["high", "coin", "DEFAULT_ADMIN_ROLE"]]],
  ["own-admin", [["high", "guild", "KEEPER_ROLE"]]],
  [
    "orphaned-role",
    [
      ["high", "guild", "ORACLE_ROLE"],
      ["high", "registry", "WRITER"],
      ["medium", "guild", "GOVERNOR_ROLE"],
    ],
  ],
  [
    "unheld-role",
    [
      ["low", "coin", "MINTER_ROLE"],
      ["low", "feed", "ORACLE_ROLE"],
    ],
  ],
  ["ended-grant", [["low", "roleManager", "rates (role 3)"]]],
  ["ownerless", [["low", "oldVault", "owner"]]],
  ["open-executor", [["low", "timelock", "EXECUTOR_ROLE"]]],
  ["open-power", []],
  [
    "unknown-mover",
    [
      ["critical", "lostVault", "owner"],
      ["critical", "moduleSafe", "module"],
    ],
  ],
  [
    "unread",
    [
      ["unknown", "relay", null],
      ["unknown", "sink", null],
    ],
  ],
] as const)(
  "given the traps of the model world, %s finds those of its kind and no others",
  (check, expected) => {
    expect(found(check)).toEqual(expected);
  },
);

test("contracts that the charter does not name show where they hold power", () => {
  expect(found("unnamed-contract").map(([, on]) => on)).toEqual(["coin", "lender", "pool", "poolAdmin"]);
});

test("keys that need nobody show, with those of contracts the charter does not name", () => {
  expect(found("lone-key").map(([, on, name]) => `${name} of ${on}`)).toEqual([
    "owner of desk",
    "KEEPER_ROLE of guild",
    "ORACLE_ROLE of guild",
    "treasurers (role 1) of ownBox",
    "WRITER of registry",
  ]);
});

test("a role of AccessControl that is called ADMIN is judged like any other", () => {
  const keeper = seen.power("guild", "KEEPER_ROLE");
  const powers = seen.world.powers.map((power) =>
    power.id === keeper.id ? { ...power, name: "ADMIN" } : power,
  );
  const own = judgeWorld({ ...seen.world, powers }).filter(({ check }) => check === "own-admin");
  expect(own).toMatchObject([{ severity: "high", power: keeper.id }]);
});

test("the worst comes first, and each says what to do", () => {
  const ranks = ["critical", "high", "medium", "low", "ok", "unknown"];
  const order = findings.map(({ severity }) => ranks.indexOf(severity));
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  for (const { fix, found: words } of findings) expect(`${fix}${words}`).not.toContain("undefined");
});
