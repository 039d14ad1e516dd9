import { join } from "node:path";
import { isAddressEqual } from "viem";
import type { Connection, Sender } from "../../chain/client.ts";
import { keyState, rosterOf } from "../../chain/standing.ts";
import * as ChainState from "../../chain/state.ts";
import type { Charter } from "../../charter/schema.ts";
import { BaseError } from "../../errors.ts";
import { execute } from "../../execution/execute.ts";
import { status } from "../../execution/status.ts";
import { submit } from "../../execution/submit.ts";
import { checkDomain, type ProposalFile } from "../../proposal/file.ts";
import { formatDate } from "../../time.ts";
import type { PlanFile, ProposalStep, Step } from "./file.ts";
import { type Folder, readFolder } from "./folder.ts";
import { substanceOf } from "./known.ts";
import type { Nodes } from "./plan.ts";

/**
 * What became of a step. `submitted`, `executed`: now. `needs`: somebody must sign or act. `waits`: out its delay, or for other steps.
 * `stuck`: it cannot come to anything as it is. `unasked`: another command knows.
 */
export type Outcome = "done" | "executed" | "submitted" | "needs" | "waits" | "stuck" | "unasked";

export type Applied = {
  readonly chainId: number;
  readonly step: string;
  readonly title: string;
  readonly outcome: Outcome;
  readonly sentence: string;
  /** UNIX seconds at which it can run; null if that is not known. */
  readonly ready: number | null;
  readonly file: string | null;
};

/** A chain that was not looked at, and why. */
export type Unasked = { readonly chainId: number; readonly problem: BaseError };

export type Means = {
  readonly nodes: Nodes;
  readonly withSender: <T>(connection: Connection, use: (sender: Sender) => Promise<T>) => Promise<T>;
  /** Whether what another command plans is as it should be; null if that cannot be told. */
  readonly elsewhere: (connection: Connection, step: Step) => Promise<boolean | null>;
  readonly charter: Charter | undefined;
  /** Nothing is sent. */
  readonly dry: boolean;
};

/**
 * Carries out the plan of one chain as far as it can be now: submits what has its signatures, executes what waited out its delay. Signs
 * nothing. May be run again at any time: where each step stands is asked of the chain. A step that fails stops no other.
 * @throws `Apply.NoPlan`, `Chain.*`, `Files.*`
 */
export async function* apply(folder: string, chainId: number, means: Means): AsyncGenerator<Applied> {
  const opened = await readFolder(folder, chainId);
  const { plan } = opened;
  if (plan === null) throw noPlan(opened.path);
  const connection = await means.nodes(chainId);
  const done = new Set<string>();
  for (const step of plan.steps) {
    const told = await one(step, plan, opened, connection, means, done);
    if (told.outcome === "done" || told.outcome === "executed") done.add(step.id);
    yield { chainId, step: step.id, title: step.title, file: null, ...told };
  }
}

type Told = Pick<Applied, "outcome" | "sentence" | "ready"> & { readonly file?: string };

async function one(
  step: Step,
  plan: PlanFile,
  opened: Folder,
  connection: Connection,
  means: Means,
  done: ReadonlySet<string>,
): Promise<Told> {
  if (step.kind === "activate") return activated(step, plan, connection);
  if (step.kind === "elsewhere") {
    const same = await means.elsewhere(connection, step);
    if (same === true) return { outcome: "done", sentence: "is as it should be", ready: null };
    return {
      outcome: same === null ? "unasked" : "needs",
      sentence: `see to it with \`${step.command}\``,
      ready: null,
    };
  }
  if (step.file === null) {
    const open = step.waits.filter((id) => !done.has(id));
    const sentence =
      open.length > 0
        ? `waits for ${open.join(", ")}`
        : "what it waited for is done: run `hardhat charter plan` again to write it";
    return { outcome: open.length > 0 ? "waits" : "needs", sentence, ready: null };
  }
  try {
    const file = checked(step, plan, opened);
    return { ...(await carriedOn(step, file, connection, means)), file: join(opened.path, step.file) };
  } catch (error) {
    // A node that is silent is silent for all steps.
    if (!(error instanceof BaseError) || error.code === "Chain.Unreachable") throw error;
    return { outcome: "stuck", sentence: `${error.code}: ${error.message}; ${error.fix}`, ready: null };
  }
}

