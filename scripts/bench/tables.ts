import { derive, type Goal } from "./derive.ts";
import { LABELS } from "./labels.ts";
import type { Gas, Snapshot } from "./snapshot.ts";

/** The first column is words, the others are numbers or words to the right. */
export type Table = {
  readonly id: string;
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
};

const PEOPLE = ["1", "2", "3", "5", "7", "10"];
const NONE = "–";

/** All there is to print, from a snapshot alone. */
export function tables(snapshot: Snapshot): readonly Table[] {
  return [
    goals(snapshot),
    flows(snapshot),
    perTransaction(snapshot),
    section(snapshot, "rotation", "A new key for one of five, three people", "safeTimelock"),
    section(snapshot, "batch10", "Ten calls to ten targets, three people", "safeTimelock"),
    section(snapshot, "cancel", "Ending what is pending", "safeTimelock"),
    section(snapshot, "emergency", "At once, in one transaction", "safe"),
    section(snapshot, "amendment", "A roster or rulebook replaced, three people"),
    payloads(snapshot),
    signers(snapshot),
    guarded(snapshot),
    managed(snapshot),
  ];
}

function goals(snapshot: Snapshot): Table {
  const row = ({ what, gas, limit, strictly, reached }: Goal) => [
    what,
    number(gas),
    `${strictly ? "<" : "≤"} ${number(limit)}`,
    reached ? "reached" : "not reached",
  ];
  return {
    id: "goals",
    title: "Goals",
    head: ["goal", "gas", "limit", ""],
    rows: derive(snapshot).goals.map(row),
  };
}

function flows(snapshot: Snapshot): Table {
  const { perSigner, ratio } = derive(snapshot);
  const rows = Object.entries(snapshot.flows).map(([name, series]) => [
    label(`flows.${name}`),
    ...PEOPLE.map((people) => number(series[people])),
    number(perSigner[name]),
  ]);
  const parts = Object.entries(ratio).map(([name, series]) => [
    `${label(`flows.${name}`)} / (Safe + TimelockController)`,
    ...PEOPLE.map((people) => series[people]?.toFixed(2) ?? NONE),
    part(perSigner[name], perSigner.safeTimelock),
  ]);
  const head = ["whole flow", ...PEOPLE.map((people) => `m=${people}`), "further signer"];
  return { id: "flows", title: "Target.set, by people who consent", head, rows: [...rows, ...parts] };
}

/** What scheduling takes and what execution takes, where there are two. */
function perTransaction({ flows: all, transactions }: Snapshot): Table {
  const head = ["transaction", ...PEOPLE.map((people) => `m=${people}, schedule`), "execute, m=3"];
  const rows = Object.keys(all)
    .filter((name) => all[name]?.["3"] !== undefined && name !== "safe")
    .map((name) => [
      label(`flows.${name}`),
      ...PEOPLE.map((people) => number(transactions[`flows.${name}.${people}`]?.schedule)),
      number(transactions[`flows.${name}.3`]?.execute),
    ]);
  return { id: "transactions", title: "The same by transaction", head, rows };
}

type SectionName = "rotation" | "batch10" | "cancel" | "emergency" | "amendment";

function section(snapshot: Snapshot, id: SectionName, title: string, anchor?: string): Table {
  const gas = snapshot[id];
  const head = [
    "",
    "gas",
    ...(anchor === undefined ? [] : [`of ${label(`${id}.${anchor}`)}`]),
    "by transaction",
  ];
  const rows = Object.entries(gas).map(([name, total]) => [
    label(`${id}.${name}`),
    number(total),
    ...(anchor === undefined ? [] : [part(total, gas[anchor])]),
    spelt(snapshot, `${id}.${name}`),
  ]);
  return { id, title, head, rows };
}

