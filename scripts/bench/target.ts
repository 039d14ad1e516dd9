import { type Abi, type Address, encodeFunctionData } from "viem";
import { built, initcode } from "./artifacts.ts";
import type { Call, Network } from "./network.ts";

/** `Target.set(uint256)` on contracts anybody may call, and a look at whether it took. */
export type Target = {
  readonly addresses: readonly Address[];
  /** Calls that set the first `count` targets to a value not used before, of two non-zero bytes. */
  next(count?: number): Setting;
};

export type Setting = { readonly calls: readonly Call[]; check(): Promise<void> };

export async function deployTargets(network: Network, count: number): Promise<Target> {
  const artifact = await built("mocks/Target");
  const { abi } = artifact;
  const addresses: Address[] = [];
  for (let i = 0; i < count; i++) addresses.push(await network.deploy(initcode(artifact)));
  let used = 0;
  const set = (to: Address, value: bigint) => ({ to, data: setting(abi, value) });
  // From now on every setting turns one non-zero word into another.
  for (const address of addresses) await network.send(set(address, 0xffffn));
  return {
    addresses,
    next(many = 1) {
      const value = BigInt(1 + (used % 255)) * 256n + BigInt(1 + (Math.floor(used / 255) % 254));
      used++;
      const chosen = addresses.slice(0, many);
      return {
        calls: chosen.map((address) => set(address, value)),
        async check() {
          for (const address of chosen) {
            const found = await network.read<bigint>(address, abi, "value");
            if (found !== value)
              throw new Error(`${address} holds ${found}, not ${value}: nothing was executed`);
          }
        },
      };
    },
  };
}

function setting(abi: Abi, value: bigint) {
  return encodeFunctionData({ abi, functionName: "set", args: [value] });
}
