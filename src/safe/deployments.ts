import {
  getCompatibilityFallbackHandlerDeployments,
  getMultiSendCallOnlyDeployments,
  getMultiSendDeployments,
  getProxyFactoryDeployments,
  getSafeL2SingletonDeployments,
  getSafeSingletonDeployments,
  getSignMessageLibDeployments,
  getSimulateTxAccessorDeployments,
  type SingletonDeploymentV2,
} from "@safe-global/safe-deployments";
import { type Address, getAddress, type Hex, isAddressEqual } from "viem";

/** The versions of Safe this project works with. */
export const VERSIONS = ["1.3.0", "1.4.1", "1.5.0"] as const;
export type Version = (typeof VERSIONS)[number];

/** What Safe deploys at the same addresses on every chain, by our names for it. `Safe` is the singleton without, `SafeL2` with events. */
const CONTRACTS = {
  Safe: getSafeSingletonDeployments,
  SafeL2: getSafeL2SingletonDeployments,
  SafeProxyFactory: getProxyFactoryDeployments,
  CompatibilityFallbackHandler: getCompatibilityFallbackHandlerDeployments,
  MultiSend: getMultiSendDeployments,
  MultiSendCallOnly: getMultiSendCallOnlyDeployments,
  SignMessageLib: getSignMessageLibDeployments,
  SimulateTxAccessor: getSimulateTxAccessorDeployments,
} as const;
export type Contract = keyof typeof CONTRACTS;

/** `eip155` deployments of 1.3.0 are those made by a transaction with replay protection, at other addresses. */
export type Deployment = {
  readonly contract: Contract;
  readonly version: Version;
  readonly type: "canonical" | "eip155";
  readonly address: Address;
  readonly codeHash: Hex;
};

const TYPES = ["canonical", "eip155"] as const;

/** All canonical deployments of the supported versions, those of the EVM. */
export const DEPLOYMENTS: readonly Deployment[] = VERSIONS.flatMap((version) =>
  (Object.keys(CONTRACTS) as Contract[]).flatMap((contract) => {
    const found: SingletonDeploymentV2 | undefined = CONTRACTS[contract]({ version });
    return TYPES.flatMap((type) => {
      const at = found?.deployments[type];
      if (at === undefined) return [];
      return [{ contract, version, type, address: getAddress(at.address), codeHash: at.codeHash as Hex }];
    });
  }),
);

/** The deployment with this code, wherever it lies; undefined for code that Safe did not release. */
export function byCodeHash(codeHash: Hex): Deployment | undefined {
  return DEPLOYMENTS.find((deployment) => deployment.codeHash === codeHash);
}

/** What Safe deploys at this address on every chain; undefined: nothing. What lies there on one chain its code tells. */
export function deployedAt(address: Address): Deployment | undefined {
  return DEPLOYMENTS.find((deployment) => isAddressEqual(deployment.address, address));
}

/** Where `contract` of `version` lies on every chain: canonical first, then eip155. */
export function of(contract: Contract, version: Version): readonly Deployment[] {
  return DEPLOYMENTS.filter((one) => one.contract === contract && one.version === version);
}
