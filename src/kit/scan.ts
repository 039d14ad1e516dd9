import { BaseError } from "../errors.ts";
import { readBytes } from "../files.ts";
import type { ActivationFile } from "../role/activation.ts";
import { fromFrames, hasFrames } from "./frames.ts";
import { type Payload, payloadOf } from "./payload.ts";
import { isPng, readCode } from "./picture.ts";
import type { SignatureFile } from "./signature.ts";

/** A file that was brought: its name for errors, and its bytes. */
export type Brought = { readonly name: string; readonly bytes: Buffer };

/** Of one picture or text. */
const MOST_BYTES = 32 * 2 ** 20;

/** What files bring over, each thing as what it says it is. @throws `Files.*`, what {@link scanned} and {@link payloadOf} throw */
export async function scan(paths: readonly string[]): Promise<readonly Payload[]> {
  const brought = await Promise.all(
    paths.map(async (name) => ({ name, bytes: await readBytes(name, MOST_BYTES) })),
  );
  return scanned(brought).map(payloadOf);
}

/** Signatures that files bring over, all of one proposal. @throws `Scan.NotASignature`, `Scan.OtherProposal`, what {@link scan} throws */
export async function scanSignatures(paths: readonly string[], id: string): Promise<SignatureFile[]> {
  return (await scan(paths)).map(({ format, value }) => {
    if (format !== "conclave-signature/1") throw notASignature(format);
    if (value.id !== id) throw ofAnother(value, id);
    return value;
  });
}

/** The one proof of a key that a file brings over. @throws `Scan.NotAProof`, what {@link scan} throws */
export async function scanProof(path: string): Promise<ActivationFile> {
  const found = await scan([path]);
  const [proof] = found;
  if (proof?.format === "conclave-activation/1" && found.length === 1) return proof.value;
  const formats = found.map(({ format }) => format);
  throw new BaseError({
    code: "Scan.NotAProof",
    message: `${path} holds ${formats.map((format) => `a ${format}`).join(" and ")}, not a key's proof`,
    fix: "name what `activate` wrote on the machine without network; signatures go to `proposal scan`",
    details: { path, formats },
  });
}

/**
 * The texts in what was brought over: pictures of codes (PNG), text with frames as a scanner gave it, or the files themselves. Frames are put
 * together across all of them.
 * @throws `Frames.*`, `Scan.BadPicture`, `Scan.OtherCode`
 */
export function scanned(brought: readonly Brought[]): string[] {
  const plain: string[] = [];
  const framed: string[] = [];
  for (const { name, bytes } of brought) {
    const text = isPng(bytes) ? frameIn(name, bytes) : bytes.toString("utf8");
    (hasFrames(text) ? framed : plain).push(text);
  }
  return [...plain, ...(framed.length === 0 ? [] : fromFrames(framed.join("\n")))];
}

function frameIn(name: string, png: Buffer): string {
  const text = codeIn(name, png);
  if (hasFrames(text)) return text;
  throw new BaseError({
    code: "Scan.OtherCode",
    message: `the code in ${name} is none of those that \`qr\` shows`,
    fix: "leave this picture out",
    details: { name },
  });
}

function codeIn(name: string, png: Buffer): string {
  try {
    return readCode(png);
  } catch (cause) {
    if (!(cause instanceof BaseError)) throw cause;
    throw new BaseError({
      code: "Scan.BadPicture",
      message: `${name} cannot be read`,
      fix: cause.fix,
      details: { name },
      cause,
    });
  }
}

function notASignature(format: string): BaseError {
  return new BaseError({
    code: "Scan.NotASignature",
    message: `this is a ${format}, not a signature`,
    fix: "name what `sign` wrote on the machine without network; a key's proof goes to `key activate --proof`",
    details: { format },
  });
}

function ofAnother({ key, id: found }: SignatureFile, id: string): BaseError {
  return new BaseError({
    code: "Scan.OtherProposal",
    message: `the signature of key ${key} is for proposal ${found}, this file is ${id}`,
    fix: "name the file that was signed",
    details: { key, expected: id, found },
  });
}
