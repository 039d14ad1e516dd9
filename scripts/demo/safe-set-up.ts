import ProtocolKit from "@safe-global/protocol-kit";
import { type Address, concatHex, getAddress, getContractAddress, type Hex } from "viem";
import { send } from "../../src/chain/send.ts";
import { type Contract, of } from "../../src/safe/deployments.ts";
import { safeArtifact } from "../bench/artifacts.ts";
import type { Network } from "./network.ts";
import { must } from "./teller.ts";

const VERSION = "1.5.0";

/** What Safe's kit needs of a chain, and where its package has it. */
const PATHS = {
  SafeL2: "SafeL2",
  SafeProxyFactory: "proxies/SafeProxyFactory",
  MultiSend: "libraries/MultiSend",
  MultiSendCallOnly: "libraries/MultiSendCallOnly",
  CompatibilityFallbackHandler: "handler/CompatibilityFallbackHandler",
  SignMessageLib: "libraries/SignMessageLib",
  SimulateTxAccessor: "accessors/SimulateTxAccessor",
} as const satisfies Partial<Record<Contract, string>>;

/** Safe's singleton factory, set as code since its deployer has no key here. */
const FACTORY: Address = "0x914d7Fec6aaC8cd542e72Bca78B30650d45643d7";
const FACTORY_CODE =
  "0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3";
const NO_SALT: Hex = `0x${"00".repeat(32)}`;
const NOWHERE = `0x${"00".repeat(19)}ff`;

/** A Safe of 1.5.0 as an app built on Safe's own kit sets it up. Nothing of this project takes part. */
export async function setUp(
  network: Network,
  owners: readonly Address[],
  threshold: number,
): Promise<Address> {
  await deployContracts(network);
  const kit = await ProtocolKit.init({
    provider: network.provider as never,
    predictedSafe: {
      safeAccountConfig: { owners: [...owners], threshold },
      safeDeploymentConfig: { safeVersion: VERSION, saltNonce: "1" },
    },
    contractNetworks: {
      [String(network.connection.chainId)]: {
        safeSingletonAddress: addressOf("SafeL2"),
        safeProxyFactoryAddress: addressOf("SafeProxyFactory"),
        multiSendAddress: addressOf("MultiSend"),
        multiSendCallOnlyAddress: addressOf("MultiSendCallOnly"),
        fallbackHandlerAddress: addressOf("CompatibilityFallbackHandler"),
        signMessageLibAddress: addressOf("SignMessageLib"),
        simulateTxAccessorAddress: addressOf("SimulateTxAccessor"),
        createCallAddress: NOWHERE,
        safeWebAuthnSignerFactoryAddress: NOWHERE,
        safeWebAuthnSharedSignerAddress: NOWHERE,
      },
    },
  });
  const { to, data } = await kit.createSafeDeploymentTransaction();
  await send(network.outsider, { to: to as Address, data: data as Hex });
  return getAddress(await kit.getAddress());
}

/** What Safe ships, where it is on every chain. */
async function deployContracts({ provider, connection, outsider }: Network): Promise<void> {
  await provider.request({ method: "hardhat_setCode", params: [FACTORY, FACTORY_CODE] });
  for (const name of Object.keys(PATHS) as (keyof typeof PATHS)[]) {
    const { bytecode } = safeArtifact(PATHS[name]);
    await send(outsider, { to: FACTORY, data: concatHex([NO_SALT, bytecode]) });
    const address = getContractAddress({ opcode: "CREATE2", from: FACTORY, salt: NO_SALT, bytecode });
    must(address === addressOf(name), `${name} is where Safe has it on every chain`);
    must((await connection.client.getCode({ address })) !== undefined, `${name} is deployed`);
  }
}

function addressOf(name: keyof typeof PATHS): Address {
  const [canonical] = of(name, VERSION);
  must(canonical !== undefined, `Safe has a ${name} of ${VERSION}`);
  return canonical.address;
}
