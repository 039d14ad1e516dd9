import { type Hex, isAddress } from "viem";
import { signerOf } from "../../src/charter/resolve.ts";
import { BaseError } from "../../src/errors.ts";
import { charterIfAny } from "./charter.ts";
import { readAddress } from "./place.ts";

/** The signer bytes of somebody: an account, or a key's label in the charter. @throws `Task.UnknownSigner`, `Task.BadAddress` */
export async function signerNamed(
  text: string,
  { charter }: { readonly charter: string | undefined },
): Promise<Hex> {
  if (isAddress(text, { strict: false })) return readAddress(text).toLowerCase() as Hex;
  const key = (await charterIfAny(charter))?.charter.keys.find(({ label }) => label === text);
  if (key !== undefined) return signerOf(key);
  throw new BaseError({
    code: "Task.UnknownSigner",
    message: `"${text}" is neither an account nor a key's label in the charter`,
    fix: "write 0x and 40 hex digits, or the label of a key",
    details: { text },
  });
}
