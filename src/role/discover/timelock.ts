import { type Hex, keccak256, parseAbi, stringToHex, zeroAddress } from "viem";
import type { Effect, Power } from "../world.ts";
import { readAccessControl } from "./access-control.ts";
import { cannotRead, type Draft, EVERYBODY, idOf, mention } from "./draft.ts";
import { ask } from "./site.ts";
import type { Subject } from "./subject.ts";

const abi = parseAbi([
  "function getMinDelay() view returns (uint256)",
  "function PROPOSER_ROLE() view returns (bytes32)",
  "function EXECUTOR_ROLE() view returns (bytes32)",
  "function CANCELLER_ROLE() view returns (bytes32)",
  "function hasRole(bytes32 role, address account) view returns (bool)",
]);

const PROPOSER = roleId("PROPOSER_ROLE");
const EXECUTOR = roleId("EXECUTOR_ROLE");
const CANCELLER = roleId("CANCELLER_ROLE");
/** Longer than any delay that means something: 2^40 seconds are 34,000 years. */
const LONGEST = 2n ** 40n - 1n;

/** Before 4.7 whoever could propose could also cancel, and before 5.0 the admin was a role of its own. */
const EFFECTS: ReadonlyMap<Hex, readonly Effect[]> = new Map<Hex, readonly Effect[]>([
  [PROPOSER, ["act"]],
  [EXECUTOR, ["none"]],
  [CANCELLER, ["veto"]],
  [roleId("TIMELOCK_ADMIN_ROLE"), ["admin"]],
]);

/** TimelockController: it acts when a proposer schedules, nobody cancels, and an executor executes. False if it is none. */
export async function readTimelock(draft: Draft, subject: Subject): Promise<boolean> {
  const { address } = subject;
  const { site } = draft;
  const delay = await ask(site, address, abi, "getMinDelay");
  const isRole = (await ask(site, address, abi, "PROPOSER_ROLE")) === PROPOSER;
  if (typeof delay !== "bigint" || !isRole || (await ask(site, address, abi, "EXECUTOR_ROLE")) !== EXECUTOR)
    return false;
  mention(draft, address, "TimelockController");
  await readAccessControl(draft, subject, "timelock", (role) => {
    const effects = EFFECTS.get(role);
    return effects === undefined ? undefined : { effects };
  });
  const id = (role: Hex) => idOf(address, "timelock", role);
  if (delay > LONGEST) cannotRead(draft, address, "delay", `it says ${delay} seconds`);
  change(draft, id(PROPOSER), (power) => ({
    ...power,
    effects: ["act"],
    functions: null,
    delay: Number(delay > LONGEST ? LONGEST : delay),
    also: [id(EXECUTOR)],
    stopped: [id(draft.powers.has(id(CANCELLER)) ? CANCELLER : PROPOSER)],
  }));
  const isOpen = await ask(site, address, abi, "hasRole", [EXECUTOR, zeroAddress]);
  change(draft, id(EXECUTOR), (power) => ({
    ...power,
    effects: ["none"],
    ...(isOpen === true ? { need: EVERYBODY } : {}),
  }));
  return true;
}

function change(draft: Draft, id: string, how: (power: Power) => Power): void {
  const power = draft.powers.get(id);
  if (power !== undefined) draft.powers.set(id, how(power));
}

function roleId(name: string): Hex {
  return keccak256(stringToHex(name));
}
