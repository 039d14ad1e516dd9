import type { Address, Hex } from "viem";
import type { Connection } from "../chain/client.ts";
import { rosterOf, rulebookOf } from "../chain/standing.ts";
import type { ChainState } from "../chain/state.ts";
import type { WatchedItem } from "../charter/model.ts";
import { identity } from "../charter/roster.ts";
import { itemId } from "../charter/rulebook.ts";
import { BaseError } from "../errors.ts";
import { conclaveAbi, retirementGateAbi } from "../generated/abi.ts";
import { read } from "./reading.ts";

/** A watched item that keeps a key from being retired. `amount` as in `reading.ts`; `unknown`: it cannot be read. */
export type Left = {
  readonly id: Hex;
  readonly item: WatchedItem;
  readonly amount: bigint | null;
  readonly unknown: boolean;
  /** Tier 0 lets `retire` pass over it. */
  readonly waived: boolean;
};

/**
 * What the gate on-chain still sees on a key's account: what `retire` would ask, item by item.
 * @throws `Sweep.UnknownKey`, `Sweep.NotAnAccount`, `Sweep.NoRulebook`, `Sweep.GateSilent`.
 */
export async function left(
  connection: Connection,
  state: ChainState,
  index: number,
): Promise<readonly Left[]> {
  const { account, rulebookDocument, items } = watched(state, index);
  const found = await connection.client
    .readContract({
      address: state.setting.gate,
      abi: retirementGateAbi,
      functionName: "notClear",
      args: [rulebookDocument, account],
    })
    .catch((cause: unknown) => {
      throw new BaseError({
        code: "Sweep.GateSilent",
        message: "the retirement gate does not answer: on-chain that counts as unknown, for the whole of it",
        fix: "look for a watched contract that misbehaves; tier 0 can waive item 0, which stands for the whole gate",
        cause,
      });
    });
  return Promise.all(
    items
      .filter((item) => found.includes(itemId(item)))
      .map(async (item) => {
        const id = itemId(item);
        const { amount } = await read(connection, item, account);
        const waived = await connection.client.readContract({
          address: state.domain.verifyingContract,
          abi: conclaveAbi,
          functionName: "waived",
          args: [account, id],
        });
        return { id, item, amount, unknown: amount === null, waived };
      }),
  );
}

/**
 * The account behind a key and what the rulebook watches on it.
 * @throws `Sweep.UnknownKey`, `Sweep.NotAnAccount`, `Sweep.NoRulebook`.
 */
export function watched(
  state: ChainState,
  index: number,
): { account: Address; rulebookDocument: Hex; items: readonly WatchedItem[] } {
  const key = rosterOf(state).keys[index];
  if (!key) {
    throw new BaseError({
      code: "Sweep.UnknownKey",
      message: `the roster has no key k${index}`,
      fix: "see the keys with `conclave charter show`",
    });
  }
  if (key.kind !== "EOA") {
    throw new BaseError({
      code: "Sweep.NotAnAccount",
      message: `key k${index} is no account of its own (${key.kind}): nothing can be swept from it`,
      fix: "move what belongs to it by its own means, and attest its retirement",
    });
  }
  const book = rulebookOf(state);
  if (book === null || state.rulebookDocument === null) {
    throw new BaseError({
      code: "Sweep.NoRulebook",
      message: "there is no rulebook yet, so nothing is watched and no key can be retired",
      fix: "let tier 0 set a rulebook",
    });
  }
  return { account: identity(key), rulebookDocument: state.rulebookDocument, items: book.items };
}
