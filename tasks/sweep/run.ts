import { BaseError } from "../../src/errors.ts";
import { run } from "../../src/sweep/run.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import type { SecretOptions } from "../ports/secret.ts";
import { withSender } from "../ports/sender.ts";
import { type SweepOptions, sweepPlan } from "../ports/sweep.ts";
import { confirm } from "../ui/confirm.ts";
import { movesText, planText } from "../ui/sweep.ts";

type Options = Spoken &
  SweepOptions &
  SecretOptions & { keys: string; keystore: string | undefined; yes: boolean };

/** Moves ether and ERC-20 from the key's own account. @throws `Task.SweepIncomplete` if a transfer failed */
export default answering(async (options: Options, hre) => {
  const { connection, planned, words } = await sweepPlan(options, hre);
  await confirm(planText(planned, words), `sweep ${words.key(planned.key)}`, options.yes);
  const own = {
    keys: options.keys,
    submitter: options.keystore ?? options.key,
    submitterPasswordFile: options.passwordFile,
    submitterPasswordFd: options.passwordFd,
  };
  const result = await withSender(own, connection, (sender) => run(sender, planned));
  const text = movesText(result, words);
  if (result.moves.some(({ error }) => error !== null)) {
    throw new BaseError({
      code: "Task.SweepIncomplete",
      message: `not everything was moved:\n${text}`,
      fix: "see the reasons given; what was moved stays moved, and the sweep can be run again",
      details: { moves: result.moves },
    });
  }
  return { json: { plan: planned, ...result }, text };
});