function payloads(snapshot: Snapshot): Table {
  const rows = Object.entries(snapshot.payload).flatMap(([bytes, gas]) =>
    Object.entries(gas).map(([name, total]) => [
      label(`payload.${bytes}.${name}`),
      number(total),
      part(total, gas.safeTimelock),
      spelt(snapshot, `payload.${bytes}.${name}`),
    ]),
  );
  const head = ["", "gas", "of Safe + TimelockController", "by transaction (* = EIP-7623's floor binds)"];
  return { id: "payload", title: "Non-zero bytes into an empty fallback, three people", head, rows };
}

function signers(snapshot: Snapshot): Table {
  const { signers: consents } = derive(snapshot);
  const rows = Object.entries(consents).map(([kind, gas]) => [
    label(`signerKinds.${kind}`),
    number(gas),
    part(gas, consents.eoa65),
  ]);
  return {
    id: "signers",
    title: "The third consent, by the kind of its key",
    head: ["key", "gas", "of an account's 65 bytes"],
    rows,
  };
}

const OWNERS = ["2", "3", "5"];

/** A Safe with and without the guard, beside what people use today and the Conclave itself. */
function guarded({ safeGuard, flows: all }: Snapshot): Table {
  const timelock = all.safeTimelock ?? {};
  const row = (name: string, value: (owners: string) => string) => [name, ...OWNERS.map(value)];
  const gas = (series: Gas | undefined) => (owners: string) => number(series?.[owners]);
  const rows = Object.entries(safeGuard).flatMap(([version, series]) => {
    const { unguarded = {}, announce = {}, execute = {}, total = {} } = series;
    const more = (owners: string) => {
      const [with_, without] = [total[owners], unguarded[owners]];
      return number(with_ === undefined || without === undefined ? undefined : with_ - without);
    };
    return [
      row(`Safe ${version} without the guard, no delay`, gas(unguarded)),
      row(`Safe ${version}, guarded: announce`, gas(announce)),
      row(`Safe ${version}, guarded: execTransaction`, gas(execute)),
      row(`Safe ${version}, guarded: sum`, gas(total)),
      row(`what the guard adds to ${version}`, more),
      row(`guarded ${version} / unguarded`, (owners) => part(total[owners], unguarded[owners])),
      row(`guarded ${version} / (Safe + TimelockController)`, (owners) =>
        part(total[owners], timelock[owners]),
      ),
    ];
  });
  const beside = ["safeTimelock", "conclaveOrdinary"].map((name) =>
    row(label(`flows.${name}`), gas(all[name])),
  );
  const head = ["Target.set, by owners who sign", ...OWNERS.map((owners) => `m=${owners}`)];
  return { id: "safeGuard", title: "A Safe under the guard", head, rows: [...rows, ...beside] };
}

const KEEPERS = ["roleManager", "live", "accessManagerBuilt", "accessManager", "accessControl"];

/** What roles cost: a RoleManager beside what it extends. */
function managed({ roles }: Snapshot): Table {
  const rows = Object.entries(roles).map(([act, gas]) => [
    label(`roles.${act}`),
    ...KEEPERS.map((keeper) => number(gas[keeper])),
    part(gas.roleManager, gas.accessManagerBuilt),
  ]);
  const head = ["", ...KEEPERS.map((keeper) => label(`keepers.${keeper}`)), "RoleManager / AccessManager"];
  return { id: "roles", title: "Restricted calls, grants and reviews", head, rows };
}

/** `schedule 73,216 + execute 358,273`. */
function spelt({ transactions, atFloor }: Snapshot, path: string): string {
  return Object.entries(transactions[path] ?? {})
    .map(([name, gas]) => `${name} ${number(gas)}${atFloor.includes(`${path}.${name}`) ? "*" : ""}`)
    .join(" + ");
}

function label(path: string): string {
  return LABELS[path] ?? path;
}

function number(gas: number | undefined): string {
  return gas === undefined ? NONE : gas.toLocaleString("en");
}

function part(gas: number | undefined, whole: Gas[string] | undefined): string {
  return gas === undefined || whole === undefined ? NONE : (gas / whole).toFixed(2);
}
