import { type Address, isAddressEqual, zeroAddress } from "viem";
import type { SafeState } from "../../safe/state.ts";
import type { EventOf, SafeEvent } from "./event.ts";
import { type Finding, found } from "./finding.ts";

/** What rules a Safe, as its events tell it. */
export type Settings = {
  readonly owners: ReadonlySet<Address>;
  readonly threshold: number;
  readonly modules: ReadonlySet<Address>;
  readonly guard: Address | null;
  readonly moduleGuard: Address | null;
  readonly fallbackHandler: Address | null;
  /** Null: no event has told; a Safe's first one is its proxy's matter. */
  readonly singleton: Address | null;
};

const CHANGES = [
  "AddedOwner",
  "RemovedOwner",
  "ChangedThreshold",
  "EnabledModule",
  "DisabledModule",
  "ChangedGuard",
  "ChangedModuleGuard",
  "ChangedFallbackHandler",
  "ChangedMasterCopy",
] as const;

export type Change = EventOf<(typeof CHANGES)[number]>;

export function isChange(event: { readonly eventName: string | null }): event is Change {
  return (CHANGES as readonly (string | null)[]).includes(event.eventName);
}

/** What `setup` put there, before whatever its delegatecall did. */
export function founded({ args }: EventOf<"SafeSetup">): Settings {
  return {
    owners: new Set(args.owners),
    threshold: Number(args.threshold),
    modules: new Set(),
    guard: null,
    moduleGuard: null,
    fallbackHandler: orNull(args.fallbackHandler),
    singleton: null,
  };
}

/** The settings after an event; the same object if it changes none. */
export function after(settings: Settings, event: SafeEvent): Settings {
  switch (event.eventName) {
    case "AddedOwner":
      return { ...settings, owners: withOne(settings.owners, event.args.owner) };
    case "RemovedOwner":
      return { ...settings, owners: without(settings.owners, event.args.owner) };
    case "ChangedThreshold":
      return { ...settings, threshold: Number(event.args.threshold) };
    case "EnabledModule":
      return { ...settings, modules: withOne(settings.modules, event.args.module) };
    case "DisabledModule":
      return { ...settings, modules: without(settings.modules, event.args.module) };
    case "ChangedGuard":
      return { ...settings, guard: orNull(event.args.guard) };
    case "ChangedModuleGuard":
      return { ...settings, moduleGuard: orNull(event.args.moduleGuard) };
    case "ChangedFallbackHandler":
      return { ...settings, fallbackHandler: orNull(event.args.handler) };
    case "ChangedMasterCopy":
      return { ...settings, singleton: event.args.singleton };
    default:
      return settings;
  }
}

/** What is wrong with a change if the Safe stood at `settings`: the contract would have refused it. Null: nothing. */
export function refused(settings: Settings, event: SafeEvent): string | null {
  switch (event.eventName) {
    case "AddedOwner":
      return settings.owners.has(event.args.owner) ? `${event.args.owner} is an owner already` : null;
    case "RemovedOwner":
      return settings.owners.has(event.args.owner) ? null : `${event.args.owner} is no owner`;
    case "EnabledModule":
      return settings.modules.has(event.args.module) ? `${event.args.module} is enabled already` : null;
    case "DisabledModule":
      return settings.modules.has(event.args.module) ? null : `${event.args.module} is not enabled`;
    default:
      return null;
  }
}

/** Holds storage against what the events led to. */
export function compare(settings: Settings, state: SafeState): Finding[] {
  const { owners, threshold, modules, guard, moduleGuard, fallbackHandler, singleton } = settings;
  const rows: [what: string, expected: string, actual: string][] = [
    ["owners", sorted(owners), sorted(state.owners)],
    ["threshold", String(threshold), String(state.threshold)],
    ["modules", sorted(modules), sorted(state.modules)],
    ["guard", guard ?? "none", state.guard ?? "none"],
    ["module guard", moduleGuard ?? "none", state.moduleGuard ?? "none"],
    ["fallback handler", fallbackHandler ?? "none", state.fallbackHandler ?? "none"],
    ...(singleton === null ? [] : [["singleton", singleton, state.singleton] as [string, string, string]]),
  ];
  return rows
    .filter(([, expected, actual]) => expected !== actual)
    .map(([what, expected, actual]) => {
      const message = `${what}: ${actual} in storage, the history leads to ${expected}`;
      return found("error", "storage", message, { expected, actual });
    });
}

function sorted(addresses: Iterable<Address>): string {
  const all = [...addresses].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1));
  return all.length === 0 ? "none" : all.join(", ");
}

function withOne(set: ReadonlySet<Address>, one: Address): ReadonlySet<Address> {
  return new Set([...set, one]);
}

function without(set: ReadonlySet<Address>, one: Address): ReadonlySet<Address> {
  return new Set([...set].filter((each) => each !== one));
}

function orNull(address: Address): Address | null {
  return isAddressEqual(address, zeroAddress) ? null : address;
}
