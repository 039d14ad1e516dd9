import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { Address } from "viem";
import { BaseError } from "../../src/errors.ts";
import type { SafeFile } from "../../src/safe/file.ts";
import { withMore } from "../../src/safe/merge.ts";
import { nameOf, review, wordsOf } from "../../src/safe/review.ts";
import { sign } from "../../src/safe/signing.ts";
import { checkConsents, checkSigner, standing } from "../../src/safe/standing.ts";
import { status } from "../../src/safe/status.ts";
import { revise } from "../../src/signer/paper.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { connectTo } from "../ports/network.ts";
import { optionalAddress, readOwn, type SafeFileOptions, safePaper } from "../ports/safe.ts";
import { simulated } from "../ports/safe-simulation.ts";
import { accountSigner, type KeyOptions } from "../ports/signer.ts";
import { confirm } from "../ui/confirm.ts";
import { safeReviewText, standingText } from "../ui/safe.ts";
import { sections } from "../ui/table.ts";

type Options = Spoken &
  SafeFileOptions &
  KeyOptions & { owner: string | undefined; offline: boolean; simulate: boolean; yes: boolean };

/** Shows everything, recomputed; signs only with `--yes` or a yes at the terminal. Nothing is opened before it is sure to count. */
export default answering(async (options: Options, hre: HardhatRuntimeEnvironment) => {
  const { file, charter } = await readOwn(options);
  const { signer, address } = await accountSigner(options);
  const owner = await optionalAddress(options.owner, file.domain.chainId);
  const online = options.offline ? undefined : await signable(options, hre, file, address, owner);
  const shown = await review(file, wordsOf(charter));
  const found = options.simulate ? await simulated(options, hre, file, charter) : undefined;
  const text = sections(safeReviewText(shown), found?.text ?? "");
  const { label } = signer.describe();
  await confirm(text, `sign it with ${label}${owner === undefined ? "" : ` for ${owner}`}`, options.yes);
  const own = await sign(file, signer, owner);
  const stand = async (one: SafeFile) =>
    online === undefined ? null : standing(online.connection, online.state, one);
  const before = await stand(own);
  if (before !== null) checkConsents(before, file);
  const stands = await stand(await revise(safePaper(options.file), (now) => withMore(now, own)));
  return {
    json: {
      review: shown,
      simulation: found?.simulation ?? null,
      signed: { owner: owner ?? address },
      standing: stands,
    },
    text: sections(text, stands === null ? "" : standingText(stands, (one) => nameOf(charter, one))),
    notes: [`signed by ${label}; wrote ${options.file}`],
  };
});

async function signable(
  options: Options,
  hre: HardhatRuntimeEnvironment,
  file: SafeFile,
  signer: Address,
  owner: Address | undefined,
) {
  const connection = await connectTo(options, hre, file.domain.chainId);
  const { state, phase, sentence } = await status(connection, file);
  if (!["waiting", "collecting", "executable"].includes(phase)) {
    throw new BaseError({
      code: "Task.NothingToSign",
      message: `there is nothing left to sign: ${sentence}`,
      fix: "create the transaction again with the Safe's next nonce",
      details: { phase },
    });
  }
  await checkSigner(connection, state, signer, owner);
  return { connection, state };
}
