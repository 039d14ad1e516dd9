import type { Address, Hex } from "viem";
import { madeThere, refutation } from "../../src/ceremony/verify.ts";
import { verified } from "./ceremony.ts";

/** The hash of a sound transcript that names a key. @throws `Ceremony.NotVerified`, `Ceremony.NotMadeThere`, `Ceremony.NotATranscript` */
export async function ceremonyHash(
  path: string,
  software: string | undefined,
  identity: Address,
): Promise<Hex> {
  const found = await verified(path, { software, script: undefined, rehearsal: false });
  const refuted = refutation(found, path);
  if (refuted !== undefined) throw refuted;
  madeThere(found.transcript, identity);
  return found.hash;
}
