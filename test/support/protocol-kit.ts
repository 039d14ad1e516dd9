import Safe, { type ContractNetworksConfig } from "@safe-global/protocol-kit";
import { type Address, getAddress, type Hex } from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import type { Version } from "../../src/safe/deployments.ts";
import type { SafeFile } from "../../src/safe/file.ts";
import type { TestChain } from "./chain.ts";
import { addressOf, deploySafeContracts, type Ground, type TestSafe } from "./safe.ts";

/** A test's Safe, set up by {@link kitSetUp}. */
export async function kitSafe(
  chain: TestChain,
  version: Version,
  owners: readonly PrivateKeyAccount[],
  threshold: number,
): Promise<TestSafe> {
  const addresses = owners.map(({ address }) => address);
  const address = await kitSetUp(chain, chain.chainId, version, addresses, threshold);
  return { chain, version, flavour: "SafeL2", address, owners, threshold };
}

/** A Safe as an app built on Safe's own kit sets it up: nothing of this project takes part. */
export async function kitSetUp(
  chain: Ground,
  chainId: number,
  version: Version,
  owners: readonly Address[],
  threshold: number,
): Promise<Address> {
  await deploySafeContracts(chain, version);
  const kit = await Safe.init({
    provider: chain.provider as never,
    contractNetworks: networks(chainId, version),
    predictedSafe: {
      safeAccountConfig: { owners: [...owners], threshold },
      safeDeploymentConfig: { safeVersion: version, saltNonce: "1" },
    },
  });
  const { to, data } = await kit.createSafeDeploymentTransaction();
  await chain.send({ to: to as Address, data: data as Hex });
  return getAddress(await kit.getAddress());
}

/** An owner's signature as their wallet makes it through Safe's kit, over what the file says; throws if the kit hashes it otherwise. */
export async function signInWallet(safe: TestSafe, file: SafeFile, secret: Hex): Promise<Hex> {
  const kit = await Safe.init({
    provider: safe.chain.provider as never,
    signer: secret,
    safeAddress: safe.address,
    contractNetworks: networks(safe.chain.chainId, safe.version),
  });
  const { to, value, data, operation, nonce } = file.transaction;
  const made = await kit.createTransaction({
    transactions: [{ to, value: value.toString(), data, operation }],
    options: { nonce: Number(nonce), safeTxGas: "0" },
  });
  const hash = await kit.getTransactionHash(made);
  if (hash !== file.safeTxHash) throw new Error(`the kit hashes it to ${hash}`);
  const signed = await kit.signTransaction(made);
  const [signature] = [...signed.signatures.values()];
  if (signature === undefined) throw new Error("the kit did not sign");
  return signature.data as Hex;
}

function networks(chainId: number, version: Version): ContractNetworksConfig {
  const none = `0x${"00".repeat(19)}ff`;
  return {
    [String(chainId)]: {
      safeSingletonAddress: addressOf("SafeL2", version),
      safeProxyFactoryAddress: addressOf("SafeProxyFactory", version),
      multiSendAddress: addressOf("MultiSend", version),
      multiSendCallOnlyAddress: addressOf("MultiSendCallOnly", version),
      fallbackHandlerAddress: addressOf("CompatibilityFallbackHandler", version),
      signMessageLibAddress: version === "1.3.0" ? none : addressOf("SignMessageLib", version),
      createCallAddress: none,
      simulateTxAccessorAddress: addressOf("SimulateTxAccessor", version),
      safeWebAuthnSignerFactoryAddress: none,
      safeWebAuthnSharedSignerAddress: none,
    },
  };
}
