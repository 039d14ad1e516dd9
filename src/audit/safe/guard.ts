import {
  type Address,
  ContractFunctionRevertedError,
  ContractFunctionZeroDataError,
  type Hex,
  keccak256,
  pad,
  BaseError as ViemError,
} from "viem";
import type { Connection } from "../../chain/client.ts";
import { each } from "../../chain/each.ts";
import { conclaveGuardAbi } from "../../generated/abi.ts";
import type { SafeDomain } from "../../safe/transaction.ts";
import { type Block, collect } from "../collect.ts";
import { type Finding, found } from "./finding.ts";
import { decodeLink, faultOf, type GuardLink, type GuardLinkOf, genesis, headAfter } from "./guard-link.ts";
import type { ModuleExecution } from "./modules.ts";
import { type Approved, type Replayed, whereOf } from "./replay.ts";

/** A Safe's record with one ConclaveGuard. */
export type GuardAudit = {
  readonly guard: Address;
  readonly conclave: Address;
  /** In storage. */
  readonly head: Hex;
  readonly links: readonly GuardLink[];
};

export type GuardsAudited = {
  readonly guards: readonly GuardAudit[];
  readonly findings: readonly Finding[];
  /** `transaction/nonce` of what a guard's record commits to: content, executor and success. */
  readonly bound: ReadonlySet<string>;
};

/**
 * Follows the record of each ConclaveGuard that the Safe ever had to its head in storage, and holds it against what ran: while a guard is
 * set nothing runs that it has not let pass, and what it let pass ran, or none of it happened.
 */
export async function auditGuards(
  connection: Connection,
  domain: SafeDomain,
  { executions, modules }: Pick<Replayed, "executions" | "modules">,
  had: readonly Address[],
  fromBlock: number,
  block: Block,
): Promise<GuardsAudited> {
  const read = await each(had, (guard) => readGuard(connection, domain, guard, fromBlock, block));
  const findings = read.flatMap((one) => one.findings);
  const guards = read.flatMap(({ audit }) => (audit === null ? [] : [audit]));
  const bound = new Set<string>();
  for (const audit of guards) {
    findings.push(...follow(audit, domain));
    findings.push(...passedAndRan(audit, executions, bound), ...modulesPassed(audit, modules, bound));
  }
  return { guards, findings, bound };
}

/** As `bound` has it. */
export function boundKey(transaction: string | null, nonce: bigint | null): string {
  return `${transaction}/${nonce}`;
}

async function readGuard(
  connection: Connection,
  domain: SafeDomain,
  guard: Address,
  fromBlock: number,
  block: Block,
): Promise<{ readonly audit: GuardAudit | null; readonly findings: Finding[] }> {
  const { client } = connection;
  const safe = domain.verifyingContract;
  const at = { address: guard, abi: conclaveGuardAbi, blockNumber: BigInt(block.number) } as const;
  const answers = await Promise.all([
    client.readContract({ ...at, functionName: "head", args: [safe] }),
    client.readContract({ ...at, functionName: "conclave" }),
  ]).catch((error: unknown) => {
    if (isRefusal(error)) return null;
    throw error;
  });
  if (answers === null) {
    const message = `the guard ${guard} does not answer as a ConclaveGuard: what it let pass, and why, is not told`;
    return { audit: null, findings: [found("notice", "guard", message)] };
  }
  const [head, conclave] = answers;
  const collected = await collect(client, guard, fromBlock, block, [null, pad(safe).toLowerCase() as Hex]);
  const links = collected.logs.map(decodeLink);
  const known = links.filter((link) => link !== null);
  const findings = collected.findings.map(({ message }) =>
    found("error", "metadata", `guard ${guard}: ${message}`),
  );
  if (known.length < links.length) {
    const message = `${links.length - known.length} logs of guard ${guard} are none of its links`;
    findings.push(found("error", "unknown", message));
  }
  return { audit: { guard, conclave, head, links: known }, findings };
}

