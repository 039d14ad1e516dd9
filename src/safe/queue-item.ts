import type { Address, Hex } from "viem";
import type { Connection } from "../chain/client.ts";
import { decode, flatten, type View } from "./decode.ts";
import { type SafeFile, withSignatures } from "./file.ts";
import { added } from "./merge.ts";
import { isRejection } from "./settings.ts";
import { type Standing, standing } from "./standing.ts";
import type { SafeState } from "./state.ts";
import type { SafeTransaction } from "./transaction.ts";

/** Where a transaction was found. What a service says of its proposer and age is a claim. */
export type Source = {
  readonly kind: "file" | "service";
  /** The file's path, or the service's host. */
  readonly label: string;
  readonly file: SafeFile;
  readonly claimed?: { readonly proposer: Address | null; readonly created: number | null };
};

/** A transaction of the queue: its file with all signatures found, and what the Safe makes of them. */
export type Item = {
  readonly file: SafeFile;
  readonly transaction: SafeTransaction;
  readonly safeTxHash: Hex;
  readonly sources: readonly Source[];
  readonly standing: Standing;
  /** The whole, and each call of a batch, with its place. */
  readonly calls: readonly { readonly place: string; readonly view: View }[];
  readonly isRejection: boolean;
  /** When a service first saw it, by its own word, in UNIX seconds. */
  readonly created: number | null;
};

/** One item for each hash, by nonce. Sources must be this Safe's. @throws `Chain.Unreachable`, `SafeSignature.*` */
export async function gather(
  connection: Connection,
  state: SafeState,
  sources: readonly Source[],
): Promise<readonly Item[]> {
  const byHash = Map.groupBy(sources, ({ file }) => file.safeTxHash);
  const items = [...byHash.values()].map(async (found): Promise<Item | undefined> => {
    // A file first: its title and note are somebody's own, a service's copy has none.
    const [first, ...more] = found.toSorted(
      (a, b) => Number(a.kind === "service") - Number(b.kind === "service"),
    );
    if (first === undefined) return undefined;
    const signatures = more
      .flatMap(({ file }) => file.signatures)
      .reduce((all, one) => added(first.file, all, one), first.file.signatures);
    const file = withSignatures({ ...first.file, signatures: [] }, signatures);
    const { transaction, safeTxHash } = file;
    const created = found.flatMap(({ claimed }) => claimed?.created ?? []);
    return {
      ...{ file, transaction, safeTxHash, sources: found },
      standing: await standing(connection, state, file),
      calls: flatten(decode(file)),
      isRejection: isRejection(state.address, transaction),
      created: created.length === 0 ? null : Math.min(...created),
    };
  });
  const all = (await Promise.all(items)).filter((item) => item !== undefined);
  return all.toSorted((a, b) =>
    a.transaction.nonce === b.transaction.nonce
      ? a.safeTxHash < b.safeTxHash
        ? -1
        : 1
      : a.transaction.nonce < b.transaction.nonce
        ? -1
        : 1,
  );
}
