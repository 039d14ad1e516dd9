import { type Address, decodeFunctionData, type Hex, isAddressEqual } from "viem";
import { errorsAbi } from "../../../src/generated/abi.ts";
import * as SelfCall from "../../../src/proposal/self-call.ts";
import type { Deed } from "./deed.ts";
import * as Refusals from "./refusal.ts";
import type { Real } from "./table.ts";

/** Every call there is: from outside, and of the Conclave to itself. */
const CALLS: readonly string[] = [
  "schedule",
  "execute",
  "approve",
  "cancel",
  "cancelProtected",
  "clear",
  "stop",
  "activate",
  "compromiseOwn",
  "suspend",
  "liftOwn",
  "voidAll",
  "attest",
  "retire",
  ...SelfCall.selfCallAbi.map(({ name }) => name),
];

type Count = { succeeded: number; refused: number };

/** Counts what was played. */
export class Tally {
  readonly #calls = new Map<string, Count>(CALLS.map((name) => [name, { succeeded: 0, refused: 0 }]));
  readonly #refusals = new Map<string, number>();
  readonly #conclave: Address;
  deeds = 0;

  constructor(conclave: Address) {
    this.#conclave = conclave;
  }

  add(deed: Deed, real: Real): void {
    this.deeds++;
    const refusal = typeof real === "string" ? (real as Hex) : null;
    const name = refusal === null ? null : Refusals.nameOf(refusal);
    if (name !== null) this.#refusals.set(name, (this.#refusals.get(name) ?? 0) + 1);
    // A stranger's call of what the Conclave alone may call is refused in every state: it says nothing about the call itself.
    if ("args" in deed) return;
    this.#count(deed.name, refusal === null);
    if (deed.name !== "execute") return;
    const failed = refusal === null ? null : Refusals.failedCall(refusal);
    for (const [index, { target, data }] of deed.operation.proposal.calls.entries()) {
      if (!isAddressEqual(target, this.#conclave)) continue;
      if (refusal === null || failed === index)
        this.#count(decodeFunctionData({ abi: SelfCall.selfCallAbi, data }).functionName, refusal === null);
    }
  }

  /** Calls that never succeeded, or were never refused. */
  holes(): string[] {
    return [...this.#calls].flatMap(([name, { succeeded, refused }]) => [
      ...(succeeded === 0 ? [`${name} never succeeded`] : []),
      ...(refused === 0 ? [`${name} was never refused`] : []),
    ]);
  }

  /** Kinds of success and of refusal met. */
  variety(): { readonly successes: number; readonly refusals: number } {
    const successes = [...this.#calls.values()].filter(({ succeeded }) => succeeded > 0).length;
    return { successes, refusals: this.#refusals.size };
  }

  report(): string {
    const met = new Set([...this.#refusals.keys()].flatMap((name) => name.split(": ")));
    const unmet = errorsAbi.flatMap((item) => (met.has(item.name) ? [] : [item.name]));
    const refusals = [...this.#refusals].sort(([, a], [, b]) => b - a);
    return [
      `${this.deeds} calls`,
      ...[...this.#calls].map(
        ([name, { succeeded, refused }]) => `  ${name}: ${succeeded} succeeded, ${refused} refused`,
      ),
      "refused with",
      ...refusals.map(([name, count]) => `  ${name}: ${count}`),
      `errors not met: ${[...new Set(unmet)].join(", ")}`,
      ...this.holes().map((hole) => `hole: ${hole}`),
      "",
    ].join("\n");
  }

  #count(name: string, isSuccess: boolean): void {
    const count = this.#calls.get(name);
    if (count === undefined) throw new Error(`no call ${name}`);
    if (isSuccess) count.succeeded++;
    else count.refused++;
  }
}
