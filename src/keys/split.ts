import { decrypt } from "./keystore.ts";
import type { Secret } from "./secret.ts";
import { type Cut, digestOf, type ShareSet, type Sharing, shapeOf } from "./share-set.ts";
import { sheet } from "./share-sheet.ts";
import { readShare, split } from "./slip39.ts";
import type { Show } from "./strongroom/show.ts";
import type { V3 } from "./v3-schema.ts";

/** How a secret is to be cut, and for whom. */
export type CutRequest = {
  readonly label: string;
  readonly created: string;
  readonly sharing: Sharing;
  /** One place for each share, or one terminal at which people follow each other. */
  readonly places: "each" | "terminal";
};

/**
 * Cuts the key of a keystore into SLIP-39 shares and shows each to its person, after every minimal subset of them gave the key
 * back. @throws what `decrypt`, `split` and `show` throw
 */
export async function splitKey(
  { v3, ...request }: CutRequest & { readonly v3: V3 },
  { password, passphrase }: { password: Secret; passphrase: Secret },
  show: Show,
): Promise<ShareSet> {
  const { secret, publicKey } = await decrypt(v3, password);
  const { curve, address } = publicKey;
  const about = [
    `the private key "${request.label}" (${curve}, not a wallet's seed)`,
    curve === "secp256k1" ? `of the account ${address}` : `with the identity ${address}`,
  ];
  return { ...cut(secret, request, passphrase, about, show), secret: "private-key", ...publicKey };
}

/** Cuts a secret, which is wiped, and shows each share to its person. @param about what the papers say that it is */
export function cut(
  secret: Secret,
  { label, created, sharing, places }: CutRequest,
  passphrase: Secret,
  about: readonly string[],
  show: Show,
): Cut {
  let words: string[][];
  try {
    words = split(secret, shapeOf(sharing), passphrase.revealText());
  } finally {
    secret.wipe();
  }
  const made: Cut = {
    version: 1,
    type: "slip39-set",
    label,
    id: readShare(words[0]?.[0] ?? "", label).id,
    created,
    passphrase: passphrase.length > 0,
    threshold: sharing.threshold,
    groups: sharing.groups.map(({ threshold, members }, group) => ({
      threshold,
      members: members.map((name, member) => ({ name, digest: digestOf(words[group]?.[member] ?? "") })),
    })),
  };
  const sheets = words.flatMap((of, group) =>
    of.map((text, member) => sheet(made, about, [group, member], text)),
  );
  const people = sharing.groups.flatMap(({ members }) => members);
  for (const [at, text] of sheets.entries()) {
    if (places === "each") {
      show(text, { on: at });
      continue;
    }
    show(`The next share is for ${people[at]}, who should be alone at the screen now.\n`, {
      wait: "Press Enter to see it.",
    });
    show(text, { wait: "\nOnce it is written down and compared, press Enter: it will not be shown again." });
  }
  return made;
}
