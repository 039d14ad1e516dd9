import {
  type Address,
  encodeFunctionData,
  getAddress,
  type Hex,
  keccak256,
  numberToHex,
  parseAbi,
  stringToHex,
  toFunctionSelector,
} from "viem";
import {
  anyOf,
  cannotRead,
  type Draft,
  EVERYBODY,
  enter,
  enterCopy,
  idOf,
  mention,
  NOBODY,
  powersOn,
} from "./draft.ts";
import { distinct } from "./effects.ts";
import { gatekeeper, isOpen } from "./refusals.ts";
import { ask, askAddress, codeAt, wordInSlot } from "./site.ts";
import type { Subject } from "./subject.ts";

/** EIP-1967: the hash of a name, less one. */
const slot = (name: string): Hex => numberToHex(BigInt(keccak256(stringToHex(name))) - 1n, { size: 32 });
const ADMIN = slot("eip1967.proxy.admin");
const IMPLEMENTATION = slot("eip1967.proxy.implementation");
const BEACON = slot("eip1967.proxy.beacon");
/** Those of OpenZeppelin's proxies before EIP-1967, which some tokens still have. */
const OLD_ADMIN = keccak256(stringToHex("org.zeppelinos.proxy.admin"));
const OLD_IMPLEMENTATION = keccak256(stringToHex("org.zeppelinos.proxy.implementation"));

const abi = parseAbi([
  "function implementation() view returns (address)",
  "function proxiableUUID() view returns (bytes32)",
  "function upgradeTo(address newImplementation)",
  "function upgradeToAndCall(address newImplementation, bytes data)",
  "function UPGRADE_INTERFACE_VERSION() view returns (string)",
]);
const UPGRADES = [
  toFunctionSelector("upgradeToAndCall(address,bytes)"),
  toFunctionSelector("upgradeTo(address)"),
];
const UPGRADE_AND_CALL = toFunctionSelector("upgradeAndCall(address,address,bytes)");
const CLONE = /^0x363d3d373d3d3d363d73([0-9a-f]{40})5af43d82803e903d91602b57fd5bf3/;

/** Where a proxy passes calls on to, and who may change that. */
export type ProxySlots = {
  readonly admin: Address | null;
  readonly implementation: Address | null;
  readonly beacon: Address | null;
};

/** What a contract passes its calls on to: by slots, by its beacon, or as a minimal proxy. @throws `Chain.Unreachable` */
export async function readSlots(draft: Draft, address: Address, code: Hex): Promise<ProxySlots> {
  const { site } = draft;
  const clone = CLONE.exec(code)?.[1];
  if (clone !== undefined) return { admin: null, implementation: getAddress(`0x${clone}`), beacon: null };
  const at = (name: Hex) => slotOf(draft, address, name);
  const [admin, own, beacon] = await Promise.all([at(ADMIN), at(IMPLEMENTATION), at(BEACON)]);
  const behind = beacon === null ? null : ((await askAddress(site, beacon, abi, "implementation")) ?? null);
  if (admin !== null || own !== null || beacon !== null)
    return { admin, implementation: own ?? behind, beacon };
  const [oldAdmin, old] = await Promise.all([at(OLD_ADMIN), at(OLD_IMPLEMENTATION)]);
  return { admin: oldAdmin, implementation: old, beacon: null };
}

async function slotOf(draft: Draft, address: Address, name: Hex): Promise<Address | null> {
  const value = await wordInSlot(draft.site, address, name);
  if (value >> 160n === 0n) return value === 0n ? null : getAddress(numberToHex(value, { size: 20 }));
  cannotRead(draft, address, "proxy", `its slot ${name} holds what is no address`);
  return null;
}

