import type { Gas, Snapshot } from "./snapshot.ts";

/** What follows from the figures. */
export type Derived = {
  /** From three to ten people, for each. */
  readonly perSigner: Gas;
  /** Conclave's part of what Safe and timelock take, by series and people. */
  readonly ratio: Readonly<Record<string, Gas>>;
  /** The third consent, by the kind of its key. */
  readonly signers: Gas;
  readonly goals: readonly Goal[];
};

export type Goal = {
  readonly what: string;
  readonly gas: number;
  /** At most this; below it where `strictly`. */
  readonly limit: number;
  readonly strictly: boolean;
  readonly reached: boolean;
};

const OWN_SERIES = ["conclave", "conclaveTested", "conclaveOrdinary", "conclaveOrdinaryTested"];

export function derive(snapshot: Snapshot): Derived {
  const { flows, rotation, batch10, signerKinds, roles } = snapshot;
  const { none = Number.NaN, safePreApproval, ...kinds } = signerKinds;
  const perSigner = Object.fromEntries(
    Object.entries(flows).flatMap(([name, series]) => {
      const slope = slopeOf(series);
      return slope === undefined ? [] : [[name, slope]];
    }),
  );
  const goals = [
    atMost("three people", flows.conclave?.["3"], 100_000),
    atMost("five people", flows.conclave?.["5"], 110_000),
    atMost("three people and a tester", flows.conclaveTested?.["3"], 106_000),
    atMost("five people and a tester", flows.conclaveTested?.["5"], 116_000),
    atMost("each further signer", perSigner.conclave, 4_600),
    below("rotation with five keys, whole", rotation.conclave, rotation.safeTimelock),
    below("rotation with five keys, to a listed key", rotation.standby, rotation.safeTimelock),
    below("a batch of ten", batch10.conclave, batch10.safeTimelock),
    atMost(
      "a restricted call, RoleManager",
      roles.call?.roleManager,
      Math.floor(1.01 * (roles.call?.accessManagerBuilt ?? Number.NaN)),
    ),
  ];
  return {
    perSigner,
    ratio: ratios(flows),
    signers: {
      ...Object.fromEntries(Object.entries(kinds).map(([kind, gas]) => [kind, gas - none])),
      safeSignature: difference(flows.safeTimelock?.["3"], flows.safeTimelock?.["2"]),
      safePreApproval: difference(safePreApproval, flows.safeTimelock?.["2"]),
    },
    goals,
  };
}

/** Gas for each person from three to ten; undefined for what does not depend on people. */
function slopeOf({ 3: three, 10: ten }: Gas): number | undefined {
  return three === undefined || ten === undefined ? undefined : Math.round((ten - three) / 7);
}

/** To a thousandth, by series and people. */
function ratios(flows: Snapshot["flows"]): Readonly<Record<string, Gas>> {
  const anchor = flows.safeTimelock ?? {};
  const ratio = (series: Gas) =>
    Object.entries(series).flatMap(([people, gas]) => {
      const whole = anchor[people];
      return whole === undefined ? [] : [[people, Math.round((1_000 * gas) / whole) / 1_000] as const];
    });
  return Object.fromEntries(OWN_SERIES.map((name) => [name, Object.fromEntries(ratio(flows[name] ?? {}))]));
}

function difference(more = Number.NaN, less = Number.NaN): number {
  return more - less;
}

function atMost(what: string, gas = Number.NaN, limit = Number.NaN): Goal {
  return { what, gas, limit, strictly: false, reached: gas <= limit };
}

function below(what: string, gas = Number.NaN, limit = Number.NaN): Goal {
  return { what, gas, limit, strictly: true, reached: gas < limit };
}
