import { join } from "node:path";
import { type Address, type Hex, zeroAddress } from "viem";
import type { COSTS, Cost } from "../keys/keystore.ts";
import type { Secret } from "../keys/secret.ts";
import { generate } from "../keys/store.ts";
import { keystoreSigner } from "../signer/keystore.ts";
import type { Signer } from "../signer/signer.ts";
import type { Script, ScriptKey } from "./script.ts";
import type { MadeKey } from "./transcript.ts";

/** Makes keys that are kept in one way, opens them again, and has them sign. */
export type Maker = {
  /** Where what it makes will lie, by label; nothing may be there before. */
  readonly pathOf: (label: string) => string;
  /** Makes a key and proves that it opens again; nothing is left behind if it does not. */
  readonly make: (key: ScriptKey, script: Script) => Promise<MadeKey>;
  readonly signerOf: (key: MadeKey) => Promise<Signer>;
};

/** Keys in encrypted keystores. @param password of a key, by its holder; wiped here */
export function keystoreMaker(
  folder: string,
  cost: keyof typeof COSTS & Cost,
  password: (label: string, isNew: boolean) => Promise<Secret>,
): Maker {
  const pathOf = (label: string) => join(folder, `${label}.json`);
  return {
    pathOf,
    async make({ label, holder, purpose, curve }, { entropy }) {
      const secret = await password(label, true);
      try {
        const saved = await generate({
          label,
          holder,
          ...(purpose === undefined ? {} : { purpose }),
          folder,
          password: secret,
          curve,
          cost,
        });
        const { address, point } = saved;
        // `generate` opened the file again, or there would be none.
        return {
          label,
          curve,
          address,
          point,
          custody: "keystore",
          sources: [...entropy],
          rejected: 0,
          drill: true,
        };
      } finally {
        secret.wipe();
      }
    },
    signerOf: (key) => ownSigner(pathOf(key.label), key, () => password(key.label, false)),
  };
}

/** A key's signer, for signatures that no contract verifies: those of a P-256 key need no verifier's address. */
export function ownSigner(
  path: string,
  key: { readonly curve: MadeKey["curve"]; readonly address: Address; readonly point: Hex },
  password: () => Promise<Secret>,
): Promise<Signer> {
  return keystoreSigner(
    path,
    password,
    key.curve === "P-256" ? { verifier: zeroAddress } : { address: key.address },
  );
}