/** Who may change a proxy's code. Read after owners and roles, which may be who it asks. */
export async function readProxy(draft: Draft, subject: Subject, slots: ProxySlots): Promise<void> {
  const { address } = subject;
  const { admin, implementation, beacon } = slots;
  if (admin === null && implementation === null && beacon === null) return;
  mention(draft, address, "proxy");
  if (implementation !== null) mention(draft, implementation, "implementation");
  const upgrade = {
    on: address,
    source: "proxy",
    name: "upgrade",
    raw: "upgrade",
    effects: ["upgrade", "act"],
  } as const;
  if (admin !== null) enter(draft, { ...upgrade, need: anyOf([admin]) });
  else if (beacon !== null) {
    mention(draft, beacon, "beacon");
    enter(draft, { ...upgrade, name: "upgrade of the beacon", need: anyOf([beacon]) });
    if (implementation === null)
      cannotRead(draft, beacon, "implementation", "the beacon does not say what it points to");
  }
  if (implementation === null) return;
  // Also where somebody else changes it: whoever is not the proxy's admin reaches the implementation's own function.
  const isOnly = admin === null && beacon === null;
  const own = isOnly ? upgrade : { ...upgrade, name: "upgrade by itself", raw: "own-upgrade" };
  await readOwnUpgrade(draft, subject, implementation, own);
}

/** A proxy whose implementation has the function that changes it (UUPS, ERC-1822): whom does that ask for? */
async function readOwnUpgrade(
  draft: Draft,
  { address, gates }: Subject,
  implementation: Address,
  upgrade: Omit<Parameters<typeof enter>[1], "need">,
): Promise<void> {
  const { site } = draft;
  const code = await codeAt(site, implementation);
  const uuid = await ask(site, implementation, abi, "proxiableUUID");
  const selectors = UPGRADES.filter((one) => code?.includes(one.slice(2)));
  // Code that cannot change itself: as a minimal proxy's, it stays.
  if (uuid === undefined && selectors.length === 0) return;
  for (const selector of selectors) {
    const gate = gates.get(selector) ?? (await gatekeeper(site, address, selector));
    const base =
      gate === null
        ? undefined
        : gate.by === "owner"
          ? idOf(address, "ownable", "owner")
          : gate.by === "role"
            ? idOf(address, "access-control", gate.role)
            : undefined;
    if (base !== undefined && draft.powers.has(base)) {
      const { name, raw, ...rest } = upgrade;
      enterCopy(draft, base, { ...rest, name, raw });
      return;
    }
    // What the authority says of it is entered with the manager's roles.
    if (gate?.by === "authority") return;
    const call = { abi, functionName: selector === UPGRADES[0] ? "upgradeToAndCall" : "upgradeTo" } as const;
    const args = selector === UPGRADES[0] ? [implementation, "0x"] : [implementation];
    if (await isOpen(site, address, encodeFunctionData({ ...call, args } as never))) {
      enter(draft, { ...upgrade, need: EVERYBODY });
      return;
    }
  }
  // Whoever has any power over it may have this one.
  const given = powersOn(draft, address).map(({ id }) => ({ by: id, delay: 0 }));
  enter(draft, { ...upgrade, effects: ["any"], need: NOBODY, given });
  cannotRead(
    draft,
    address,
    "upgrade",
    "whom its upgrade function asks for does not show: see who else has power over it",
  );
}

/** UpgradeableBeacon and ProxyAdmin: their owner changes others' code, by their name. */
export async function readUpgrader(draft: Draft, { address, selectors }: Subject): Promise<void> {
  const isAdmin = selectors.has(UPGRADE_AND_CALL);
  const isBeacon =
    selectors.has(UPGRADES[1] ?? "0x") &&
    (await askAddress(draft.site, address, abi, "implementation")) !== undefined;
  if (!isAdmin && !isBeacon) return;
  mention(draft, address, isAdmin ? "ProxyAdmin" : "beacon");
  const owner = draft.powers.get(idOf(address, "ownable", "owner"));
  if (owner === undefined) return;
  draft.powers.set(owner.id, { ...owner, effects: distinct([...owner.effects, "act"]) });
}
