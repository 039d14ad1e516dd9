import type { Text } from "./collect.ts";

type Home = {
  readonly by: Text["by"];
  /** A file's path, of which the test file comes first; else the program. */
  readonly of: RegExp;
  readonly why: string;
  /** Each line is a secret by itself, to be looked for everywhere else. */
  readonly lines?: true;
};

/** Where a secret may be read, and why. Everywhere else it is a leak. */
const HOMES: readonly Home[] = [
  {
    by: "file",
    of: /\/([\w-]+[.-])?(password|pin)$|\/(secrets|pass)\/[^/]+$|\/(wrong|weak|open|other|new|own-source)$|^tasks\.safe-service\/[^/]+\/(service|open)-key$/,
    why: "passwords and keys of services, as files have them that are for one person",
    lines: true,
  },
  {
    by: "file",
    of: /\/([\w]+-)?words$/,
    why: "a seed's words, on their way to or from its owner",
    lines: true,
  },
  {
    by: "file",
    of: /\/share-\d+(-\d+)?-[^/]+\.txt$|^tasks\.packet\/.*\/share-[\d-]+\.txt$|^distribution\.share\/.*\/receiver\/shares\//,
    why: "the papers of the people who hold shares, as Conclave names them",
  },
  {
    by: "file",
    of: /^backup\.\w+\/[^/]+\/(changed|copy)\.txt$|^distribution\.share\/[^/]+\/(copied-wrongly|no-share|open-to-others|escape|long)$/,
    why: "papers that were spoilt, or are none",
  },
  {
    by: "file",
    of: /^distribution\.interop\/[^/]+\/(identity|letter)$/,
    why: "what the age tool makes and decrypts",
  },
  { by: "file", of: /^keys\.handout\/.*\/ana$/, why: "passphrases handed out by a file" },
  {
    by: "file",
    of: /^backup\.sealed\/.*\/(notes\/|notary\.txt$)|^distribution\.share\/[^/]+\/notes\.txt$/,
    why: "what is to be encrypted, and was decrypted",
  },
  {
    by: "file",
    of: /^(tasks\.ceremony|kit\.every-command)\/[^/]+\/answers$/,
    why: "the dice of a rehearsal",
  },
  {
    by: "file",
    of: /^(backup\.terminal|distribution\.killed)\/.*\.mjs$/,
    why: "programs of tests, with the password that a person would type",
  },
  { by: "argument", of: /^softhsm2-util$/, why: "takes PINs in no other way" },
  { by: "argument", of: /^cast$/, why: "is asked what it makes of the same words, keys and passwords" },
  { by: "output", of: /^(cast|age)$/, why: "decrypts what Conclave encrypted, to show that it can" },
  { by: "output", of: /^script$/, why: "a terminal, where one person is shown what nobody else may see" },
];

/** A file that is being written has a name of its own until it is whole. */
const UNFINISHED = /\/\.([^/]+)\.[0-9a-f]{16}\.tmp$/;

export function homeOf({ by, of }: Text): Home | undefined {
  const whole = of.replace(UNFINISHED, "/$1");
  return HOMES.find((home) => home.by === by && home.of.test(whole));
}
