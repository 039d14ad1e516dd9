import { BaseError } from "../../src/errors.ts";
import { printable } from "../../src/printable.ts";
import { type Applied, apply, type Unasked } from "../../src/role/plan/apply.ts";
import { chainsIn } from "../../src/role/plan/folder.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { charterIfAny } from "../ports/charter.ts";
import { type NodesOptions, nodesOf } from "../ports/nodes.ts";
import { safesDone } from "../ports/plan.ts";
import { type SenderOptions, withSender } from "../ports/sender.ts";
import { appliedFailure, appliedJson, appliedText } from "../ui/apply.ts";

type Options = Spoken &
  NodesOptions &
  SenderOptions & { folder: string; charter: string | undefined; safes: string; dry: boolean };

/** Goes on where each chain stands: submits, executes, says what is missing. Signs nothing. Exit code 1 until all is done. */
export default answering(async (options: Options, hre) => {
  const charter = (await charterIfAny(options.charter))?.charter;
  const chains = await chainsIn(options.folder);
  const means = {
    nodes: nodesOf(options, hre, charter?.chain.id ?? chains[0] ?? 0),
    withSender: withSender.bind(null, options) as Parameters<typeof apply>[2]["withSender"],
    elsewhere: safesDone(options.safes, hre),
    charter,
    dry: options.dry,
  };
  const applied: Applied[] = [];
  const unasked: Unasked[] = [];
  for (const chainId of chains) {
    try {
      for await (const one of apply(options.folder, chainId, means)) {
        applied.push(one);
        process.stderr.write(`${printable(`chain ${chainId}, ${one.step}: ${one.outcome}`)}\n`);
      }
    } catch (error) {
      if (!(error instanceof BaseError)) throw error;
      unasked.push({ chainId, problem: error });
    }
  }
  const failure = appliedFailure(options.folder, chains, applied, unasked);
  return {
    json: appliedJson(applied, unasked, failure === null),
    text: appliedText(options.folder, applied, unasked),
    ...(failure === null ? {} : { failure }),
  };
});
