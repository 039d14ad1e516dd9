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
  parseAbi,
} from "viem";
import type { Connection } from "../chain/client.ts";
import { DEPLOYMENTS } from "./deployments.ts";
import type { Setup } from "./history.ts";
import { callsIn } from "./trace.ts";

/** Every function of Safe's factories, 1.3.0 to 1.5.0, that makes a proxy: no one version has them all. */
const factoryAbi = parseAbi([
  "function createProxyWithNonce(address singleton, bytes initializer, uint256 saltNonce)",
  "function createProxyWithNonceL2(address singleton, bytes initializer, uint256 saltNonce)",
  "function createChainSpecificProxyWithNonce(address singleton, bytes initializer, uint256 saltNonce)",
  "function createChainSpecificProxyWithNonceL2(address singleton, bytes initializer, uint256 saltNonce)",
  "function createProxyWithCallback(address singleton, bytes initializer, uint256 saltNonce, address callback)",
  "function createProxy(address singleton, bytes initializer)",
  "function proxyCreationCode() view returns (bytes)",
]);

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
    if (!isFactory(factory)) continue;
    const made = decode(input);
    if (made === null) continue;
    const code = await client
      .readContract({ address: factory, abi: factoryAbi, functionName: "proxyCreationCode" })
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

/** What goes into the salt, before hashing and without the chain's id. Null for `createProxy`, which is no CREATE2, and other calls. */
function decode(data: Hex) {
  try {
    const { functionName: name, args } = decodeFunctionData({ abi: factoryAbi, data });
    if (name === "proxyCreationCode" || name === "createProxy") return null;
    const [singleton, initializer, saltNonce, callback] = args;
    const nonce =
      callback === undefined
        ? numberToHex(saltNonce, { size: 32 })
        : keccak256(concatHex([numberToHex(saltNonce, { size: 32 }), callback]));
    const salt = concatHex([keccak256(initializer), nonce]);
    return { name, singleton, salt, chainSpecific: name.startsWith("createChainSpecific") };
  } catch {
    return null;
  }
}

function isFactory(address: Address): boolean {
  return DEPLOYMENTS.some(
    (one) => one.contract === "SafeProxyFactory" && isAddressEqual(one.address, address),
  );
}
