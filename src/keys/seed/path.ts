import { BaseError } from "../../errors.ts";

/** Ethereum's account of BIP-44 with all levels hardened: whoever gets one key, and every public one, has no other. KD-02. */
export const DEFAULT_PATH = "m/44'/60'/0'/0'/0'";

const LEVEL = /^(0|[1-9]\d{0,9})(['hH]?)$/;
const HARDENED = 2 ** 31;
const MAX_LEVELS = 10;

/**
 * A derivation path as we write it, `'` for hardened. The last level must be hardened unless `unhardened` says otherwise:
 * whoever has a private key that is not, and the extended public key above it, has the private key above and all beside it.
 * @throws `Seed.BadPath`, `Seed.NotHardened`
 */
export function normalPath(path: string, options: { readonly unhardened?: boolean } = {}): string {
  const [root, ...levels] = path.trim().split("/");
  const read = levels.map((level) => LEVEL.exec(level));
  const sound = read.every((match) => match !== null && Number(match[1]) < HARDENED);
  if (root !== "m" || levels.length === 0 || levels.length > MAX_LEVELS || !sound) throw badPath(path);
  const last = read.at(-1)?.[2];
  if (last === "" && options.unhardened !== true) throw notHardened(path);
  return `m/${read.map((match) => `${match?.[1]}${match?.[2] === "" ? "" : "'"}`).join("/")}`;
}

function badPath(path: string): BaseError {
  return new BaseError({
    code: "Seed.BadPath",
    message: `"${path}" is no derivation path`,
    fix: `write it like ${DEFAULT_PATH}: m, then one to ${MAX_LEVELS} numbers below 2^31, each with ' if it is hardened`,
    details: { path },
  });
}

function notHardened(path: string): BaseError {
  return new BaseError({
    code: "Seed.NotHardened",
    message: `the last level of ${path} is not hardened`,
    fix: "put ' after it; or add --unhardened for a wallet that has it so: this key together with the extended public key above it gives all keys beside it away",
    details: { path },
  });
}
