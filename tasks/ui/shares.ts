import type { recoverKey, recoverSeed } from "../../src/backup/recover.ts";
import type { SplitResult } from "../../src/backup/split.ts";
import type { SeedShareSet, ShareSet } from "../../src/keys/share-set.ts";
import { facts, list, sections } from "./table.ts";

export function splitText({ set, record, files }: SplitResult<ShareSet | SeedShareSet>): string {
  const groups = set.groups.map(
    ({ threshold, members }, at) =>
      `group ${at + 1}: ${threshold} of ${members.length} (${members.map(({ name }) => name).join(", ")})`,
  );
  return sections(
    facts([
      ["of", `${set.label} (${set.secret === "private-key" ? set.address : `seed ${set.fingerprint}`})`],
      ["set", String(set.id)],
      ["needed", `${set.threshold} of ${set.groups.length} groups`],
      ["record", record],
    ]),
    list("groups", groups),
    list("share files", files),
    files.length === 0
      ? "Each share was shown once. Recover from them as a drill before you rely on them."
      : "Give each file to its person, then remove it here; whoever has enough of them has the key.",
  );
}

export function recoveredText(label: string, saved: Awaited<ReturnType<typeof recoverKey>>): string {
  return sections(
    facts([
      ["keystore", saved.path],
      saved.curve === "P-256" ? ["public key", saved.point] : ["address", saved.address],
    ]),
    sources(saved.shares),
    `It is the key that was expected. The shares came together on this machine: think of splitting ${label} anew.`,
  );
}

export function recoveredSeedText(saved: Awaited<ReturnType<typeof recoverSeed>>): string {
  return sections(
    facts([
      ["seed", saved.path],
      ["fingerprint", saved.fingerprint],
      ["words", String(saved.words)],
    ]),
    sources(saved.shares),
    "It is the seed that was expected. All keys derived from it are as they were.",
  );
}

function sources(shares: Awaited<ReturnType<typeof recoverKey>>["shares"]): string {
  return list(
    "recovered from",
    shares.map(
      ({ name, set, group, member }) => `${name} (set ${set}, group ${group + 1}, share ${member + 1})`,
    ),
  );
}
