import { type Abi, type Address, encodeFunctionData, type Hex, keccak256, zeroAddress } from "viem";
import { type Connection, connect, type Sender } from "../../src/chain/client.ts";
import type { Rulebook } from "../../src/charter/model.ts";
import type { Prepared } from "../../src/execution/acts.ts";
import type { Draft } from "../../src/proposal/file.ts";
import type { Call } from "../../src/proposal/proposal.ts";
import { laneOf } from "../../src/proposal/proposal.ts";
import { artifact } from "./artifact.ts";
import { draft, type Founded, foundConclave, setRulebook, signAll } from "./conclave.ts";
import { account, EMERGENCY, EXECUTORS_FIRST, OUTSIDER, ROUTINE } from "./people.ts";

/** A Conclave that owns a Vault, with a rulebook: the routine tier sets its fee, an emergency pauses it. */
export type Governed = Founded & {
  readonly connection: Connection;
  readonly vault: Address;
  readonly token: Address;
  /** The outsider, who pays for everything. */
  readonly sender: Sender;
};

export const vaultAbi: Abi = artifact("mocks/Vault").abi;
export const VAULT_ERRORS = ["error FeeTooHigh(uint256 fee, uint256 limit)"];

export async function governed(
  network: { readonly provider: unknown },
  book: (vault: Address, token: Address) => Partial<Rulebook> = () => ({}),
): Promise<Governed> {
  const founded = await foundConclave(network);
  const { chain } = founded;
  const vault = await chain.deploy("mocks/Vault", [founded.address]);
  const token = await chain.deploy("mocks/Token");
  const tiers = (1 << ROUTINE) | (1 << EXECUTORS_FIRST);
  await setRulebook(founded, {
    rules: [{ target: vault, selector: setFee(vault, 0n).data.slice(0, 10) as Hex, tiers, maxValue: 0n }],
    exactRules: [
      { target: vault, hash: keccak256(pause(vault).data), tiers: 1 << EMERGENCY, alone: true },
      { target: vault, hash: keccak256(unpause(vault).data), tiers: 1 << EMERGENCY, alone: false },
    ],
    items: [
      { kind: "native", target: zeroAddress, parameter: 10n ** 15n },
      { kind: "erc20", target: token, parameter: 100n },
      { kind: "ownable2Step", target: vault, parameter: 0n },
    ],
    ...book(vault, token),
  });
  const connection = await connect(chain.provider, { pollingInterval: 10 });
  await chain.setBalance(OUTSIDER.address, 10n ** 24n);
  return { ...founded, connection, vault, token, sender: { connection, account: OUTSIDER } };
}

export function setFee(vault: Address, fee: bigint): Call {
  return call(vault, encodeFunctionData({ abi: vaultAbi, functionName: "setFee", args: [fee] }));
}

export function pause(vault: Address): Call {
  return call(vault, encodeFunctionData({ abi: vaultAbi, functionName: "pause" }));
}

export function unpause(vault: Address): Call {
  return call(vault, encodeFunctionData({ abi: vaultAbi, functionName: "unpause" }));
}

export function call(target: Address, data: Hex): Call {
  return { target, value: 0n, data, minGas: 0 };
}

/** A signed file for the first lane of a tier: by default the routine tier sets the fee to 5. */
export async function change(at: Governed, more: Partial<Draft> = {}, tier = ROUTINE) {
  const calls = [setFee(at.vault, 5n)];
  return signAll(await draft(at, { lane: laneOf(tier, 0), calls, interfaces: VAULT_ERRORS, ...more }));
}

/** The signature an act needs, by its key. */
export function sign({ signer, typed }: Prepared): Promise<Hex> {
  return account(signer).signTypedData(typed as never);
}

/** Sends from a key's own address, which is given ether. */
export async function senderOf(at: Governed, key: number): Promise<Sender> {
  await at.chain.setBalance(account(key).address, 10n ** 20n);
  return { connection: at.connection, account: account(key) };
}

export async function read<T>(
  at: Governed,
  address: Address,
  functionName: string,
  abi: Abi = vaultAbi,
): Promise<T> {
  return (await at.chain.client.readContract({ address, abi, functionName })) as T;
}
