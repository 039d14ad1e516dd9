import { decodeErrorResult, type Hex, isAddressEqual, pad, size, slice, toEventSelector } from "viem";
import { BaseError } from "../errors.ts";
import { conclaveAbi } from "../generated/abi.ts";
import * as Conditions from "../proposal/conditions.ts";
import { check, type ProposalFile } from "../proposal/file.ts";
import * as Interfaces from "../proposal/interfaces.ts";
import * as Proposal from "../proposal/proposal.ts";
import type { Report } from "../proposal/report.ts";
import * as Difference from "./difference.ts";
import { type Pinned, type Provider, pin, trace, within } from "./fork.ts";
import { EXECUTOR, type Rehearsal, rehearse } from "./rehearsal.ts";
import { type Diff, diffSchema, type Frame, frameSchema, logs } from "./trace.ts";

const EXECUTED = toEventSelector(
  conclaveAbi.find((item) => item.type === "event" && item.name === "Executed") as never,
);

/**
 * Executes a proposal on a node made for tests and reports what happens; the node is left as it was. The state is the node's
 * newest block: on a fork of the chain at one block, every machine gets the same report, hence the same hash.
 * What a report covers: docs/proposal.md.
 * @param at UNIX seconds of the simulated block; left out, the first moment at which the operation could run.
 * @throws `Simulation.WrongChain`, `Simulation.NodeUnfit`, what {@link rehearse} throws, and what the file's own check throws.
 */
export async function simulate(provider: Provider, file: ProposalFile, at?: number): Promise<Report> {
  check(file);
  const interfaces = Interfaces.from(file.domain.verifyingContract, file.context.interfaces);
  const block = await pin(provider);
  if (block.chainId !== file.domain.chainId) {
    throw new BaseError({
      code: "Simulation.WrongChain",
      message: `the node says chain ${block.chainId}, the proposal is for chain ${file.domain.chainId}`,
      fix: "fork the proposal's chain, and give the fork that chain's id",
    });
  }
  const rehearsal = await rehearse(provider, block, file, at);
  const { frame, diff } = await within(provider, rehearsal.setting, async () => ({
    frame: frameSchema.parse(
      await trace(provider, rehearsal.transaction, { tracer: "callTracer", tracerConfig: { withLog: true } }),
    ),
    diff: diffSchema.parse(
      await trace(provider, rehearsal.transaction, {
        tracer: "prestateTracer",
        tracerConfig: { diffMode: true },
      }),
    ),
  }));
  return report(file, interfaces, block, rehearsal, frame, diff);
}

function report(
  file: ProposalFile,
  interfaces: Interfaces.Interfaces,
  block: Pinned,
  rehearsal: Rehearsal,
  frame: Frame,
  diff: Diff,
): Report {
  const { domain, proposal } = file;
  const conclave = domain.verifyingContract;
  const failed = frame.error !== undefined;
  const emitted = logs(frame).filter(
    (log) => !(isAddressEqual(log.address, conclave) && log.topics[0] === EXECUTED),
  );
  const isOwnSlot = (address: Hex, slot: Hex) =>
    isAddressEqual(address, conclave) && slot === pad(rehearsal.laneSlot);
  return {
    format: "conclave-report/1",
    id: Proposal.id(domain, proposal),
    chainId: domain.chainId,
    conclave,
    block: { number: block.number, hash: block.hash, timestamp: block.timestamp },
    at: rehearsal.setting.at,
    interfaces: [...file.context.interfaces],
    outcome: failed ? "failure" : "success",
    failure: failed ? failure(interfaces, frame.output ?? "0x") : null,
    gasUsed: frame.gasUsed,
    calls: calls(file, interfaces, frame),
    events: failed
      ? []
      : emitted.map(({ address, topics, data }) => ({
          address,
          topics,
          data,
          decoded: Interfaces.decodeEvent(interfaces, address, topics, data),
        })),
    balances: failed ? [] : Difference.balances(diff, emitted, [EXECUTOR]),
    storage: failed ? [] : Difference.storage(diff).filter(({ address, slot }) => !isOwnSlot(address, slot)),
    code: failed ? [] : Difference.code(diff),
    conditions: conditions(file, frame),
  };
}

/** The proposal's calls with what became of them. `execute` makes no other CALL of its own. */
function calls(file: ProposalFile, interfaces: Interfaces.Interfaces, frame: Frame): Report["calls"] {
  const frames = frame.calls.filter(({ type }) => type === "CALL");
  return file.proposal.calls.map(({ target, value, data }, index) => {
    const made = frames[index];
    return {
      target,
      value,
      data,
      decoded: Interfaces.decodeCall(interfaces, target, data),
      gasUsed: made?.gasUsed ?? null,
      returned: made === undefined ? null : (made.output ?? "0x"),
    };
  });
}

/** Post-conditions are the static calls after the last call. */
function conditions(file: ProposalFile, frame: Frame): Report["conditions"] {
  const last = frame.calls.findLastIndex(({ type }) => type === "CALL");
  const reads = frame.calls.slice(last + 1).filter(({ type }) => type === "STATICCALL");
  const reached = frame.calls.filter(({ type }) => type === "CALL").length === file.proposal.calls.length;
  return file.proposal.conditions.map((condition, index) => {
    const output = reached && reads[index]?.error === undefined ? reads[index]?.output : undefined;
    const actual = output !== undefined && size(output) >= 32 ? slice(output, 0, 32) : null;
    return { ...condition, actual, holds: actual !== null && Conditions.holds(condition, actual) };
  });
}

/** Unwraps the errors with which `execute` passes on what a call or condition said. */
function failure(interfaces: Interfaces.Interfaces, data: Hex): NonNullable<Report["failure"]> {
  const own = { call: null, condition: null, data, decoded: Interfaces.decodeError(interfaces, data) };
  try {
    const { errorName, args } = decodeErrorResult({ abi: conclaveAbi, data });
    if (errorName === "CallFailed") {
      const [call, reason] = args;
      return {
        call: Number(call),
        condition: null,
        data: reason,
        decoded: Interfaces.decodeError(interfaces, reason),
      };
    }
    const isCall = ["TargetHasNoCode", "InsufficientGas", "DocumentMissing"].includes(errorName);
    if (isCall) return { ...own, call: Number((args as readonly unknown[])[0]) };
    const isCondition = ["ConditionFailed", "ConditionUnreadable"].includes(errorName);
    return isCondition ? { ...own, condition: Number((args as readonly unknown[])[0]) } : own;
  } catch {
    return own;
  }
}
