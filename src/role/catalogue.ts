import { type Address, isAddressEqual } from "viem";
import { joinWords } from "../charter/words.ts";
import { formatDate, formatDuration } from "../time.ts";
import { type Atlas, atlasOf, timelockOf } from "./atlas.ts";
import type { Member, Power, World } from "./world.ts";

/** One power, in words. A list has one entry a member. */
export type CatalogueRow = {
  readonly id: string;
  readonly power: string;
  readonly effects: string;
  /** People's names and contracts' labels; behind a contract, who moves it. */
  readonly who: readonly string[];
  /** `any one`, `2 of 3`, `proposer, tester, 2 of 4 approvers`. */
  readonly takes: string;
  readonly delay: string;
  /** When each member's grant ends, in the order of `who`; empty for those that do not. */
  readonly until: readonly string[];
};

/** The powers over one contract. */
export type CatalogueEntry = {
  readonly address: Address;
  readonly name: string;
  readonly is: readonly string[];
  readonly rows: readonly CatalogueRow[];
};

/** How deep contracts behind contracts are named. */
const DEEPEST = 3;

/** Who can do what, contract by contract: those the charter names first, in the order of their names. */
export function catalogue(world: World): CatalogueEntry[] {
  const atlas = atlasOf(world);
  const entries = world.accounts.flatMap(({ address, label, is }) => {
    const powers = world.powers.filter(({ on }) => isAddressEqual(on, address));
    if (powers.length === 0) return [];
    return [{ address, label, name: label ?? address, is, rows: powers.map((power) => row(atlas, power)) }];
  });
  return entries
    .toSorted((a, b) => Number(a.label === null) - Number(b.label === null) || (a.name < b.name ? -1 : 1))
    .map(({ label: _, ...entry }) => entry);
}

function row(atlas: Atlas, power: Power): CatalogueRow {
  const members = power.need.kind === "members" ? power.need.of : [];
  return {
    id: power.id,
    power: power.name,
    effects: power.effects.join(", "),
    who: who(atlas, power),
    takes: takes(atlas, power),
    delay: delayWords(power.delay),
    until: members.map((member) => untilWords(atlas.world, member)),
  };
}

function who(atlas: Atlas, { need }: Power): readonly string[] {
  if (need.kind === "everybody") return ["everybody"];
  if (need.kind === "quorum") {
    const people = (keys: readonly number[]) => peopleOf(atlas, keys).join(", ");
    return [
      ...(need.approvals === 0 && need.testers === null
        ? [people(need.proposers)]
        : [`proposes: ${people(need.proposers)}`]),
      ...(need.testers === null ? [] : [`tests: ${people(need.testers)}`]),
      ...(need.approvals === 0 ? [] : [`approves: ${people(need.approvers)}`]),
    ];
  }
  if (need.of.length === 0) return ["nobody"];
  return need.of.map(({ account, delay, since }) =>
    [
      accountWords(atlas, account),
      ...(delay === 0 ? [] : [`after ${formatDuration(delay)}`]),
      ...(since === 0 ? [] : [`from ${formatDate(since)}`]),
    ].join(", "),
  );
}

function takes(atlas: Atlas, { need, also }: Power): string {
  const besides = also.map((id) => atlas.power(id)?.name ?? id);
  return [...needWords(atlas, need), ...(besides.length === 0 ? [] : [`and ${joinWords(besides)}`])].join(
    ", ",
  );
}

function needWords(atlas: Atlas, need: Power["need"]): readonly string[] {
  if (need.kind === "everybody") return ["anybody"];
  if (need.kind === "members") {
    const { atLeast, of } = need;
    if (of.length === 0) return [];
    return [atLeast > 1 ? `${atLeast} of ${of.length}` : of.length === 1 ? "it alone" : "any one"];
  }
  const approvers = peopleOf(atlas, need.approvers).length;
  const parts = [
    ...(need.testers === null ? [] : ["a tester"]),
    ...(need.approvals === 0 ? [] : [`${need.approvals} of ${approvers} to approve`]),
  ];
  return parts.length === 0 ? ["any one"] : ["a proposer", ...parts];
}

/** A name, and behind a contract whoever has it act: `ops (2 of Eve, Pia, Tom)`, `timelock (48 h, by conclave)`. */
export function accountWords(atlas: Atlas, account: Address, depth = 0): string {
  const name = atlas.name(account);
  const isKey = atlas.key(account) !== undefined;
  const known = atlas.account(account);
  if (isKey || known?.kind !== "contract")
    return known?.kind === "outsider" ? `${name} (nobody's key)` : name;
  if (depth === DEEPEST) return `${name} (…)`;
  const inner = (members: readonly Member[]) =>
    members.map((member) => accountWords(atlas, member.account, depth + 1)).join(", ");
  const { world } = atlas;
  const movers = world.powers.filter(
    ({ on, effects }) => effects.includes("act") && isAddressEqual(on, account),
  );
  const owners = movers.find(({ source, raw }) => source === "safe" && raw === "owners");
  if (owners?.need.kind === "members") return `${name} (${owners.need.atLeast} of ${inner(owners.need.of)})`;
  const lock = timelockOf(world, account);
  if (lock?.need.kind === "members") return `${name} (${delayWords(lock.delay)}, by ${inner(lock.need.of)})`;
  const owner = movers.find(({ source }) => source === "ownable");
  if (owner?.need.kind === "members") return `${name} (owned by ${inner(owner.need.of)})`;
  return name;
}

function peopleOf(atlas: Atlas, keys: readonly number[]): string[] {
  const holders = keys.flatMap((key) => atlas.keyAt(key)?.holder ?? []);
  return [...new Set(holders)].map(atlas.person);
}

function delayWords(delay: number): string {
  return delay === 0 ? "none" : formatDuration(delay);
}

function untilWords({ block }: World, { ends }: Member): string {
  if (ends === null) return "";
  return ends <= block.timestamp ? `ended ${formatDate(ends)}` : formatDate(ends);
}
