import { type Abi, type Address, encodeFunctionData, type Hex, keccak256, numberToHex, toBytes } from "viem";
import { roleManagerAbi } from "../../src/generated/abi.ts";
import { type Artifact, built, initcode, openZeppelinArtifact } from "./artifacts.ts";
import { APPROVERS, DAY, DELAY, organisation } from "./charters.ts";
import { found } from "./conclave.ts";
import { type Figure, type Flow, measureUndone } from "./measure.ts";
import type { Call, Charged, Network } from "./network.ts";
import { account } from "./signers.ts";

/** By what is done, then by who keeps the roles. */
export type RoleFigures = Readonly<Record<string, Readonly<Record<string, Figure>>>>;

/** Roles that are measured: one to call at once, the same asked for live, one that waits, one to be granted, one that has members. */
const CALLERS = 1n;
const LIVE = 2n;
const WAITING = 3n;
const LIVE_WAITING = 4n;
const EMPTY = 5n;
const PEOPLED = 6n;
const REVIEWERS = 7n;
const ADMINS = 8n;

const EVERYBODY = [...APPROVERS.map((_, index) => `approver ${index}`), "guardian 0"];
const memberOf = (index: number): Address => account(EVERYBODY[index] ?? "").address;
const ADMIN = account("proposer 0").address;
const REVIEWER = account("tester 0").address;

/** A manager of either kind, and whoever sets it up. */
type Manager = { readonly address: Address; readonly abi: Abi; readonly owner: Address };

/** Restricted calls, grants, revocations and reviews: a RoleManager beside OpenZeppelin's AccessManager and AccessControl. */
export async function roles(network: Network): Promise<RoleFigures> {
  const conclave = await found(network, organisation());
  const own = await deploy(network, await built("roles/RoleManager"), conclave.address);
  const asBuilt = await deploy(network, await built("mocks/Manager"), account("manager's owner").address);
  const asShipped = await deploy(network, openZeppelinArtifact("AccessManager"), asBuilt.owner);
  await define(network, own);
  const figures: Record<string, Record<string, Figure>> = {};
  const put = (acts: Readonly<Record<string, Figure>>, name: string) => {
    for (const [act, figure] of Object.entries(acts)) figures[act] = { ...figures[act], [name]: figure };
  };
  const ours = await acts(network, own);
  put({ ...(await calls(network, own, CALLERS, WAITING)), ...ours }, "roleManager");
  put(await calls(network, own, LIVE, LIVE_WAITING), "live");
  for (const [name, manager] of [
    ["accessManagerBuilt", asBuilt] as const,
    ["accessManager", asShipped] as const,
  ])
    put({ ...(await calls(network, manager, CALLERS, WAITING)), ...(await acts(network, manager)) }, name);
  put(await byAccessControl(network), "accessControl");
  put(await reviews(network, own), "roleManager");
  return figures;
}

async function deploy(network: Network, artifact: Artifact, owner: Address): Promise<Manager> {
  return { address: await network.deploy(initcode(artifact, [owner])), abi: artifact.abi, owner };
}

/** What only a RoleManager asks for before anybody is a member. */
async function define(network: Network, manager: Manager): Promise<void> {
  const terms = { term: 0, period: 400 * DAY, grace: 90 * DAY, critical: false };
  for (const role of [CALLERS, LIVE, WAITING, LIVE_WAITING, EMPTY, PEOPLED, REVIEWERS, ADMINS]) {
    const live = role === LIVE || role === LIVE_WAITING;
    await setUp(network, manager, "defineRole", [role, { ...terms, reviewer: REVIEWERS, live }]);
    const place = numberToHex((0x6666n << 140n) + role, { size: 20 });
    await setUp(network, manager, "setTargetFunctionRole", [place, ["0x12345678"], role]);
  }
  await setUp(network, manager, "grantRole", [REVIEWERS, REVIEWER, 0]);
}

