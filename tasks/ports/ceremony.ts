import { keccak256 } from "viem";
import { judge } from "../../src/ceremony/doctor.ts";
import { gather } from "../../src/ceremony/facts.ts";
import { keystoreMaker, type Maker } from "../../src/ceremony/maker.ts";
import type { Room } from "../../src/ceremony/room.ts";
import { parseScript, type Script } from "../../src/ceremony/script.ts";
import { RELEASED, softwareOf } from "../../src/ceremony/software.ts";
import { tokenMaker } from "../../src/ceremony/token-maker.ts";
import { readTranscript, save, type Transcript } from "../../src/ceremony/transcript.ts";
import { type Verified, verify } from "../../src/ceremony/verify.ts";
import { BaseError } from "../../src/errors.ts";
import { readText } from "../../src/files.ts";
import type { Cost } from "../../src/keys/keystore.ts";
import type { Paper } from "../../src/signer/paper.ts";
import { toldKey, watched } from "./watch.ts";

/** A ceremony's script as it was agreed on, with the hash of its file. */
export async function readScript(path: string): Promise<{ script: Script; scriptHash: `0x${string}` }> {
  const text = await readText(path, 2 ** 20);
  return { script: parseScript(text, path), scriptHash: keccak256(Buffer.from(text, "utf8")) };
}

/**
 * What makes keys here, by custody; their folder's log hears of it, and their policy holds.
 * @param untold hears of a key that was made and that the log could not be told of: the ceremony goes on
 */
export function makersFor(
  keys: string,
  cost: Cost,
  room: Room,
  untold: (failure: BaseError) => void,
): { readonly keystore: Maker; readonly pkcs11: Maker } {
  const pin = (token: string) => room.password(`the token ${token} (its PIN)`, false);
  return {
    keystore: overseen(keystoreMaker(keys, cost, room), untold),
    pkcs11: overseen(tokenMaker(keys, pin), untold),
  };
}

function overseen(maker: Maker, untold: (failure: BaseError) => void): Maker {
  const { pathOf, signerOf } = maker;
  return {
    pathOf,
    async make(key, script) {
      const made = await maker.make(key, script);
      const failure = await toldKey(pathOf(key.label), "made");
      if (failure !== undefined) untold(failure);
      return made;
    },
    signerOf: async (key) => watched(await signerOf(key), pathOf(key.label)),
  };
}

export async function examineFor(keys: string, profile: Script["profile"]) {
  return judge(await gather(keys, { notBefore: RELEASED }), profile);
}

export type VerifyOptions = {
  /** Hashes of programs that are known besides this one, separated by commas. */
  readonly software: string | undefined;
  readonly script: string | undefined;
  readonly rehearsal: boolean;
};

/** A transcript from a file, verified by what is known here. @throws `Task.BadHash`, `Ceremony.NotATranscript` */
export async function verified(
  path: string,
  options: VerifyOptions,
): Promise<Verified & { transcript: Transcript }> {
  const { text } = await readTranscript(path);
  const own = (await softwareOf()).code;
  const known = (options.software ?? "")
    .split(",")
    .flatMap((one) => (one.trim() === "" ? [] : [hash(one.trim())]));
  return verify(text, path, {
    now: Date.now(),
    software: [own, ...known],
    rehearsal: options.rehearsal,
    ...(options.script === undefined ? {} : { agreed: await readScript(options.script) }),
  });
}

/** The transcript's file, read and verified each time. */
export function transcriptPaper(path: string, options: VerifyOptions): Paper<Verified, Transcript> {
  return { path, read: (file) => verified(file, options), save };
}

function hash(text: string): `0x${string}` {
  if (/^0x[0-9a-f]{64}$/.test(text)) return text as `0x${string}`;
  throw new BaseError({
    code: "Task.BadHash",
    message: `"${text}" is no hash`,
    fix: "write 32 bytes of hex, as `key doctor` shows for the program it belongs to",
    details: { text },
  });
}
