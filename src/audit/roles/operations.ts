import { type Address, encodeAbiParameters, type Hex, isAddressEqual, keccak256, size, slice } from "viem";
import type { Place } from "../link.ts";
import type { EventOf, OperationEvent } from "./event.ts";
import { about, type Finding } from "./finding.ts";

/** What became of something scheduled, as of the block that is audited. */
export type Outcome = "executed" | "cancelled" | "expired" | "waiting" | "ready";

/** One use of a role that had to wait: what leaves a log. A member without delay calls at once, and leaves none here. */
export type RoleOperation = {
  readonly id: Hex;
  readonly nonce: number;
  readonly caller: Address;
  readonly target: Address;
  /** Null if the calldata is too short to have one. */
  readonly selector: Hex | null;
  readonly data: Hex;
  readonly scheduled: Place;
  /** UNIX seconds. */
  readonly ready: number;
  readonly outcome: Outcome;
  readonly ended: Place | null;
};

/** Seconds after which an operation that is ready cannot be executed any more; OpenZeppelin's. */
export const EXPIRATION = 604_800;

/**
 * What was scheduled, and what became of it by `time` (UNIX seconds). These logs make no links: what is missing shows by the nonces, in
 * the logs and in storage (`storage.ts`).
 */
export function operationsOf(
  events: readonly OperationEvent[],
  time: number,
): { readonly operations: readonly RoleOperation[]; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const operations: RoleOperation[] = [];
  const last = new Map<Hex, number>();
  for (const event of events) {
    const id = event.args.operationId;
    const at = last.get(id);
    const previous = at === undefined ? undefined : operations[at];
    if (event.eventName === "OperationScheduled") {
      findings.push(...faultsOf(event, previous));
      last.set(id, operations.length);
      operations.push(scheduledBy(event));
      continue;
    }
    const fault = endFault(event, previous);
    if (fault !== null) findings.push(fault);
    if (previous === undefined || at === undefined) continue;
    const outcome = event.eventName === "OperationExecuted" ? "executed" : "cancelled";
    operations[at] = { ...previous, outcome, ended: event.at };
  }
  return { operations: operations.map((operation) => asOf(operation, time)), findings };
}

/** As the contract hashes an operation. */
export function operationId(caller: Address, target: Address, data: Hex): Hex {
  const types = [{ type: "address" }, { type: "address" }, { type: "bytes" }] as const;
  return keccak256(encodeAbiParameters(types, [caller, target, data]));
}

/** The operations of one account, over one function or all. */
export function usesBy(
  operations: readonly RoleOperation[],
  account: Address,
  where?: { readonly target: Address; readonly selector: Hex },
): readonly RoleOperation[] {
  return operations.filter(
    ({ caller, target, selector }) =>
      isAddressEqual(caller, account) &&
      (where === undefined || (isAddressEqual(target, where.target) && selector === where.selector)),
  );
}

function scheduledBy({ args, at }: EventOf<"OperationScheduled">): RoleOperation {
  const { operationId: id, nonce, schedule, caller, target, data } = args;
  const selector = size(data) < 4 ? null : slice(data, 0, 4);
  const what = { caller, target, selector, data, scheduled: at, ready: Number(schedule) };
  return { id, nonce: Number(nonce), ...what, outcome: "waiting", ended: null };
}

function asOf(operation: RoleOperation, time: number): RoleOperation {
  if (operation.ended !== null || operation.ready > time) return operation;
  return { ...operation, outcome: operation.ready + EXPIRATION <= time ? "expired" : "ready" };
}

function faultsOf(event: EventOf<"OperationScheduled">, previous: RoleOperation | undefined): Finding[] {
  const { operationId: id, nonce, caller, target, data } = event.args;
  const expected = operationId(caller, target, data);
  const next = (previous?.nonce ?? 0) + 1;
  const isOpen = previous?.ended === null && event.at.time < previous.ready + EXPIRATION;
  return [
    ...(expected === id
      ? []
      : [
          about(event, "altered", "caller, target and calldata do not have this id", {
            expected,
            actual: id,
          }),
        ]),
    ...(Number(nonce) === next
      ? []
      : [
          about(
            event,
            "missing",
            `it is number ${nonce} of operation ${id}, and the logs have ${next - 1} before it`,
          ),
        ]),
    ...(isOpen
      ? [about(event, "impossible", `operation ${id} was scheduled already, and had not expired`)]
      : []),
  ];
}

function endFault(
  event: EventOf<"OperationExecuted" | "OperationCanceled">,
  previous: RoleOperation | undefined,
): Finding | null {
  const { operationId: id, nonce } = event.args;
  if (previous === undefined || previous.nonce !== Number(nonce))
    return about(event, "missing", `no log tells that operation ${id} was scheduled for the time ${nonce}`);
  if (previous.ended !== null) return about(event, "impossible", `operation ${id} had ended already`);
  if (event.eventName === "OperationCanceled") return null;
  const { time } = event.at;
  if (time < previous.ready)
    return about(event, "impossible", `operation ${id} was not ready before ${previous.ready}`);
  const expired = previous.ready + EXPIRATION;
  return time >= expired ? about(event, "impossible", `operation ${id} had expired at ${expired}`) : null;
}
