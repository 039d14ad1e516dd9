import {
  type Address,
  concatHex,
  decodeFunctionData,
  encodeAbiParameters,
  getAddress,
  getContractAddress,
  type Hex,
  isAddressEqual,
  keccak256,
  numberToHex,
} from "viem";
import type { Connection } from "../chain/client.ts";
import { safeProxyFactoryAbi } from "../generated/safe-abi.ts";
import { deployedAt } from "./deployments.ts";
import type { Setup } from "./history.ts";
import { callsIn } from "./trace.ts";

/**
 * Whether a Safe can be made again at the same address on another chain. `anywhere`: by whoever repeats the creation, with the same
 * first owners (recomputed by CREATE2). `here`: the chain's id is part of its address. `untold`: it was made in another way, or the
 * node does not say how.
 */
export type Creation = {
  readonly repeatable: "anywhere" | "here" | "untold";
  readonly factory: Address | null;
  readonly function: string | null;
};

const UNTOLD: Creation = { repeatable: "untold", factory: null, function: null };

/** How a Safe was made, from the transaction of its set-up: its calldata, or a trace where a contract called the factory. */
export async function creationOf(connection: Connection, safe: Address, setup: Setup): Promise<Creation> {
  const { client } = connection;
  const sent = await client.getTransaction({ hash: setup.transaction }).catch(() => null);
  const outer = sent?.to ? [{ to: getAddress(sent.to), input: sent.input }] : [];
  const direct = await judge(connection, safe, outer);
  return (
    direct ?? (await judge(connection, safe, (await callsIn(connection, setup.transaction)) ?? [])) ?? UNTOLD
  );
}

type Call = { readonly to: Address; readonly input: Hex };

async function judge(
  { client, chainId }: Connection,
  safe: Address,
  calls: readonly Call[],
): Promise<Creation | null> {
  for (const { to: factory, input } of calls) {
    if (deployedAt(factory)?.contract !== "SafeProxyFactory") continue;
    const made = decode(input);
    if (made === null) continue;
    const code = await client
      .readContract({ address: factory, abi: safeProxyFactoryAbi, functionName: "proxyCreationCode" })
      .catch(() => null);
    if (code === null) continue;
    const bytecode = concatHex([code, encodeAbiParameters([{ type: "address" }], [made.singleton])]);
    const salt = made.chainSpecific ? concatHex([made.salt, numberToHex(chainId, { size: 32 })]) : made.salt;
    const address = getContractAddress({ opcode: "CREATE2", from: factory, salt: keccak256(salt), bytecode });
    if (!isAddressEqual(address, safe)) continue;
    return { repeatable: made.chainSpecific ? "here" : "anywhere", factory, function: made.name };
  }
  return null;
}

/**
 * What goes into the salt, before hashing and without the chain's id. Null for other calls, also for `createProxy`, which is no CREATE2. No one
 * version of the factory has all of these functions.
 */
function decode(data: Hex) {
  try {
    const made = decodeFunctionData({ abi: safeProxyFactoryAbi, data });
    switch (made.functionName) {
      case "createProxyWithNonce":
      case "createProxyWithNonceL2":
      case "createChainSpecificProxyWithNonce":
      case "createChainSpecificProxyWithNonceL2":
      case "createProxyWithCallback": {
        const { functionName: name, args } = made;
        const [singleton, initializer, saltNonce, callback] = args;
        const given = numberToHex(saltNonce, { size: 32 });
        const nonce = callback === undefined ? given : keccak256(concatHex([given, callback]));
        const salt = concatHex([keccak256(initializer), nonce]);
        return { name, singleton, salt, chainSpecific: name.startsWith("createChainSpecific") };
      }
      default:
        return null;
    }
  } catch {
    return null;
  }
}
