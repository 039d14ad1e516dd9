import { type Address, type Hex, isAddressEqual, toFunctionSelector } from "viem";
import { ADMIN } from "../../charter/fixed-roles.ts";
import type { Power } from "../world.ts";
import { addGiver, type Draft, enter, holds, idOf, powersOn } from "./draft.ts";

const selector = (signature: string) => toFunctionSelector(signature);
const GRANT = selector("grantRole(bytes32,address)");
const OWNERSHIP = [selector("transferOwnership(address)"), selector("beginDefaultAdminTransfer(address)")];
const MANAGER_GRANTS = [
  selector("grantRole(uint64,address,uint32)"),
  selector("grantRoleUntil(uint64,address,uint32,uint40)"),
];
const MANAGER_ADMIN = [
  selector("setTargetFunctionRole(address,bytes4[],uint64)"),
  selector("updateAuthority(address,address)"),
  selector("setRoleAdmin(uint64,uint64)"),
];
const MANAGER_CALLS = [selector("execute(address,bytes)"), selector("schedule(address,bytes,uint48)")];
const TIMELOCK_SCHEDULES = [
  selector("schedule(address,uint256,bytes,bytes32,bytes32,uint256)"),
  selector("scheduleBatch(address[],uint256[],bytes[],bytes32,bytes32,uint256)"),
];
const TIMELOCK_EXECUTES = [
  selector("execute(address,uint256,bytes,bytes32,bytes32)"),
  selector("executeBatch(address[],uint256[],bytes[],bytes32,bytes32)"),
];
const SAFE_CONSENTS = [
  selector("approveHash(bytes32)"),
  selector("execTransaction(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,bytes)"),
];

/**
 * What calling one function makes the caller's: powers that it hands to whomever the call names, and operations that it sets going.
 * @param by The power whose holders have the function called.
 * @param actor Who calls it; null where everybody may whom the function lets.
 * @returns Whether the function's power is all said by what it gives, so that its own effect is none.
 */
export function giveAlong(
  draft: Draft,
  by: string,
  actor: Address | null,
  target: Address,
  called: Hex,
): boolean {
  const on = powersOn(draft, target);
  const isHis = (power: Power | undefined) => power !== undefined && (actor === null || holds(power, actor));
  const of = (id: string) => draft.powers.get(id);
  const give = (id: string, delay = 0) => addGiver(draft, id, by, delay);
  const isManager = (power: Power) => power.source === "access-manager" || power.source === "role-manager";
  if (called === GRANT) {
    const roles = on.filter(
      ({ source, raw }) => (source === "access-control" || source === "timelock") && raw.length === 66,
    );
    for (const role of roles) {
      if (role.given.some((one) => isHis(of(one.by)))) give(role.id);
    }
    return roles.length > 0;
  }
  if (OWNERSHIP.includes(called)) {
    for (const power of on)
      if ((power.raw === "owner" || power.name === "DEFAULT_ADMIN_ROLE") && isHis(power)) give(power.id);
    return true;
  }
  const roles = on.filter((power) => isManager(power) && !draft.copies.has(power.id));
  const [first] = roles;
  if (first === undefined) return giveElsewhere(draft, by, actor, target, called, on, isHis);
  const admin = of(idOf(target, first.source, String(ADMIN)));
  if (MANAGER_GRANTS.includes(called)) {
    for (const role of roles)
      for (const giver of [...role.given]) if (isHis(of(giver.by))) give(role.id, giver.delay);
    return true;
  }
  if (MANAGER_ADMIN.includes(called) && isHis(admin)) {
    for (const role of roles) give(role.id);
    for (const [copy, base] of draft.copies) if (base === admin?.id) give(copy);
    return true;
  }
  if (!MANAGER_CALLS.includes(called)) return false;
  // Through the manager the caller makes any call that its roles let it make.
  for (const role of roles.filter(isHis))
    for (const [copy, base] of draft.copies) if (base === role.id) give(copy);
  return true;
}

function giveElsewhere(
  draft: Draft,
  by: string,
  actor: Address | null,
  target: Address,
  called: Hex,
  on: readonly Power[],
  isHis: (power: Power) => boolean,
): boolean {
  const timelock = on.filter(({ source }) => source === "timelock");
  const effect = TIMELOCK_SCHEDULES.includes(called)
    ? "PROPOSER_ROLE"
    : TIMELOCK_EXECUTES.includes(called)
      ? "EXECUTOR_ROLE"
      : null;
  if (timelock.length > 0 && effect !== null) {
    for (const power of timelock) if (power.name === effect && isHis(power)) addGiver(draft, power.id, by);
    return true;
  }
  const owners = on.find(({ source, raw }) => source === "safe" && raw === "owners");
  if (
    owners?.need.kind !== "members" ||
    actor === null ||
    !holds(owners, actor) ||
    !SAFE_CONSENTS.includes(called)
  )
    return false;
  // One owner's consent is the quorum's of whoever has him give it: as many fewer of the others are needed.
  const { of, atLeast } = owners.need;
  const others = of.filter(({ account }) => !isAddressEqual(account, actor));
  enter(draft, {
    on: target,
    source: "safe",
    name: `owners, with ${draft.names.label(actor) ?? actor} by ${draft.powers.get(by)?.name ?? by}`,
    raw: `owners/${by}`,
    effects: owners.effects,
    need: atLeast <= 1 ? { kind: "everybody" } : { kind: "members", atLeast: atLeast - 1, of: others },
    also: [...owners.also, by],
  });
  return true;
}
