import type { Address, Hex } from "viem";
import type { SafeFile } from "./file.ts";
import { added } from "./merge.ts";
import type { Source } from "./queue-item.ts";
import type { Fetched } from "./service-exchange.ts";

/** What is to be written: a file that is there, with signatures more, or a new one (`path` null). */
export type Pulled = {
  readonly path: string | null;
  readonly safeTxHash: Hex;
  readonly file: SafeFile;
  /** Owners whose signatures are new to the file. */
  readonly added: readonly Address[];
};

/** Joins what a service has with the files of a folder. Files that the service adds nothing to are left out. */
export function joined(fetched: readonly Fetched[], sources: readonly Source[]): readonly Pulled[] {
  return fetched.flatMap(({ file }): Pulled[] => {
    const { safeTxHash } = file;
    const own = sources.filter((source) => source.file.safeTxHash === safeTxHash);
    if (own.length === 0)
      return [{ path: null, safeTxHash, file, added: file.signatures.map(({ owner }) => owner) }];
    return own.flatMap(({ label: path, file: known }): Pulled[] => {
      const strange = file.signatures.filter(
        ({ owner }) => !known.signatures.some((one) => one.owner === owner),
      );
      if (strange.length === 0) return [];
      const signatures = strange.reduce((all, one) => added(known, all, one), [...known.signatures]);
      signatures.sort((a, b) => (BigInt(a.owner) < BigInt(b.owner) ? -1 : 1));
      return [{ path, safeTxHash, file: { ...known, signatures }, added: strange.map(({ owner }) => owner) }];
    });
  });
}
