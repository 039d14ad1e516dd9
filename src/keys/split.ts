import { decrypt } from "./keystore.ts";
import type { Secret } from "./secret.ts";
import { digestOf, type ShareSet, type Sharing, shapeOf } from "./share-set.ts";
import { sheet } from "./share-sheet.ts";
import { readShare, split } from "./slip39.ts";
import type { Show } from "./strongroom/show.ts";
import type { V3 } from "./v3.ts";

type Request = {
  readonly v3: V3;
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
  { v3, label, created, sharing, places }: Request,
  { password, passphrase }: { password: Secret; passphrase: Secret },
  show: Show,
): Promise<ShareSet> {
  const { secret, publicKey } = await decrypt(v3, password);
  let words: string[][];
  try {
    words = split(secret, shapeOf(sharing), passphrase.revealText());
  } finally {
    secret.wipe();
  }
  const set: ShareSet = {
    version: 1,
    type: "slip39-set",
    secret: "private-key",
    label,
    ...publicKey,
    id: readShare(words[0]?.[0] ?? "", label).id,
    created,
    passphrase: passphrase.length > 0,
    threshold: sharing.threshold,
    groups: sharing.groups.map(({ threshold, members }, group) => ({
      threshold,
      members: members.map((name, member) => ({ name, digest: digestOf(words[group]?.[member] ?? "") })),
    })),
  };
  const sheets = words.flatMap((of, group) => of.map((text, member) => sheet(set, group, member, text)));
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
  return set;
}
