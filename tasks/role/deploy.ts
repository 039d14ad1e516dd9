import { deployRoleManager, type Means } from "../../deploy/deploy.ts";
import { BaseError } from "../../src/errors.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { DEFAULT_CHARTER } from "../ports/charter.ts";
import { hardhatNetwork } from "../ports/network.ts";
import { type PlaceOptions, placeOf } from "../ports/place.ts";
import { recordRoleManager } from "../ports/record.ts";
import { type SenderOptions, withSender } from "../ports/sender.ts";
import { confirm } from "../ui/confirm.ts";
import { managerDeployedText } from "../ui/role-manager.ts";

type Options = Spoken & PlaceOptions & SenderOptions & { record: boolean; yes: boolean };

/** Deploys a Conclave's RoleManager at an address that follows from the Conclave's. */
export default answering(async (options: Options, hre) => {
  const { connection, conclave } = await placeOf(options, hre);
  await confirm(
    `the RoleManager of ${conclave}, on chain ${connection.chainId}`,
    "deploy it",
    options.yes || connection.chainId === 31_337,
  );
  const { artifacts } = hre;
  const deploy = (means: Means) =>
    deployRoleManager(means, conclave).catch((cause: unknown) => {
      throw cause instanceof BaseError ? cause : notDeployed(cause);
    });
  // As with the Conclave: Ignition keeps a journal, but sends from the accounts of Hardhat's configuration only.
  const { manager, isNew } =
    options.submitter === undefined && options.rpc === undefined
      ? await deploy({ artifacts, network: await hardhatNetwork(hre) })
      : await withSender(options, connection, (sender) => deploy({ artifacts, sender }));
  const path = options.charter ?? DEFAULT_CHARTER;
  if (options.record) await recordRoleManager(path, manager.address);
  return {
    json: { manager: manager.address, conclave, head: manager.head, isNew, chainId: manager.chainId },
    text: managerDeployedText(manager, isNew, options.record ? path : undefined),
  };
});

function notDeployed(cause: unknown): BaseError {
  return new BaseError({
    code: "Task.RoleManagerNotDeployed",
    message: "the RoleManager was not deployed",
    fix: "see the reason given; build first (`npm run build`), then deploy again: what stands already is left as it is",
    cause,
  });
}
