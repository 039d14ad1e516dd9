import type { Address, Hex } from "viem";
import type { SafeFile } from "./file.ts";
import { withMore } from "./merge.ts";
import * as Nested from "./nested.ts";
import type { Source } from "./queue-item.ts";
import type { Fetched } from "./service-exchange.ts";
import type { Signature } from "./signature.ts";

/** What is to be written: a file that is there, with signatures more, or a new one (`path` null). */
export type Pulled = {
  readonly path: string | null;
  readonly safeTxHash: Hex;
  readonly file: SafeFile;
  /** Owners whose signatures are new to the file, or say more there than before: an inner Safe's, by more of its own. */
  readonly added: readonly Address[];
};

/** Joins what a service has with the files of a folder. Files that the service adds nothing to are left out. */
export function joined(
  fetched: readonly Pick<Fetched, "file">[],
  sources: readonly Source[],
): readonly Pulled[] {
  return fetched.flatMap(({ file }): Pulled[] => {
    const { safeTxHash } = file;
    const own = sources.filter((source) => source.file.safeTxHash === safeTxHash);
    if (own.length === 0)
      return [{ path: null, safeTxHash, file, added: file.signatures.map(({ owner }) => owner) }];
    return own.flatMap(({ label: path, file: known }): Pulled[] => {
      const signatures = file.signatures.filter((one) => isMore(known, one));
      const more = withMore(known, { safeTxHash, signatures });
      const isKnown = (one: Signature) =>
        known.signatures.some(({ owner, signature }) => owner === one.owner && signature === one.signature);
      const added = more.signatures.filter((one) => !isKnown(one)).map(({ owner }) => owner);
      return added.length === 0 ? [] : [{ path, safeTxHash, file: more, added }];
    });
  });
}

/** Of an owner who is in the file nothing is replaced: an inner Safe's signature grows. */
function isMore(file: SafeFile, one: Signature): boolean {
  const known = file.signatures.find(({ owner }) => owner === one.owner);
  if (known === undefined) return true;
  return [known, one].every(
    ({ kind, owner, signature }) => kind === "contract" && Nested.split(file, owner, signature) !== null,
  );
}
