import { type Address, getAddress, type Hex, isAddressEqual, parseAbi, sliceHex } from "viem";
import type { ChainState } from "../../chain/state.ts";
import type { Charter } from "../../charter/schema.ts";
import { conclaveGuardAbi, conclaveModuleAbi } from "../../generated/abi.ts";
import { isConclaveGuard } from "../../safe/check/guarding.ts";
import { hasAdminRules, readAccessControl } from "./access-control.ts";
import { type Manager, readAccessManager } from "./access-manager.ts";
import { enterConclave } from "./conclave.ts";
import { anyOf, cannotRead, type Draft, enter, mention } from "./draft.ts";
import { readOwnable } from "./ownable.ts";
import { readProxy, readSlots, readUpgrader } from "./proxy.ts";
import { gatekeepers, MOST_CALLED } from "./refusals.ts";
import { readRoleManager } from "./role-manager.ts";
import { readSafePowers, type SafeFound } from "./safe.ts";
import { selectorsIn } from "./selectors.ts";
import { ask, askAddress, codeAt } from "./site.ts";
import type { Subject } from "./subject.ts";
import { readTimelock } from "./timelock.ts";

const abi = parseAbi([
  "function eip712Domain() view returns (bytes1, string, string, uint256, address, bytes32, uint256[])",
  "function authority() view returns (address)",
  "function votingDelay() view returns (uint256)",
  "function proposalThreshold() view returns (uint256)",
  "function facetAddress(bytes4 selector) view returns (address)",
]);
const DELEGATION = "0xef0100";

/** What examining found that is judged once all was read. */
export type Found = {
  readonly contracts: Set<Address>;
  readonly safes: SafeFound[];
  readonly managers: Manager[];
  /** Contracts that ask another one who may call them. */
  readonly managed: { readonly subject: Subject; readonly authority: Address }[];
};

export type Ground = { readonly charter: Charter; readonly state: ChainState | null };

/** Looks at one account, by each reader in turn; what they find to be members is mentioned, and so examined later. */
export async function examine(draft: Draft, found: Found, ground: Ground, address: Address): Promise<void> {
  const code = await codeAt(draft.site, address);
  if (code === null) return;
  if (code.startsWith(DELEGATION)) {
    const delegate = getAddress(sliceHex(code, 3, 23));
    mention(draft, address, `runs the code of ${delegate}`);
    cannotRead(
      draft,
      address,
      "delegated code",
      `the account runs the code of ${delegate} (EIP-7702), which may let others act for it`,
    );
    return;
  }
  found.contracts.add(address);
  if (await isOurs(draft, ground, address, code)) return;
  const safe = await readSafePowers(draft, address, ground.state);
  if (safe !== null) {
    found.safes.push(safe);
    return;
  }
  await examineOther(draft, found, ground, address, code);
}

/** The Conclave, another one, guards and modules of this project. */
async function isOurs(draft: Draft, { state }: Ground, address: Address, code: Hex): Promise<boolean> {
  const { site } = draft;
  if (state !== null && isAddressEqual(state.domain.verifyingContract, address)) {
    enterConclave(draft, state);
    return true;
  }
  if (isConclaveGuard(code)) {
    mention(draft, address, "ConclaveGuard");
    return true;
  }
  const [domain, tier, conclave] = [
    await ask(site, address, abi, "eip712Domain"),
    await ask(site, address, conclaveModuleAbi, "tier"),
    await askAddress(site, address, conclaveModuleAbi, "conclave"),
  ];
  if (Array.isArray(domain) && domain[1] === "Conclave") {
    mention(draft, address, "Conclave");
    cannotRead(
      draft,
      address,
      "roster",
      "it is another Conclave than the charter's: its people are not read",
    );
    return true;
  }
  if (typeof tier !== "number" || conclave === undefined) return false;
  const guard = await askAddress(site, address, conclaveModuleAbi, "guard");
  const guardCode = guard === undefined ? null : await codeAt(site, guard);
  if (guard === undefined || guardCode === null || !isConclaveGuard(guardCode)) return false;
  // Whatever it answers, it is the guard's only if the guard says so.
  const own = await askAddress(site, guard, conclaveGuardAbi, "moduleOf", [tier]);
  if (own === undefined || !isAddressEqual(own, address)) return false;
  mention(draft, address, `ConclaveModule of tier ${tier}`);
  const parts = { on: address, source: "conclave", name: `module of tier ${tier}`, raw: "module" } as const;
  enter(draft, { ...parts, effects: ["act"], need: anyOf([conclave]) });
  return true;
}

async function examineOther(
  draft: Draft,
  found: Found,
  ground: Ground,
  address: Address,
  code: Hex,
): Promise<void> {
  const { site } = draft;
  const slots = await readSlots(draft, address, code);
  const behind = slots.implementation === null ? null : await codeAt(site, slots.implementation);
  const selectors = new Set([...selectorsIn(code), ...(behind === null ? [] : selectorsIn(behind))]);
  if (selectors.size > MOST_CALLED)
    cannotRead(
      draft,
      address,
      "functions",
      `it may have ${selectors.size}, of which ${MOST_CALLED} were called to see whom they ask for`,
    );
  const subject: Subject = { address, selectors, gates: await gatekeepers(site, address, selectors) };
  const manager =
    (await readRoleManager(draft, subject, ground)) ?? (await readAccessManager(draft, subject));
  if (manager !== null) found.managers.push(manager);
  if (manager === null && !(await readTimelock(draft, subject))) await readAccessControl(draft, subject);
  if (!(await hasAdminRules(draft, subject))) await readOwnable(draft, subject);
  await readUpgrader(draft, subject);
  await readProxy(draft, subject, slots);
  const authority = await askAddress(site, address, abi, "authority");
  if (authority !== undefined && manager === null) {
    mention(draft, address, "AccessManaged");
    mention(draft, authority);
    found.managed.push({ subject, authority });
  }
  await sayWhatIsNotRead(draft, address);
}

/** Kinds that are known to have powers no reader here reads. */
async function sayWhatIsNotRead(draft: Draft, address: Address): Promise<void> {
  const { site } = draft;
  const [votes, threshold, facet] = [
    await ask(site, address, abi, "votingDelay"),
    await ask(site, address, abi, "proposalThreshold"),
    await askAddress(site, address, abi, "facetAddress", ["0x1f931c1c"]),
  ];
  if (votes !== undefined && threshold !== undefined) {
    mention(draft, address, "Governor");
    cannotRead(draft, address, "voters", "it is a Governor: who has how many votes is not read");
  }
  if (facet !== undefined && BigInt(facet) !== 0n) {
    mention(draft, address, "diamond");
    cannotRead(
      draft,
      address,
      "facets",
      "it is a diamond (EIP-2535): whom its diamondCut asks for is not read",
    );
  }
}
