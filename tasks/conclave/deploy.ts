import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { deployConclave } from "../../deploy/deploy.ts";
import { onChain } from "../../src/charter/on-chain.ts";
import { accept } from "../../src/charter/review.ts";
import type { Charter } from "../../src/charter/schema.ts";
import { BaseError } from "../../src/errors.ts";
import * as Deployment from "../../src/execution/deployment.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { DEFAULT_CHARTER, readCharter } from "../ports/charter.ts";
import { urlOf } from "../ports/fork.ts";
import { connectTo, hardhatNetwork, type NetworkOptions } from "../ports/network.ts";
import { recordConclave } from "../ports/record.ts";
import { type SenderOptions, withSender } from "../ports/sender.ts";
import { confirm } from "../ui/confirm.ts";
import { deployedText } from "../ui/deployed.ts";

type Options = Spoken &
  NetworkOptions &
  SenderOptions & { charter: string | undefined; record: boolean; yes: boolean };

/** Deploys the Conclave of a charter, and its helpers where they are missing, at addresses that are the same on every chain. */
export default answering(async (options: Options, hre) => {
  const path = options.charter ?? DEFAULT_CHARTER;
  const whole = await readCharter(path);
  const chain = await connectTo(options, hre, expectedChain(whole.charter));
  // Of several chains the one that is connected to is meant.
  const parsed = { ...whole, charter: onChain(whole.charter, chain.chainId) };
  const { charter } = parsed;
  const { timestamp } = await chain.client.getBlock();
  const { compiled } = accept(parsed, { now: Number(timestamp) });
  const genesis = Deployment.genesis(charter, compiled);
  await confirm(
    `the Conclave of ${path}, on chain ${chain.chainId}`,
    "deploy it",
    options.yes || chain.chainId === 31_337,
  );
  const { artifacts } = hre;
  // Ignition keeps a journal, but sends from the accounts of Hardhat's configuration only.
  const deployed =
    options.submitter === undefined && options.rpc === undefined
      ? deployConclave({ artifacts, network: await hardhatNetwork(hre) }, genesis)
      : withSender(options, chain, (sender) => deployConclave({ artifacts, sender }, genesis));
  const { conclave, helpers, isNew } = await deployed.catch((cause: unknown) => {
    throw cause instanceof BaseError ? cause : notDeployed(cause);
  });
  await Deployment.assertDeployed(chain, conclave, charter, { helpers, address: conclave });
  const isFirst = chain.chainId === whole.charter.chain.id;
  if (options.record && isFirst) await recordConclave(path, conclave);
  return {
    json: { conclave, helpers, isNew, chainId: chain.chainId },
    text: deployedText(path, conclave, isNew, options.record && isFirst),
    notes: [
      ...(await passing(options, hre)),
      ...(options.record && !isFirst ? [`write \`conclave: "${conclave}"\` under \`chains:\` yourself`] : []),
    ],
  };
});

/** The only chain of the charter; any if there are several. */
function expectedChain(charter: Charter): number | undefined {
  return charter.chains.length === 0 ? charter.chain.id : undefined;
}

async function passing(options: Options, hre: HardhatRuntimeEnvironment): Promise<string[]> {
  if ((await urlOf(options, hre)) !== undefined) return [];
  return ["this network lives in this process only: what was deployed is gone when the process ends"];
}

function notDeployed(cause: unknown): BaseError {
  return new BaseError({
    code: "Task.NotDeployed",
    message: "the Conclave was not deployed",
    fix: "see the reason given; build first (`npm run build`), then deploy again: what stands already is left as it is",
    cause,
  });
}
