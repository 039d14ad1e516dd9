import { type Address, getContractAddress, isAddressEqual } from "viem";
import { each } from "../../chain/each.ts";
import { firstBlock } from "../../safe/history.ts";
import { type Draft, holds, mention } from "./draft.ts";

/**
 * Marks accounts without code that are nobody's key, and deployed a contract over which they hold power. Known where the node keeps old
 * states: the block in which the code came, and whose transaction made it. What a factory made has no such transaction.
 */
export async function markDeployers(draft: Draft, contracts: ReadonlySet<Address>): Promise<void> {
  const outsiders = [...draft.accounts.keys()].filter(
    (one) => !contracts.has(one) && !draft.keys.some((key) => isAddressEqual(key, one)),
  );
  const suspects = [...draft.powers.values()].flatMap((power) =>
    outsiders.filter((one) => holds(power, one)).map((account) => ({ account, on: power.on })),
  );
  const over = [...new Set(suspects.map(({ on }) => on))];
  const creators = new Map(await each(over, async (on) => [on, await creatorOf(draft, on)] as const));
  for (const { account, on } of suspects) {
    const creator = creators.get(on) ?? null;
    if (creator !== null && isAddressEqual(creator, account)) mention(draft, account, `deployer of ${on}`);
  }
}

/** Null where it cannot be told. */
async function creatorOf({ site }: Draft, address: Address): Promise<Address | null> {
  const { connection, block } = site;
  try {
    const blockNumber = await firstBlock(connection, address, block);
    const { transactions } = await connection.client.getBlock({ blockNumber, includeTransactions: true });
    const made = transactions.find(
      ({ to, from, nonce }) =>
        to === null && isAddressEqual(getContractAddress({ from, nonce: BigInt(nonce) }), address),
    );
    return made?.from ?? null;
  } catch {
    return null;
  }
}
