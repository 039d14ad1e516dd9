import type { Address } from "viem";
import type { Connection } from "../../chain/client.ts";
import type { SafeState } from "../state.ts";

/** What a ConclaveGuard says of the Safe it guards. */
export type Guarding = {
  readonly guard: Address;
  readonly conclave: Address;
  readonly handler: Address;
  /** Whether the Safe has a record with the guard: it has announced, adopted or executed something under it. */
  readonly adopted: boolean;
  /** Exits announced by owners of now. `maturesAt` and `lapsesAt` are UNIX seconds. */
  readonly exits: readonly {
    readonly owner: Address;
    readonly maturesAt: number;
    readonly lapsesAt: number;
  }[];
  /** Modules of the Safe that are the guard's own, by the tier they act for. */
  readonly modules: ReadonlyMap<Address, number>;
  readonly trusted: readonly Address[];
};

export async function readGuarding(_connection: Connection, _state: SafeState): Promise<Guarding | null> {
  return null;
}
