import type { Text } from "./collect.ts";

type Home = {
  readonly by: Text["by"];
  /** Of which test files; of any, if left out. */
  readonly in?: RegExp;
  /** A file's path in the folder of its test file; else the program. */
  readonly of: RegExp;
  readonly why: string;
  /** Each line is a secret by itself, to be looked for everywhere else. */
  readonly lines?: true;
};

/** Where a secret may be read, and why. Everywhere else it is a leak. */
const HOMES: readonly Home[] = [
  {
    by: "file",
    of: /\/([\w-]+[.-])?(password|pin)$/,
    why: "passwords, as files have them that are for one person",
    lines: true,
  },
  {
    by: "file",
    in: /^kit\.(air-gap|commands|every-command)$|^tasks\.(backup|ceremony|cli|custody|keys|refusals|seeds|usage-log)$/,
    of: /\/(wrong|weak|open|other|new|own-source)$/,
    why: "passwords of another kind: to be refused, or to be set",
    lines: true,
  },
  {
    by: "file",
    in: /^flows\.key-life$|^tasks\.(keys|seeds)$/,
    of: /\/(secrets|pass)\/[^/]+$/,
    why: "folders of passwords alone",
    lines: true,
  },
  {
    by: "file",
    in: /^tasks\.safe-service$/,
    of: /\/(service|open)-key$/,
    why: "the key of a service",
    lines: true,
  },
  {
    by: "file",
    in: /^keys\.seed\.(file|keys|seed)$|^kit\.every-command$|^secrecy\.boxes$|^tasks\.seeds$/,
    of: /\/(\w+-)?words$/,
    why: "a seed's words, on their way to or from its owner",
    lines: true,
  },
  {
    by: "file",
    of: /\/share-\d+(-\d+)?-[^/]+\.txt$/,
    why: "the papers of the people who hold shares, as Conclave names them",
  },
  {
    by: "file",
    in: /^tasks\.packet$/,
    of: /\/share-[\da-f]+-\d+-\d+\.txt$/,
    why: "papers that came in a packet, as Conclave names them",
  },
  {
    by: "file",
    in: /^distribution\.share$/,
    of: /\/receiver\/shares\/|\/(copied-wrongly|no-share|open-to-others|escape|long|notes\.txt)$/,
    why: "papers that came in a packet, that were spoilt, or are none",
  },
  {
    by: "file",
    in: /^backup\.(recover|sealed)$/,
    of: /\/(changed|copy)\.txt$/,
    why: "papers that were spoilt",
  },
  {
    by: "file",
    in: /^backup\.sealed$/,
    of: /\/notes\/|\/notary\.txt$/,
    why: "what is to be encrypted, and was decrypted",
  },
  {
    by: "file",
    in: /^distribution\.interop$/,
    of: /\/(identity|letter)$/,
    why: "what the age tool makes and decrypts",
  },
  { by: "file", in: /^keys\.handout$/, of: /\/ana$/, why: "passphrases handed out by a file" },
  {
    by: "file",
    in: /^tasks\.ceremony$|^kit\.every-command$/,
    of: /\/answers$/,
    why: "the dice of a rehearsal",
  },
  {
    by: "file",
    in: /^backup\.terminal$|^distribution\.killed$/,
    of: /\.mjs$/,
    why: "programs of tests, with the password that a person would type",
  },
  { by: "argument", of: /^softhsm2-util$/, why: "takes PINs in no other way" },
  {
    by: "argument",
    in: /^keys\.(interop|seed\.(file|keys|seed))$/,
    of: /^cast$/,
    why: "is asked what it makes of the same words, keys and passwords",
  },
  {
    by: "output",
    in: /^keys\.interop$/,
    of: /^cast$/,
    why: "decrypts what Conclave encrypted, to show that it can",
  },
  {
    by: "output",
    in: /^distribution\.interop$/,
    of: /^(age|script)$/,
    why: "decrypts what Conclave encrypted, to show that it can",
  },
  {
    by: "output",
    in: /^backup\.terminal$/,
    of: /^script$/,
    why: "a terminal, where one person is shown what nobody else may see",
  },
];

/** A file that is being written has a name of its own until it is whole. */
const UNFINISHED = /\/\.([^/]+)\.[0-9a-f]{16}\.tmp$/;

export function homeOf({ test, by, of }: Text): Home | undefined {
  const whole = of.replace(UNFINISHED, "/$1");
  return HOMES.find((home) => home.by === by && (home.in?.test(test) ?? true) && home.of.test(whole));
}
