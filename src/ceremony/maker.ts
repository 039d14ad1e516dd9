import { join } from "node:path";
import { type Address, zeroAddress } from "viem";
import type { Curve } from "../keys/curve.ts";
import type { Cost } from "../keys/keystore.ts";
import type { Secret } from "../keys/secret.ts";
import { generateMixed } from "../keys/store.ts";
import type { Signer } from "../signer/signer.ts";
import { signerOf } from "../signer/signer-of.ts";
import type { Room } from "./room.ts";
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

/** Where the kernel offers what the hardware's generator gives. */
const HWRNG = "/dev/hwrng";

/**
 * Keys in encrypted keystores. What their holders type is wiped here.
 * @param hwrng the device, if it is another
 */
export function keystoreMaker(
  folder: string,
  cost: Cost,
  { password, dice }: Pick<Room, "password" | "dice">,
  hwrng: string = HWRNG,
): Maker {
  const pathOf = (label: string) => join(folder, `${label}.json`);
  return {
    pathOf,
    async make({ label, holder, purpose, curve }, { entropy }) {
      const rolls = entropy.includes("dice") ? await dice(label) : undefined;
      let secret: Secret | undefined;
      try {
        secret = await password(label, true);
        const { address, point, sources, rejected } = await generateMixed(
          {
            label,
            holder,
            ...(purpose === undefined ? {} : { purpose }),
            folder,
            password: secret,
            curve,
            cost,
          },
          {
            ...(entropy.includes("hwrng") ? { hwrng } : {}),
            ...(rolls === undefined ? {} : { dice: rolls }),
          },
        );
        // The file was opened again, or there would be none.
        const origin = { sources: [...sources], rejected };
        return { label, curve, address, point, custody: "keystore", ...origin, drill: true };
      } finally {
        secret?.wipe();
        rolls?.wipe();
      }
    },
    signerOf: (key) => ownSigner(pathOf(key.label), key, () => password(key.label, false)),
  };
}

/** A key's signer, for signatures that no contract verifies: those of a P-256 key need no verifier's address. */
export function ownSigner(
  path: string,
  key: { readonly curve: Curve; readonly address: Address },
  password: () => Promise<Secret>,
): Promise<Signer> {
  return signerOf(
    path,
    password,
    key.curve === "P-256" ? { verifier: zeroAddress } : { address: key.address },
  );
}
