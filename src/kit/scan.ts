import { fromFrames, hasFrames } from "./frames.ts";
import { isPng, readCode } from "./picture.ts";

/** A file that was brought: its name for errors, and its bytes. */
export type Brought = { readonly name: string; readonly bytes: Buffer };

/**
 * The texts in what was brought over: pictures of codes (PNG), text with frames as a scanner gave it, or the files themselves. Frames are put
 * together across all of them.
 * @throws `Frames.*`, `Picture.*`
 */
export function scanned(brought: readonly Brought[]): string[] {
  const texts = brought.map(({ bytes }) => (isPng(bytes) ? readCode(bytes) : bytes.toString("utf8")));
  const framed = texts.filter((text, at) => hasFrames(text) || isPng(brought[at]?.bytes ?? Buffer.alloc(0)));
  const plain = texts.filter((text) => !framed.includes(text));
  return [...plain, ...(framed.length === 0 ? [] : fromFrames(framed.join("\n")))];
}
