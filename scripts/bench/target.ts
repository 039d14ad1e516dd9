import { type Abi, type Address, encodeFunctionData, type Hex } from "viem";
import { type Artifact, built, initcode } from "./artifacts.ts";
import type { Call, Network } from "./network.ts";

/** A contract whose word anybody may set. */
export type Target = {
  readonly address: Address;
  /** A call that sets the word to a value of two non-zero bytes, by default one it never had, and a look at whether it took. */
  next(value?: bigint): { readonly call: Call; check(): Promise<void> };
};

/** The word is not zero from the outset, so that setting it turns one non-zero word into another. */
export async function deployTarget(network: Network): Promise<Target> {
  const artifact: Artifact = await built("mocks/Target");
  const { abi } = artifact;
  const address = await network.deploy(initcode(artifact));
  await network.send({ to: address, data: setting(abi, 0xffffn) });
  let used = 0;
  const unused = () => {
    used++;
    return BigInt(1 + (used % 255)) * 256n + BigInt(1 + (Math.floor(used / 255) % 254));
  };
  return {
    address,
    next(value = unused()) {
      return {
        call: { to: address, data: setting(abi, value) },
        async check() {
          const found = await network.read<bigint>(address, abi, "value");
          if (found !== value)
            throw new Error(`${address} holds ${found}, not ${value}: nothing was executed`);
        },
      };
    },
  };
}

function setting(abi: Abi, value: bigint): Hex {
  return encodeFunctionData({ abi, functionName: "set", args: [value] });
}
