import { execute } from "../../src/execution/execute.ts";
import type { Operation } from "../../src/execution/operation.ts";
import { submit } from "../../src/execution/submit.ts";
import type { ProposalFile } from "../../src/proposal/file.ts";
import * as Stamp from "../../src/proposal/stamp.ts";
import { formatDate } from "../../src/time.ts";
import * as Change from "./change.ts";

/** Key labels of those who take part. */
export type Part = {
  readonly proposer: string;
  readonly tester?: string;
  readonly approvers: readonly string[];
};

export type Scheduled = {
  readonly file: ProposalFile;
  readonly operation: Operation;
  readonly ready: number;
};

/** Proposed, tested, reviewed and approved: a file with all the consent it needs. */
export async function agree(desk: Change.Desk, idea: Change.Idea, part: Part): Promise<ProposalFile> {
  const { teller } = desk;
  let file = await Change.create(desk, idea);
  teller.say(`"${idea.title}", proposal ${file.id}`);
  file = await Change.test(desk, file);
  file = await signed(desk, file, "propose", part.proposer);
  if (part.tester !== undefined) file = await signed(desk, file, "test", part.tester);
  const seen = await Change.read(desk, file);
  for (const { sentence, details } of seen.changes) {
    teller.say(`what approvers see: ${sentence}`);
    for (const detail of details) teller.say(`  ${detail}`);
  }
  for (const condition of seen.conditions) teller.say(`  ${condition}`);
  if (seen.simulation?.repeated) teller.say("  simulated again by them: the same report, to the byte");
  for (const label of part.approvers) file = await signed(desk, file, "approve", label);
  return file;
}

/** Anybody may bring it to the chain. */
export async function schedule(desk: Change.Desk, file: ProposalFile): Promise<Scheduled> {
  const { operation } = await submit(desk.network.outsider, file);
  const { ready } = Stamp.decode(operation.stamp);
  desk.teller.say(`scheduled; it can run from ${formatDate(ready)}`);
  return { file, operation, ready };
}

/** Waits out the delay, then anybody may execute. */
export async function carryOut(desk: Change.Desk, { file, operation, ready }: Scheduled): Promise<void> {
  await desk.network.waitUntil(ready);
  await execute(desk.network.outsider, file, operation);
  desk.teller.say("executed after its delay");
}

async function signed(
  desk: Change.Desk,
  file: ProposalFile,
  act: "propose" | "test" | "approve",
  label: string,
): Promise<ProposalFile> {
  const next = await Change.hand(desk, await Change.sign(desk, file, act, label));
  const word = { propose: "proposed", test: "tested", approve: "approved" }[act];
  desk.teller.say(`${word} by ${desk.keys.get(label).person} (${label})`);
  return next;
}
