import { encodeFunctionData } from "viem";
import { deployGuard, type Means } from "../../../deploy/deploy.ts";
import { send } from "../../../src/chain/send.ts";
import { rosterOf } from "../../../src/chain/standing.ts";
import * as ChainState from "../../../src/chain/state.ts";
import { BaseError } from "../../../src/errors.ts";
import { conclaveGuardAbi } from "../../../src/generated/abi.ts";
import { terms } from "../../../src/safe/guard/deployment.ts";
import { readGuard } from "../../../src/safe/guard/state.ts";
import { formatDuration, parseDuration } from "../../../src/time.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { DEFAULT_CHARTER } from "../../ports/charter.ts";
import { tiersFrom } from "../../ports/guard.ts";
import { hardhatNetwork } from "../../ports/network.ts";
import { type PlaceOptions, placeOf } from "../../ports/place.ts";
import { recordGuard } from "../../ports/record.ts";
import { type SenderOptions, withSender } from "../../ports/sender.ts";
import { confirm } from "../../ui/confirm.ts";
import { guardDeployedText } from "../../ui/guard.ts";

type Options = Spoken &
  PlaceOptions &
  SenderOptions & {
    exitDelay: string | undefined;
    exitWindow: string | undefined;
    modules: string | undefined;
    record: boolean;
    yes: boolean;
  };

/** Deploys the guard of a Conclave's Safes at an address that follows from its terms, and the modules that are asked for. */
export default answering(async (options: Options, hre) => {
  const { connection, conclave } = await placeOf(options, hre);
  const state = await ChainState.read(connection, conclave);
  const wanted = terms(conclave, rosterOf(state), state.setting.signingWindow, {
    ...(options.exitDelay === undefined ? {} : { exitDelay: parseDuration(options.exitDelay) }),
    ...(options.exitWindow === undefined ? {} : { exitWindow: parseDuration(options.exitWindow) }),
  });
  await confirm(
    `a guard for the Safes of ${conclave}, on chain ${connection.chainId}: owners can leave it after ${formatDuration(wanted.exitDelay)}, for ${formatDuration(wanted.exitWindow)}`,
    "deploy it",
    options.yes || connection.chainId === 31_337,
  );
  const { artifacts } = hre;
  const deploy = (means: Means) =>
    deployGuard(means, wanted).catch((cause: unknown) => {
      throw cause instanceof BaseError ? cause : notDeployed(cause);
    });
  // As with the Conclave: Ignition keeps a journal, but sends from the accounts of Hardhat's configuration only.
  const { guard, isNew } =
    options.submitter === undefined && options.rpc === undefined
      ? await deploy({ artifacts, network: await hardhatNetwork(hre) })
      : await withSender(options, connection, (sender) => deploy({ artifacts, sender }));
  const to = guard.domain.verifyingContract;
  const missing = tiersFrom(options.modules).filter(
    (tier) => !guard.modules.some((module) => module.tier === tier),
  );
  for (const tier of missing) {
    const data = encodeFunctionData({ abi: conclaveGuardAbi, functionName: "moduleFor", args: [tier] });
    await withSender(options, connection, (sender) =>
      send(sender, { to, data, interfaces: conclaveGuardAbi }),
    );
  }
  const after = await readGuard(connection, to);
  const path = options.charter ?? DEFAULT_CHARTER;
  if (options.record) await recordGuard(path, to);
  return {
    json: { guard: to, isNew, ...after, chainId: connection.chainId },
    text: guardDeployedText(after, isNew, options.record ? path : undefined),
  };
});

function notDeployed(cause: unknown): BaseError {
  return new BaseError({
    code: "Task.GuardNotDeployed",
    message: "the guard was not deployed",
    fix: "see the reason given; build first (`npm run build`), then deploy again: what stands already is left as it is",
    cause,
  });
}
