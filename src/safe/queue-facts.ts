import { type Address, type Hex, keccak256, parseAbi } from "viem";
import { answered, type Connection } from "../chain/client.ts";
import type { SafeState } from "./state.ts";

/** What the chain knows of an address a transaction calls or names. `used`: it has sent something or holds ether. */
export type Fact = {
  readonly codeHash: Hex | null;
  readonly used: boolean;
  /** Of a token: as many as there are; null if it does not say. */
  readonly supply: bigint | null;
};
export type Facts = ReadonlyMap<Address, Fact>;

const supplyAbi = parseAbi(["function totalSupply() view returns (uint256)"]);

/** Reads each address at the block of `state`. @throws `Chain.Unreachable` */
export async function readFacts(
  connection: Connection,
  state: Pick<SafeState, "block">,
  addresses: Iterable<Address>,
): Promise<Facts> {
  const { client } = connection;
  const blockNumber = state.block;
  const facts = [...new Set(addresses)].map(async (address): Promise<readonly [Address, Fact]> => {
    const code = await client.getCode({ address, blockNumber });
    if (code === undefined) {
      const [nonce, balance] = await Promise.all([
        client.getTransactionCount({ address, blockNumber }),
        client.getBalance({ address, blockNumber }),
      ]);
      return [address, { codeHash: null, used: nonce > 0 || balance > 0n, supply: null }];
    }
    const supply = await client
      .readContract({ address, abi: supplyAbi, functionName: "totalSupply", blockNumber })
      .catch(() => null);
    return [address, { codeHash: keccak256(code), used: true, supply }];
  });
  return new Map(await answered(connection, Promise.all(facts)));
}
