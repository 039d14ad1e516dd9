import { BaseError } from "../../errors.ts";
import { recoverSecret } from "../gather.ts";
import { sharesFrom, type ToldShares, toldShares } from "../recover.ts";
import type { Secret } from "../secret.ts";
import type { SeedShareSet } from "../share-set.ts";
import { assertPassphrase } from "../slip39.ts";
import { type CutRequest, cut } from "../split.ts";
import type { Hear } from "../strongroom/hear.ts";
import type { Show } from "../strongroom/show.ts";
import { unseal } from "./box.ts";
import { countOf, type SeedFile } from "./format.ts";
import type { Language } from "./language.ts";
import { type Draft, make } from "./make.ts";

/** Which seed is expected: by the set's record, or by the fingerprint that wallets show. */
export type ExpectedSeed = {
  readonly fingerprint: string;
  readonly language: Language;
  readonly set?: SeedShareSet;
};

/** Cuts the entropy of a seed's words into SLIP-39 shares, as `splitKey` does with a key. @throws what `unseal` and `cut` throw */
export async function splitSeed(
  { seed, ...request }: CutRequest & { readonly seed: SeedFile },
  { password, passphrase }: { password: Secret; passphrase: Secret },
  show: Show,
): Promise<SeedShareSet> {
  const { entropy, passphrase: own } = unseal(seed, password);
  own.wipe();
  const { language, origin, fingerprint, passphrase: bip39Passphrase } = seed;
  const about = [
    `the entropy of the ${seed.words} words (BIP-39, ${language}) of the seed "${request.label}"`,
    `with the fingerprint ${fingerprint}${bip39Passphrase ? ", for which its own BIP-39 passphrase is needed besides" : ""}`,
    "not a wallet's SLIP-39 seed: entered into a wallet as such it gives other keys",
  ];
  const made = cut(entropy, request, passphrase, about, show);
  return { ...made, secret: "bip39-entropy", language, origin, bip39Passphrase, fingerprint };
}

export type RecoveredSeed = { readonly seed: SeedFile; readonly shares: ToldShares };

/**
 * Puts a seed together from its shares and encrypts it, if it is the one that was expected. @throws `Share.*`, `Share.WrongSeed`
 */
export async function recoverSeed(
  request: Draft & { readonly expected: ExpectedSeed; readonly names: readonly string[] },
  secrets: { password: Secret; passphrase: Secret; bip39Passphrase: Secret },
  show: Show,
  hear: Hear,
): Promise<RecoveredSeed> {
  const { expected, names, description, cost } = request;
  const phrase = secrets.passphrase.revealText();
  assertPassphrase(phrase);
  const shares = sharesFrom(names, expected.set, show, hear);
  const { secret: entropy, used } = recoverSecret(shares, phrase);
  const { fingerprint, language, set } = expected;
  if (countOf(entropy) === undefined) {
    entropy.wipe();
    throw wrongSeed(fingerprint, undefined);
  }
  const contents = { entropy, passphrase: secrets.bip39Passphrase };
  const origin = { origin: set?.origin ?? "imported", language } as const;
  const seed = await make(contents, secrets.password, { description, cost }, origin);
  if (seed.fingerprint !== fingerprint) throw wrongSeed(fingerprint, seed.fingerprint);
  return { seed, shares: toldShares(used) };
}

function wrongSeed(expected: string, found: string | undefined): BaseError {
  return new BaseError({
    code: "Share.WrongSeed",
    message: `the shares fit together, but not to the seed ${expected}: a passphrase or the language is wrong, or they are of something else`,
    fix: "check the passphrase of the shares and that of BIP-39 letter by letter, and the fingerprint",
    details: { expected, found },
  });
}