/** `Target.set`: by a member at once, directly and through `execute`; and by one with a delay, in two transactions. */
async function calls(
  network: Network,
  manager: Manager,
  role: bigint,
  waiting: bigint,
): Promise<Readonly<Record<string, Figure>>> {
  const target = await managed(network, manager, role);
  const slow = await managed(network, manager, waiting);
  await setUp(network, manager, "grantRole", [role, memberOf(0), 0]);
  await setUp(network, manager, "grantRole", [waiting, memberOf(1), DELAY]);
  const executing = encode(manager, "execute", [target.address, target.set.data]);
  return {
    call: await one(network, "call", () => network.sendAs(memberOf(0), target.set), target.check),
    execute: await one(network, "execute", () => network.sendAs(memberOf(0), executing), target.check),
    scheduled: await measureUndone(network, () => waited(network, manager, slow)),
  };
}

async function waited(network: Network, manager: Manager, target: Managed): Promise<Flow> {
  const { to, data } = target.set;
  const from = memberOf(1);
  const executing = encode(manager, "execute", [to, data]);
  const schedule = await network.sendAs(from, encode(manager, "schedule", [to, data, 0]));
  const ready = network.now() + DELAY;
  const { abi } = manager;
  await network.expectRefusal(executing, { time: ready - 1, abi, error: "AccessManagerNotReady", from });
  await network.waitUntil(ready);
  const execute = await network.sendAs(from, executing);
  await target.check();
  return { schedule, execute };
}

/** By a member of the role's admin role: the first member of a role, a further one, the same again, and gone. */
async function acts(network: Network, manager: Manager): Promise<Readonly<Record<string, Figure>>> {
  for (const role of [EMPTY, PEOPLED]) await setUp(network, manager, "setRoleAdmin", [role, ADMINS]);
  await setUp(network, manager, "grantRole", [ADMINS, ADMIN, 0]);
  const act = (name: string, args: readonly unknown[]) => network.sendAs(ADMIN, encode(manager, name, args));
  await act("grantRole", [PEOPLED, memberOf(2), 0]);
  await act("grantRole", [PEOPLED, memberOf(3), 0]);
  const has = (role: bigint, member: Address, expected: boolean) => async () => {
    const [isMember] = await network.read<[boolean, number]>(manager.address, manager.abi, "hasRole", [
      role,
      member,
    ]);
    if (isMember !== expected) throw new Error(`role ${role}: ${member} is ${isMember ? "a" : "no"} member`);
  };
  const grant = (role: bigint, index: number) => () => act("grantRole", [role, memberOf(index), 0]);
  return {
    grantFirst: await one(network, "grant", grant(EMPTY, 4), has(EMPTY, memberOf(4), true)),
    grantFurther: await one(network, "grant", grant(PEOPLED, 4), has(PEOPLED, memberOf(4), true)),
    grantAgain: await one(network, "grant", grant(PEOPLED, 3), has(PEOPLED, memberOf(3), true)),
    revoke: await one(
      network,
      "revoke",
      () => act("revokeRole", [PEOPLED, memberOf(3)]),
      has(PEOPLED, memberOf(3), false),
    ),
  };
}

/** A reviewer keeps one grant, and ten. */
async function reviews(network: Network, manager: Manager): Promise<Readonly<Record<string, Figure>>> {
  const at = { address: manager.address, abi: roleManagerAbi } as const;
  const grantOf = (member: Address) =>
    network.client.readContract({ ...at, functionName: "grantOf", args: [PEOPLED, member] });
  for (const [index] of EVERYBODY.entries())
    await network.sendAs(ADMIN, encode(manager, "grantRole", [PEOPLED, memberOf(index), 0]));
  const review = async (count: number): Promise<Figure> => {
    const members = EVERYBODY.slice(0, count).map((_, index) => memberOf(index));
    const before = await Promise.all(members.map(grantOf));
    const decisions = members.map((member, index) => ({
      account: member,
      grant: numberToHex(before[index] ?? 0n, { size: 32 }),
      keep: true,
    }));
    const call = encode(manager, "review", [PEOPLED, decisions]);
    return one(
      network,
      "review",
      () => network.sendAs(REVIEWER, call),
      async () => {
        const after = await Promise.all(members.map(grantOf));
        if (after.some((word, index) => word === before[index])) throw new Error("a review changed nothing");
      },
    );
  };
  return { review1: await review(1), review10: await review(10) };
}

