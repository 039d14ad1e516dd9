import { join, resolve } from "node:path";
import type { Secret } from "../keys/secret.ts";
import type { Card, CustodyOf } from "../signer/card.ts";
import { type Maker, ownSigner } from "./maker.ts";
import { line, type ScriptKey } from "./script.ts";
import type { MadeKey } from "./transcript.ts";

/**
 * Keys in tokens over PKCS#11. They are made by the token's own randomness: other sources do not reach it, and are not named.
 * @param folder of their cards
 * @param pin of a token, by whoever keeps it; wiped here
 */
export function tokenMaker(folder: string, pin: (token: string) => Promise<Secret>): Maker {
  const pathOf = (label: string) => join(folder, `${label}.json`);
  return {
    pathOf,
    async make(key) {
      const { label, holder, purpose, curve, certification } = key;
      const { module, token } = tokenOf(key);
      // Loaded when a token is needed: the library it takes is not everywhere.
      const { generateInToken } = await import("../signer/pkcs11/keys.ts");
      const { card } = await generateInToken(
        {
          label,
          holder,
          ...(purpose === undefined ? {} : { purpose }),
          ...(certification === undefined ? {} : { certification }),
          folder,
          module: resolve(module),
          token,
          curve,
        },
        () => pin(token),
      );
      return madeOf(card, certification);
    },
    // The card says which token it is.
    signerOf: (key) => ownSigner(pathOf(key.label), key, () => pin(`of ${key.label}`)),
  };
}

/** What the token told of itself and of the key goes into the transcript as it told it. */
function madeOf(card: Omit<Card, "format" | "version">, certification: string | undefined): MadeKey {
  const { label, curve, address, point } = card;
  const { device, born } = card.custody as CustodyOf<"pkcs11">;
  const told = Object.entries(device).filter(([, value]) => line.safeParse(value).success);
  return {
    label,
    curve,
    address,
    point,
    custody: "pkcs11",
    sources: ["token"],
    rejected: 0,
    // The token signed with it, and the signature was its own, or there would be no card.
    drill: true,
    device: Object.fromEntries(told),
    born: { ...born },
    ...(certification === undefined ? {} : { certification }),
  };
}

/** The script has both for every key that is kept by PKCS#11, and is refused otherwise. */
function tokenOf({ module = "", token = "" }: ScriptKey): {
  readonly module: string;
  readonly token: string;
} {
  return { module, token };
}
