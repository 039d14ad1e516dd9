import { type Address, type Hex, isAddressEqual } from "viem";
import { BaseError } from "../errors.ts";
import { safe130Abi, safeAbi } from "../generated/safe-abi.ts";
import * as Interfaces from "../proposal/interfaces.ts";
import type { Decoded, Report } from "../proposal/report.ts";
import * as Difference from "../test/difference.ts";
import { type Pinned, type Provider, pin, trace, within } from "../test/fork.ts";
import { EXECUTOR } from "../test/rehearsal.ts";
import { diffSchema, type Frame, frameSchema, type Log, logs } from "../test/trace.ts";
import { KNOWN } from "./decode.ts";
import { firstWord, TOPICS } from "./events.ts";
import { check, type SafeFile } from "./file.ts";
import { meaning } from "./refusal.ts";
import { type Rehearsal, rehearse } from "./rehearsal.ts";

/** What executing a Safe's transaction would do. If it fails, no change is listed. */
export type Simulation = {
  readonly outcome: "success" | "failure";
  readonly failure: { readonly data: Hex; readonly decoded: Decoded; readonly sentence: string } | null;
  readonly block: Pinned;
  /** `block.timestamp` it saw, UNIX seconds. */
  readonly at: number;
  readonly gasUsed: number;
  /** Whose consent was made up, and how many transactions that come first were passed over. */
  readonly assumed: { readonly approvers: readonly Address[]; readonly skipped: bigint };
} & Pick<Report, "events" | "balances" | "storage" | "code">;

/**
 * Executes a file's transaction on a node made for tests, through the Safe's own `execTransaction` and its guard, as if enough
 * owners had approved; the node is left as it was. The state is the node's newest block.
 * @throws `SafeSimulation.WrongChain`, what {@link rehearse} and the file's own check throw
 */
export async function simulate(provider: Provider, file: SafeFile): Promise<Simulation> {
  check(file);
  const block = await pin(provider);
  if (block.chainId !== file.domain.chainId) {
    throw new BaseError({
      code: "SafeSimulation.WrongChain",
      message: `the node says chain ${block.chainId}, the file is for chain ${file.domain.chainId}`,
      fix: "fork the file's chain, and give the fork that chain's id",
    });
  }
  const rehearsal = await rehearse(provider, block.timestamp + 1, file);
  const { setting, transaction } = rehearsal;
  const { frame, diff } = await within(provider, setting, async () => ({
    frame: frameSchema.parse(
      await trace(provider, transaction, { tracer: "callTracer", tracerConfig: { withLog: true } }),
    ),
    diff: diffSchema.parse(
      await trace(provider, transaction, { tracer: "prestateTracer", tracerConfig: { diffMode: true } }),
    ),
  }));
  return result(file, block, rehearsal, frame, diff);
}

function result(
  file: SafeFile,
  block: Pinned,
  { setting, approvers, skipped, nonceSlot }: Rehearsal,
  frame: Frame,
  diff: ReturnType<typeof diffSchema.parse>,
): Simulation {
  const safe = file.domain.verifyingContract;
  const isOwn = (log: Log) => isAddressEqual(log.address, safe);
  const namesIt = (log: Log) => firstWord(log) === file.safeTxHash;
  const emitted = logs(frame);
  const failed =
    frame.error !== undefined ||
    emitted.some((log) => isOwn(log) && log.topics[0] === TOPICS.failed && namesIt(log));
  // What the Safe says of it is in the file already.
  const isAccount = (log: Log) =>
    log.topics[0] === TOPICS.told || (log.topics[0] === TOPICS.succeeded && namesIt(log));
  const said = emitted.filter((log) => !(isOwn(log) && isAccount(log)));
  return {
    outcome: failed ? "failure" : "success",
    failure: failed ? failure(file, frame) : null,
    block: { number: block.number, hash: block.hash, timestamp: block.timestamp },
    at: setting.at,
    gasUsed: frame.gasUsed,
    assumed: { approvers, skipped },
    events: failed ? [] : said.map((log) => event(file, log)),
    balances: failed ? [] : Difference.balances(diff, said, [EXECUTOR]),
    storage: failed
      ? []
      : Difference.storage(diff).filter(
          ({ address, slot }) => !(isAddressEqual(address, safe) && slot === nonceSlot),
        ),
    code: failed ? [] : Difference.code(diff),
  };
}

function event(
  { domain, version, context }: SafeFile,
  { address, topics, data }: Log,
): Simulation["events"][number] {
  const { brought } = Interfaces.from(domain.verifyingContract, context.interfaces);
  const own = version === "1.3.0" ? safe130Abi : safeAbi;
  const abi = isAddressEqual(address, domain.verifyingContract) ? own : [...KNOWN, ...brought];
  const decoded = Interfaces.decodeEventWith(abi, topics, data);
  return { address, topics, data, decoded };
}

/**
 * Why it failed. Up to 1.4.1 the Safe says no more than GS013 of a call that failed, and MultiSend nothing: the reason is then that
 * of the innermost call that failed last.
 */
function failure(file: SafeFile, frame: Frame): NonNullable<Simulation["failure"]> {
  const interfaces = Interfaces.from(file.domain.verifyingContract, file.context.interfaces);
  const told = (data: Hex) => ({ data, decoded: Interfaces.decodeError(interfaces, data) });
  const own = told(frame.error === undefined ? "0x" : (frame.output ?? "0x"));
  const code = own.decoded?.name === "Error" ? String(own.decoded.args[0]?.value) : "";
  const words = meaning(code);
  const hidden = frame.error === undefined || code === "GS013" || own.data === "0x";
  if (!hidden)
    return { ...own, sentence: words === null ? reason(own) : `the Safe refuses: ${words} (${code})` };
  const inner = told(innermost(frame)?.output ?? "0x");
  return { ...inner, sentence: `what it does fails: ${reason(inner)}` };
}

function innermost(frame: Frame): Frame | null {
  const last = frame.calls.findLast(({ error }) => error !== undefined);
  return last === undefined ? (frame.error === undefined ? null : frame) : (innermost(last) ?? last);
}

function reason({ data, decoded }: { readonly data: Hex; readonly decoded: Decoded }): string {
  if (decoded === null)
    return data === "0x" ? "no reason is given" : `with ${data}, which nobody here can read`;
  const args = decoded.args.map(({ value }) => JSON.stringify(value));
  return `${decoded.name}(${args.join(", ")})`;
}
