import hre from "hardhat";
import type { Address } from "viem";
import { deployConclave } from "../../deploy/deploy.ts";
import * as ChainState from "../../src/chain/state.ts";
import type { ParsedCharter } from "../../src/charter/parse.ts";
import { accept } from "../../src/charter/review.ts";
import * as Acts from "../../src/execution/acts.ts";
import { assertDeployed, genesis } from "../../src/execution/deployment.ts";
import * as Charter from "./charter.ts";
import type { Keyring } from "./keyring.ts";
import type { Network } from "./network.ts";
import { handOver, type Protocol } from "./protocol.ts";
import { must, type Teller, type Told } from "./teller.ts";

/** Labels of the first charter's keys, by index. */
export const FIRST_KEYS = Array.from({ length: 14 }, (_, index) => `k${index}`);

/** What fills the charter's blanks: of an account its address, of a P-256 key the curve point. */
export function blanks(keys: Keyring, labels: readonly string[], places: Charter.Names): Charter.Names {
  const known = labels.map((label) => {
    const { address, point } = keys.get(label);
    return [label, label === "k6" ? point : address] as const;
  });
  return { ...Object.fromEntries(known), ...places };
}

/** The charter is judged before anything is deployed; one in which guardians could hold everything up is refused. */
export async function charter(
  teller: Teller,
  { connection }: Network,
  folder: string,
  filled: Charter.Names,
): Promise<Told<ParsedCharter>> {
  const parsed = await Charter.write(folder, "charter", filled);
  const now = Number((await connection.client.getBlock()).timestamp);
  const hasty = { ...parsed, charter: { ...parsed.charter, "guardian-cooldown": 86_400 } };
  await teller.refused(
    "a charter in which a guardian may act every day, so that nothing would ever get through",
    "Charter.CooldownTooShort",
    async () => accept(hasty, { now }),
  );
  const { compiled } = accept(parsed, { now });
  const bytes = (document: string) => (document.length - 2) / 2;
  return {
    detail: `accepted; it compiles to a roster of ${bytes(compiled.rosterDocument)} and a rulebook of ${bytes(compiled.rulebookDocument)} bytes`,
    value: parsed,
  };
}

/** Deploys the Conclave from the charter, and the developer hands the protocol over to it. */
export async function deploy(
  teller: Teller,
  network: Network,
  protocol: Protocol,
  { charter }: ParsedCharter,
  writer: Address,
): Promise<Told<Address>> {
  const means = { network: network.hardhat, artifacts: hre.artifacts };
  const { conclave, helpers } = await deployConclave(means, genesis(charter));
  await assertDeployed(network.connection, conclave, charter, { helpers });
  await handOver(network, protocol, conclave, writer);
  teller.say("Deployed by Ignition with CREATE2 and compared with the charter: the same, byte for byte.");
  teller.say("The developer gives the registry to the Conclave and offers it the vault.");
  return { detail: `Conclave at ${conclave}`, value: conclave };
}

/** Each key proves that somebody holds it, by its own signature. Recovery keys too. */
export async function activate(
  teller: Teller,
  { connection, outsider }: Network,
  keys: Keyring,
  { p256 }: Protocol,
  conclave: Address,
): Promise<Told<undefined>> {
  for (const [index, label] of FIRST_KEYS.entries()) {
    const state = await ChainState.read(connection, conclave);
    const prepared = Acts.prepare(state, { kind: "activate", key: index });
    const signer = await keys.signer(label, p256);
    await Acts.perform(outsider, prepared, await signer.signTypedData(prepared.typed));
  }
  const { config } = await ChainState.read(connection, conclave);
  must(config.opened, "scheduling is open");
  teller.say("Scheduling opened by itself when the activated keys first made tier 0 able to act.");
  return { detail: `${FIRST_KEYS.length} keys activated, scheduling is open`, value: undefined };
}
