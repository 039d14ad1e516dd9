import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hold } from "../../src/ceremony/run.ts";
import { sign } from "../../src/ceremony/sign.ts";
import { type Transcript, write } from "../../src/ceremony/transcript.ts";
import { verify, type Yardstick } from "../../src/ceremony/verify.ts";
import { ceremonyIn, SOFTWARE, scriptText, signerOf } from "./stage.ts";

export const YARDSTICK: Yardstick = { now: Date.UTC(2027, 0, 3), software: [SOFTWARE.code] };
export const NOW = new Date(Date.UTC(2027, 0, 2, 12, 0, 0, 345));

export const codes = async (text: string, yardstick: Partial<Yardstick> = {}) =>
  (await verify(text, "t", { ...YARDSTICK, ...yardstick })).findings.map(({ code }) => code);

export async function signedBy(
  transcript: Transcript,
  ...names: Parameters<typeof signerOf>[0][]
): Promise<Transcript> {
  let signed = transcript;
  for (const name of names) {
    const { signer, identity } = signerOf(name);
    signed = await sign(await verify(write(signed), "t", YARDSTICK), identity, signer, NOW);
  }
  return signed;
}

/** The transcript of a ceremony at which two keys were made, one on each curve. Nobody has signed yet. */
export async function heldTranscript(): Promise<Transcript> {
  const folder = await mkdtemp(join(tmpdir(), "conclave-ceremony-"));
  try {
    const keys = `  - { label: ben, holder: Ben }
  - { label: cleo, holder: Cleo, curve: P-256 }`;
    const steps = `  - { do: machine }
  - { do: confirm, by: Ada, text: Everybody is here }
  - { do: make, key: ben }
  - { do: make, key: cleo }
  - { do: record, by: Wim, as: bag, text: Number of the bag }`;
    return await hold(ceremonyIn(folder, { text: scriptText({ keys, steps }) }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