async function activated(
  { key, command, waits }: Extract<Step, { kind: "activate" }>,
  plan: PlanFile,
  connection: Connection,
): Promise<Told> {
  const state = await ChainState.read(connection, plan.conclave);
  const record = state.keys.find((one) => one.key === key.index);
  const isOwn = record !== undefined && isAddressEqual(record.identity, key.identity);
  if (isOwn && record.state !== "Pending") {
    const now = keyState(state, rosterOf(state), key.index);
    return { outcome: "done", sentence: `key ${key.label} is ${now}`, ready: null };
  }
  const first = waits.length > 0 ? ", once the charter has it" : "";
  return { outcome: "needs", sentence: `${key.person}: \`${command}\`${first}`, ready: null };
}

/** The file that the plan means and no other: a folder is not to be trusted more than what was reviewed. @throws `Apply.OtherFile` */
function checked(step: ProposalStep, plan: PlanFile, { proposals, path }: Folder): ProposalFile {
  const file = proposals.known.find(({ name }) => name === step.file)?.file;
  if (file !== undefined) {
    checkDomain(file, { chainId: plan.chainId, verifyingContract: plan.conclave });
    if (file.id === step.proposal && substanceOf(file) === step.substance) return file;
  }
  throw new BaseError({
    code: "Apply.OtherFile",
    message: `${join(path, step.file ?? "")} ${file === undefined ? "cannot be read" : "is another proposal than the plan has"}`,
    fix: "run `hardhat charter plan` again",
    details: { step: step.id, expected: step.proposal, actual: file?.id ?? null },
  });
}

async function carriedOn(
  step: ProposalStep,
  file: ProposalFile,
  connection: Connection,
  { charter, dry, withSender }: Means,
): Promise<Told> {
  const told = await status(connection, file, charter === undefined ? {} : { charter });
  const ready = told.ready === 0 ? null : told.ready;
  switch (told.phase) {
    case "ended":
      if (told.outcome === "executed") return { outcome: "done", sentence: told.sentence, ready: null };
      return {
        outcome: "stuck",
        sentence: `${told.sentence}: run \`hardhat charter plan\` again`,
        ready: null,
      };
    case "waiting":
      return { outcome: "waits", sentence: `can be executed from ${formatDate(told.ready)} on`, ready };
    case "executable": {
      if (dry) return { outcome: "needs", sentence: "can be executed now", ready };
      const { transactionHash } = await withSender(connection, (sender) => execute(sender, file));
      return { outcome: "executed", sentence: `executed: ${transactionHash}`, ready: null };
    }
    case "submittable": {
      const absent = step.brings.filter(({ index }) => !isBrought(file, index));
      if (absent.length > 0) {
        const who = absent.map(({ label, person }) => `${person} (\`hardhat charter prove ${label}\`)`);
        const sentence = `signed, but the Conclave refuses it without the activation by ${who.join(", ")}`;
        return { outcome: "needs", sentence, ready: null };
      }
      if (dry) return { outcome: "needs", sentence: "has its signatures: can be submitted now", ready };
      const { executed, operation } = await withSender(connection, (sender) => submit(sender, file));
      if (executed)
        return { outcome: "executed", sentence: `executed: ${operation.transaction}`, ready: null };
      const after = await status(connection, file, { operation });
      const sentence = `submitted; can be executed from ${formatDate(after.ready)} on`;
      return { outcome: "submitted", sentence, ready: after.ready };
    }
    case "collecting": {
      const people = [
        ...new Set(told.able.map(({ person, label, act }) => `${person} can ${act} (${label})`)),
      ];
      return { outcome: "needs", sentence: [told.sentence, ...people].join("; "), ready: null };
    }
    default:
      return {
        outcome: "stuck",
        sentence: `${told.sentence}: run \`hardhat charter plan\` again`,
        ready: null,
      };
  }
}

function isBrought({ documents }: ProposalFile, index: number): boolean {
  return documents.some(({ activations }) => activations.some(({ key }) => key === index));
}

function noPlan(path: string): BaseError {
  return new BaseError({
    code: "Apply.NoPlan",
    message: `${path} has no plan`,
    fix: "write one with `hardhat charter plan`",
    details: { path },
  });
}
