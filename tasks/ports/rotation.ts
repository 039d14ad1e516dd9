import { unlink } from "node:fs/promises";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { Secret } from "../../src/keys/secret.ts";
import { generate, type Saved } from "../../src/keys/store.ts";
import type { NextKey } from "../../src/life/next-key.ts";
import * as Activation from "../../src/role/activation.ts";
import { keystoreSigner } from "../../src/signer/keystore.ts";
import { tell } from "../../src/usage/tell.ts";
import { copyOf } from "./secret.ts";
import { type Succession, type SuccessionOptions, succeed } from "./succession.ts";
import { watched } from "./watch.ts";

export type RotationOptions = SuccessionOptions & { readonly keys: string; readonly light: boolean };

export type Rotation = Succession & { readonly saved: Saved };

/** Keystore, charter and proposal: all three are written, or none is. */
export async function rotate(
  options: RotationOptions,
  hre: HardhatRuntimeEnvironment,
  next: NextKey,
  password: Secret,
): Promise<Rotation> {
  const { before, successor } = next;
  const curve = before.kind === "ERC7913" ? "P-256" : "secp256k1";
  const cost = options.light ? "light" : "standard";
  const { label } = successor;
  const saved = await generate({ label, holder: before.owner, folder: options.keys, password, curve, cost });
  try {
    await tell({ file: saved.path, label, address: saved.address }, "made", {
      note: `to succeed ${before.label}`,
    });
    const verifier = before.verifier === undefined ? {} : { verifier: before.verifier };
    const bare = await keystoreSigner(saved.path, async () => copyOf(password), verifier);
    const signer = await watched(bare, saved.path);
    const done = await succeed(options, hre, next, saved, ({ state }, roster) =>
      Activation.prove(state, roster, successor.index, signer),
    );
    return { saved, ...done };
  } catch (error) {
    await unlink(saved.path);
    throw error;
  }
}