/** The contract's own no, rather than the node's. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof ViemError)) return false;
  const isNo = (cause: unknown) =>
    cause instanceof ContractFunctionRevertedError || cause instanceof ContractFunctionZeroDataError;
  return error.walk(isNo) !== null;
}

function follow({ guard, head, links }: GuardAudit, domain: SafeDomain): Finding[] {
  const findings: Finding[] = [];
  let last = genesis(guard, domain);
  for (const [index, link] of links.entries()) {
    const name = `link ${index + 1} of guard ${guard}`;
    const where = whereOf(link.eventName, link.at);
    const expected = headAfter(last, link);
    if (expected !== link.args.head) {
      const message = `${name} does not follow: one before it is missing, or it was altered or invented`;
      findings.push(found("error", "guard", message, { ...where, expected, actual: link.args.head }));
    }
    const fault = faultOf(link, domain);
    if (fault !== null) findings.push(found("error", "altered", `${name} ${fault}`, where));
    last = link.args.head;
  }
  if (last !== head) {
    const message = `the record of guard ${guard} ends elsewhere than storage: links are missing, or were invented`;
    findings.push(found("error", "guard", message, { expected: head, actual: last }));
  }
  return findings;
}

function passedAndRan(
  { guard, links }: GuardAudit,
  executions: readonly Approved[],
  bound: Set<string>,
): Finding[] {
  const findings: Finding[] = [];
  const passed = new Map(
    links.flatMap((link) =>
      link.eventName === "Passed" ? [[keyOf(link.at.transaction, link.args.safeTxHash), link]] : [],
    ),
  );
  const exits = new Set(
    links.flatMap(({ eventName, at }) => (eventName === "ExitPassed" ? [at.transaction] : [])),
  );
  const ran = new Set<string>();
  for (const { outcome, nonce, content, settings } of executions) {
    const { txHash } = outcome.args;
    const { transaction } = outcome.at;
    const link = passed.get(keyOf(transaction, txHash));
    const where = { ...whereOf(outcome.eventName, outcome.at), nonce };
    if (link === undefined) {
      if (settings?.guard === guard && !exits.has(transaction))
        findings.push(
          found(
            "error",
            "guard",
            `${txHash} ran under guard ${guard}, whose record does not let it pass`,
            where,
          ),
        );
      continue;
    }
    ran.add(keyOf(transaction, txHash));
    if (outcome.eventName === "ExecutionFailure")
      findings.push(
        found(
          "error",
          "guard",
          `guard ${guard} lets nothing pass that fails, and ${txHash} is said to have`,
          where,
        ),
      );
    if (content !== null && content.executor !== link.args.executor) {
      const values = { expected: link.args.executor, actual: content.executor };
      findings.push(
        found("error", "altered", "the guard's record names another executor", { ...where, ...values }),
      );
    }
    bound.add(boundKey(transaction, nonce));
  }
  for (const [key, { args, at }] of passed)
    if (!ran.has(key))
      findings.push(
        found(
          "error",
          "missing",
          `guard ${guard} let ${args.safeTxHash} pass, and no log says that it ran`,
          whereOf("Passed", at),
        ),
      );
  return findings;
}

function modulesPassed(
  { guard, links }: GuardAudit,
  modules: readonly ModuleExecution[],
  bound: Set<string>,
): Finding[] {
  const passed = Map.groupBy(
    links.filter((link) => link.eventName === "ModulePassed"),
    ({ at }) => at.transaction,
  );
  const ranIn = Map.groupBy(modules, ({ outcome }) => outcome.at.transaction);
  return [...new Set([...passed.keys(), ...ranIn.keys()])].flatMap((transaction) => {
    const own = passed.get(transaction) ?? [];
    const ran = ranIn.get(transaction) ?? [];
    if (own.length === 0 && ran.every(({ guardedBy }) => guardedBy !== guard)) return [];
    const left = [...own];
    const known = ran.filter((execution) => {
      const at = left.findIndex(({ args }) => isSame(args, execution));
      if (at >= 0) left.splice(at, 1);
      return at >= 0 || execution.call === null;
    });
    if (known.length === ran.length && own.length === ran.length) {
      // What is not known of the content is not known still.
      bound.add(boundKey(transaction, null));
      return [];
    }
    const message = `the calls by modules that guard ${guard} let pass are not those that ran`;
    const where = whereOf("ModulePassed", own[0]?.at ?? ran[0]?.outcome.at);
    return [
      found("error", "guard", message, {
        ...where,
        expected: String(own.length),
        actual: String(ran.length),
      }),
    ];
  });
}

function isSame(args: GuardLinkOf<"ModulePassed">["args"], { module, call }: ModuleExecution): boolean {
  if (call === null || args.module !== module) return false;
  const { to, value, data, operation } = call;
  return (
    args.to === to &&
    args.value === value &&
    args.dataHash === keccak256(data) &&
    args.operation === operation
  );
}

function keyOf(transaction: Hex, hash: Hex): string {
  return `${transaction}/${hash}`;
}