/** The same contract with roles of its own. */
async function byAccessControl(network: Network): Promise<Readonly<Record<string, Figure>>> {
  const artifact = await built("mocks/RoledTarget");
  const { abi } = artifact;
  const owner = account("target's owner").address;
  const address = await network.deploy(initcode(artifact, [owner]));
  const role = keccak256(toBytes("SETTER"));
  const encoded = (name: string, args: readonly unknown[]): Call => ({
    to: address,
    data: encodeFunctionData({ abi, functionName: name, args }),
  });
  const act = (name: string, index: number) => network.sendAs(owner, encoded(name, [role, memberOf(index)]));
  const has = (index: number, expected: boolean) => async () => {
    const isMember = await network.read<boolean>(address, abi, "hasRole", [role, memberOf(index)]);
    if (isMember !== expected) throw new Error(`${memberOf(index)} is ${isMember ? "a" : "no"} member`);
  };
  const first = await one(network, "grant", () => act("grantRole", 4), has(4, true));
  await act("grantRole", 0);
  await network.sendAs(memberOf(0), encoded("set", [BEFORE]));
  const check = async () => {
    if ((await network.read<bigint>(address, abi, "value")) !== AFTER) throw new Error("nothing was set");
  };
  return {
    call: await one(network, "call", () => network.sendAs(memberOf(0), encoded("set", [AFTER])), check),
    grantFirst: first,
    grantFurther: await one(network, "grant", () => act("grantRole", 4), has(4, true)),
    grantAgain: await one(network, "grant", () => act("grantRole", 0), has(0, true)),
    revoke: await one(network, "revoke", () => act("revokeRole", 0), has(0, false)),
  };
}

const BEFORE = 0x1111n;
const AFTER = 0x2222n;

type Managed = { readonly address: Address; readonly set: Call; check(): Promise<void> };

/** A contract under the manager whose word is not zero from the outset, and which members of `role` may set. */
async function managed(network: Network, manager: Manager, role: bigint): Promise<Managed> {
  const artifact = await built("mocks/ManagedTarget");
  const { abi } = artifact;
  const address = await network.deploy(initcode(artifact, [manager.address]));
  const setting = (value: bigint): Hex => encodeFunctionData({ abi, functionName: "set", args: [value] });
  await network.sendAs(manager.owner, { to: address, data: setting(BEFORE) });
  await setUp(network, manager, "setTargetFunctionRole", [address, [setting(0n).slice(0, 10)], role]);
  return {
    address,
    set: { to: address, data: setting(AFTER) },
    async check() {
      const value = await network.read<bigint>(address, abi, "value");
      if (value !== AFTER) throw new Error(`${address} holds ${value}, not ${AFTER}: nothing was set`);
    },
  };
}

/** One transaction, each time from the same state, and whether it did what it should. */
function one(
  network: Network,
  name: string,
  send: () => Promise<Charged>,
  check: () => Promise<void>,
): Promise<Figure> {
  return measureUndone(network, async () => {
    const charged = await send();
    await check();
    return { [name]: charged };
  });
}

function setUp(network: Network, manager: Manager, name: string, args: readonly unknown[]): Promise<Charged> {
  return network.sendAs(manager.owner, encode(manager, name, args));
}

function encode({ address, abi }: Manager, functionName: string, args: readonly unknown[]): Call {
  return { to: address, data: encodeFunctionData({ abi, functionName, args }) };
}
