import { type Address, encodeFunctionData, type Hex, keccak256, parseAbi, zeroAddress } from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import { type Connection, connect, type Sender } from "../../src/chain/client.ts";
import type { Roster, Rulebook } from "../../src/charter/model.ts";
import type { Version } from "../../src/safe/deployments.ts";
import { constructorArgs, terms } from "../../src/safe/guard/deployment.ts";
import type { SafeTransaction } from "../../src/safe/transaction.ts";
import { type Founded, foundConclave, setRulebook } from "./conclave.ts";
import { vaultAbi } from "./governed.ts";
import { account, BEN, CLEO, DAN, EMERGENCY, OUTSIDER, ROUTINE, SIGNING_WINDOW } from "./people.ts";
import { deployTestSafe, type Flavour, type TestSafe } from "./safe.ts";

/** A Conclave with a guard, and what its rules are about: Safes may move the token in the routine tier, and pause the vault at once. */
export type GuardedPlace = Founded & {
  readonly connection: Connection;
  readonly guard: Address;
  readonly token: Address;
  readonly vault: Address;
  /** The outsider, who pays for everything. */
  readonly sender: Sender;
};

export const tokenAbi = parseAbi([
  "function mint(address to, uint256 amount)",
  "function transfer(address to, uint256 amount) returns (bool)",
  "function approve(address spender, uint256 amount) returns (bool)",
  "function balanceOf(address account) view returns (uint256)",
]);

/** Approvers of the usual roster, who own the Safe. */
export const OWNERS: readonly PrivateKeyAccount[] = [BEN, CLEO, DAN].map(account);

export async function guardedPlace(
  network: { readonly provider: unknown },
  options: { roster?: (now: number) => Roster; book?: Partial<Rulebook> } = {},
): Promise<GuardedPlace> {
  const founded = await foundConclave(
    network,
    options.roster === undefined ? {} : { roster: options.roster },
  );
  const { chain, address, roster } = founded;
  const token = await chain.deploy("mocks/Token");
  const vault = await chain.deploy("mocks/Vault", [address]);
  await setRulebook(founded, {
    rules: [
      {
        target: token,
        selector: selectorOf(transfer(token, zeroAddress, 0n).data),
        tiers: 1 << ROUTINE,
        maxValue: 7n,
      },
      // No contract is there.
      {
        target: OUTSIDER.address,
        selector: selectorOf(transfer(token, zeroAddress, 0n).data),
        tiers: 1 << ROUTINE,
        maxValue: 0n,
      },
    ],
    exactRules: [
      { target: vault, hash: keccak256(pause()), tiers: 1 << EMERGENCY, alone: true },
      { target: token, hash: keccak256(approve(token, vault, 0n).data), tiers: 1 << EMERGENCY, alone: false },
    ],
    ...options.book,
  });
  const args = constructorArgs(terms(address, roster, SIGNING_WINDOW));
  const guard = await chain.deploy("safe/ConclaveGuard", args);
  const connection = await connect(chain.provider, { pollingInterval: 10 });
  await chain.setBalance(OUTSIDER.address, 10n ** 24n);
  return { ...founded, connection, guard, token, vault, sender: { connection, account: OUTSIDER } };
}

/** A Safe of the approvers, not guarded yet, with some of the token. */
export async function ownSafe(
  place: GuardedPlace,
  version: Version,
  more: { flavour?: Flavour; owners?: readonly PrivateKeyAccount[]; threshold?: number; salt?: bigint } = {},
): Promise<TestSafe> {
  const safe = await deployTestSafe(place.chain, { version, owners: OWNERS, threshold: 2, ...more });
  await place.chain.write(place.token, tokenAbi, "mint", [safe.address, 1_000n]);
  return safe;
}

type Call = Pick<SafeTransaction, "to" | "value" | "data">;

export function transfer(token: Address, to: Address, amount: bigint): Call {
  const data = encodeFunctionData({ abi: tokenAbi, functionName: "transfer", args: [to, amount] });
  return { to: token, value: 0n, data };
}

export function approve(token: Address, spender: Address, amount: bigint): Call {
  const data = encodeFunctionData({ abi: tokenAbi, functionName: "approve", args: [spender, amount] });
  return { to: token, value: 0n, data };
}

export function pause(): Hex {
  return encodeFunctionData({ abi: vaultAbi, functionName: "pause" });
}

function selectorOf(data: Hex): Hex {
  return data.slice(0, 10) as Hex;
}
