import hre from "hardhat";
import type { Address, Hex } from "viem";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { type Connection, connect } from "../../src/chain/client.ts";
import { type SafeCall, transaction } from "../../src/safe/build.ts";
import type { Version } from "../../src/safe/deployments.ts";
import { create, type Draft, type SafeFile } from "../../src/safe/file.ts";
import { readSafe } from "../../src/safe/state.ts";
import { prepare } from "../../src/signer/message.ts";
import type { Signer } from "../../src/signer/signer.ts";
import { type Provider, type TestChain, testChain } from "../support/chain.ts";
import { deployTestSafe, type Flavour, type TestSafe } from "../support/safe.ts";

/** Who owns the Safes of these tests, by ascending private key, not by address. */
export const OWNERS = [1n, 2n, 3n, 4n, 5n].map((key) => account(key));
export const STRANGER = account(99n);

export function account(key: bigint): PrivateKeyAccount {
  return privateKeyToAccount(`0x${key.toString(16).padStart(64, "0")}`);
}

/** A signer as any custody is one, for an account of these tests. */
export function signerOf(owner: PrivateKeyAccount): Signer {
  return {
    signerBytes: owner.address.toLowerCase() as Hex,
    describe: () => ({ label: owner.address, kind: "EOA", custody: "keystore", address: owner.address }),
    signTypedData: async (typed) =>
      owner.signTypedData(prepare(typed).typed as Parameters<PrivateKeyAccount["signTypedData"]>[0]),
  };
}

/** A Safe on a chain of its own. */
export type Stage = { readonly chain: TestChain; readonly connection: Connection; readonly safe: TestSafe };

export async function stage(
  version: Version,
  options: {
    flavour?: Flavour;
    owners?: readonly PrivateKeyAccount[];
    threshold?: number;
    provider?: Provider;
  } = {},
): Promise<Stage> {
  const provider = options.provider ?? ((await hre.network.create()).provider as never as Provider);
  const chain = await testChain(provider);
  const { owners = OWNERS.slice(0, 3), threshold = 2, flavour = "SafeL2" } = options;
  const safe = await deployTestSafe(chain, { version, flavour, owners, threshold });
  await chain.setBalance(safe.address, 10n ** 18n);
  return { chain, connection: await connect(provider), safe };
}

/** A file with the Safe's next nonce. */
export async function fileFor(
  { connection, safe }: Pick<Stage, "connection" | "safe">,
  calls: readonly (Partial<SafeCall> & { readonly to: Address })[],
  draft: Partial<Draft> & { readonly nonce?: bigint } = {},
): Promise<SafeFile> {
  const state = await readSafe(connection, safe.address);
  const whole = calls.map((call) => ({ value: 0n, data: "0x" as const, ...call }));
  return create({
    domain: { chainId: connection.chainId, verifyingContract: safe.address },
    version: state.version,
    transaction: await transaction(connection, state, whole, draft.nonce ?? state.nonce),
    title: "Test",
    ...draft,
  });
}
