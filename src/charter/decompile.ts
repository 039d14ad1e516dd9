import { getAddress, numberToHex, slice } from "viem";
import { formatDate, formatDuration } from "../time.ts";
import { formatAmount } from "../yaml/amount.ts";
import { callNames } from "./call-names.ts";
import { rolePartsOf } from "./decompile-roles.ts";
import {
  type ExactRule,
  inMask,
  isAsset,
  type Key,
  ROLE_NAMES,
  Role,
  type Roster,
  type Rule,
  type Rulebook,
  type Tier,
  type WatchedItem,
} from "./model.ts";
import type { Plain } from "./plain.ts";
import { render } from "./plain.ts";
import { calldataHash, contractAddress, signerOf } from "./resolve.ts";
import { blobOf } from "./roster.ts";
import { rotationPartOf } from "./rotation.ts";
import type { Charter } from "./schema.ts";
import { tierNumbers, type Words, wordsFrom } from "./words.ts";

/** The chain's own part of a charter. Durations and dates in seconds. */
export type ChainFacts = Charter["chain"];

/**
 * Writes the charter that compiles to these documents. What the documents do not hold (names of people, organisations, contracts
 * and tiers, functions behind hashes, the sweep's destination) comes from `known`, or is spelt from numbers: "holder 3".
 */
export function decompile(
  roster: Roster,
  rulebook: Rulebook | null,
  chain: ChainFacts,
  known: Charter | null = null,
): string {
  const words = wordsFrom(known, known === null ? new Map() : callNames(known));
  // A tier that the roster lacks has no name here, whatever the known charter called that number.
  const tierNames = roster.tiers.map(
    (_, number) => known?.tiers.find((one) => one.number === number)?.name ?? `tier-${number}`,
  );
  const keys = roster.keys.flatMap((key, index) =>
    key === null ? [] : [keyEntry(key, index, words, known)],
  );
  const labels = new Set(keys.map(({ label }) => label));
  const charter: Plain = {
    version: "1",
    name: known?.name ?? "Conclave",
    chain: {
      id: String(chain.id),
      "signing-window": formatDuration(chain["signing-window"]),
      suspension: formatDuration(chain.suspension),
      "deploy-before": formatDate(chain["deploy-before"]),
      conclave: chain.conclave,
      guard: known?.chain.guard,
      roles: known?.chain.roles,
    },
    "guardian-cooldown": formatDuration(roster.cooldown),
    organisations: filled(known?.organisations ?? {}),
    people: peopleOf(roster, known, words),
    keys,
    tiers: roster.tiers.map((tier, number) => tierEntry(tier, number, tierNames)),
    contracts: filled(known?.contracts ?? {}),
    rules: rulebook?.rules.map((rule) => ruleEntry(rule, words, tierNames)),
    emergency: rulebook?.exactRules.map((rule) => exactEntry(rule, words, known, tierNames)),
    watched: rulebook === null ? undefined : watchedEntry(rulebook.items, words),
    sweep: known?.sweep === undefined ? undefined : { destination: known.sweep.destination },
    rotation: rotationPartOf(known?.rotation, keys),
    ...(known === null ? {} : rolePartsOf(known, labels)),
  };
  return render(charter);
}

function peopleOf(roster: Roster, known: Charter | null, words: Words): Plain {
  const ids = new Set([
    ...(known?.people ?? []).map(({ id }) => id),
    ...roster.keys.flatMap((key) => (key === null ? [] : [key.holder])),
  ]);
  return [...ids]
    .sort((a, b) => a - b)
    .map((id) => ({
      id: String(id),
      name: words.person(id),
      organisation: known?.people.find((person) => person.id === id)?.organisation,
      place: known?.people.find((person) => person.id === id)?.place,
    }));
}

function keyEntry(key: Key, index: number, words: Words, known: Charter | null) {
  // What a device is, is said of a secret, not of its place on-chain.
  const same = known?.keys.find((one) => one.index === index && signerOf(one) === key.signer.toLowerCase());
  const blob = blobOf(key);
  const account = getAddress(slice(key.signer, 0, 20));
  return {
    label: words.key(index),
    index: String(index),
    owner: words.person(key.holder),
    kind: key.kind,
    ...(blob === null ? { address: account } : { verifier: account, "public-key": blob }),
    roles: roleList(key.roles),
    several: (key.roles & Role.SEVERAL) === 0 ? undefined : "true",
    made: same?.made === undefined ? undefined : formatDate(same.made),
    expires: formatDate(key.expiry * 60),
    "successor-of": key.predecessor === null ? undefined : words.key(key.predecessor),
    vendor: same?.vendor,
    device: same?.device,
    place: same?.place,
  };
}

function tierEntry(tier: Tier, number: number, names: readonly string[]): Plain {
  return {
    number: String(number),
    name: names[number],
    approvals: String(tier.approvals),
    override: tier.override === 255 ? "never" : String(tier.override),
    delay: formatDuration(tier.delay),
    grace: formatDuration(tier.grace),
    tester: tier.testerNeeded ? "true" : undefined,
    counts: roleList(tier.roles),
    recovery: tier.recovery ? "true" : undefined,
    "executor-first": tier.executorFirst ? "true" : undefined,
  };
}

function ruleEntry(rule: Rule, words: Words, names: readonly string[]): Plain {
  const called = words.call(rule.target, rule.selector);
  return {
    target: words.place(rule.target),
    ...(called === rule.selector ? { selector: rule.selector } : { function: called }),
    tiers: tierReferences(rule.tiers, names),
    "max-value": rule.maxValue === 0n ? undefined : formatAmount(rule.maxValue),
  };
}

function exactEntry(rule: ExactRule, words: Words, known: Charter | null, names: readonly string[]): Plain {
  const entry = known?.emergency.find(
    (one) =>
      contractAddress(known, one.target) === getAddress(rule.target) &&
      calldataHash(known, one) === rule.hash,
  );
  return {
    target: words.place(rule.target),
    function: entry?.function,
    args: entry?.args,
    calldata: entry?.calldata,
    hash: entry === undefined || entry.hash !== undefined ? rule.hash : undefined,
    tiers: tierReferences(rule.tiers, names),
    alone: rule.alone ? "true" : undefined,
  };
}

function watchedEntry(items: readonly WatchedItem[], words: Words): Plain {
  const entries = (asset: boolean) =>
    items.filter(({ kind }) => isAsset(kind) === asset).map((item) => itemEntry(item, words));
  return { assets: entries(true), authorities: entries(false) };
}

function itemEntry({ kind, target, parameter }: WatchedItem, words: Words): Plain {
  const where = { kind, target: kind === "native" ? undefined : words.place(target) };
  switch (kind) {
    case "native":
      return { ...where, dust: formatAmount(parameter) };
    case "erc20":
      return { ...where, dust: String(parameter) };
    case "erc721Id":
    case "erc1155Id":
      return { ...where, id: String(parameter) };
    case "accessControl":
      return { ...where, role: numberToHex(parameter, { size: 32 }) };
    case "accessManager":
      return { ...where, role: String(parameter) };
    default:
      return where;
  }
}

function tierReferences(mask: number, names: readonly string[]): string[] {
  return tierNumbers(mask).map((number) => names[number] ?? String(number));
}

function roleList(mask: number): string[] {
  return ROLE_NAMES.filter((role) => inMask(mask, Math.log2(Role[role]))).map((role) => role.toLowerCase());
}

function filled(record: Record<string, string>): Record<string, string> | undefined {
  return Object.keys(record).length === 0 ? undefined : record;
}
