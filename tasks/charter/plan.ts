import { printable } from "../../src/printable.ts";
import { type Planned, plan } from "../../src/role/plan/plan.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { readCharter } from "../ports/charter.ts";
import { type NodesOptions, nodesOf } from "../ports/nodes.ts";
import { safeSteps } from "../ports/plan.ts";
import { plannedFailure, plannedJson, plannedText } from "../ui/plan.ts";

type Options = Spoken & NodesOptions & { file: string; folder: string; safes: string };

/** Writes a folder for each chain: what is on-chain already needs nothing, what people signed stays. Exit code 1 if a chain was left out. */
export default answering(async (options: Options, hre) => {
  const parsed = await readCharter(options.file);
  const means = {
    nodes: nodesOf(options, hre, parsed.charter.chain.id),
    elsewhere: safeSteps(options.safes, hre),
  };
  const planned: Planned[] = [];
  for await (const one of plan(parsed, options.folder, means)) {
    planned.push(one);
    process.stderr.write(`${printable(`chain ${one.chainId}: ${one.problem?.code ?? "planned"}`)}\n`);
  }
  const failure = plannedFailure(planned);
  return {
    json: { folder: options.folder, chains: planned.map(plannedJson) },
    text: planned.map(plannedText).join("\n\n"),
    notes: planned.flatMap(({ made, unreadable }) => [...unreadable, ...(made?.notes ?? [])]),
    ...(failure === null ? {} : { failure }),
  };
});
