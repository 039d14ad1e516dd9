import { inflateSync } from "node:zlib";
import { decodeQR } from "qr/decode.js";
import { BaseError } from "../errors.ts";

const SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");
/** A photograph of 24 million pixels; what a picture claims to be is believed for no more. */
const MOST_PIXELS = 24_000_000;
/** Samples of a pixel by colour type: grey, colours, palette, each with or without transparency. */
const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

type Header = { readonly width: number; readonly height: number; readonly color: number };

/** The text of the code in a PNG picture. @throws `Picture.NotPng`, `Picture.Unsupported`, `Picture.NoCode` */
export function readCode(png: Buffer): string {
  const { header, data, palette } = chunksOf(png);
  const { width, height } = header;
  const rgba = pixels(header, unfiltered(header, data), palette);
  try {
    return decodeQR({ width, height, data: rgba }, { effort: Number.POSITIVE_INFINITY, timeLimit: 20_000 });
  } catch {
    throw new BaseError({
      code: "Picture.NoCode",
      message: "no code can be read in the picture",
      fix: "take it straight on, with the white around the code, one code a picture",
    });
  }
}

export function isPng(bytes: Buffer): boolean {
  return bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE);
}

function chunksOf(png: Buffer): { readonly header: Header; readonly data: Buffer; readonly palette: Buffer } {
  if (!isPng(png)) throw notPng();
  let header: Header | undefined;
  let palette: Buffer = Buffer.alloc(0);
  const data: Buffer[] = [];
  for (let at = SIGNATURE.length; at + 8 <= png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString("latin1", at + 4, at + 8);
    const body = png.subarray(at + 8, at + 8 + length);
    if (body.length < length) throw notPng();
    if (type === "IHDR") header = headerOf(body);
    if (type === "PLTE") palette = body;
    if (type === "IDAT") data.push(body);
    if (type === "IEND") break;
    at += length + 12;
  }
  if (header === undefined || data.length === 0) throw notPng();
  return { header, data: Buffer.concat(data), palette };
}

function headerOf(body: Buffer): Header {
  if (body.length !== 13) throw notPng();
  const [width, height] = [body.readUInt32BE(0), body.readUInt32BE(4)];
  const [depth, color = -1, , , interlaced] = body.subarray(8);
  const isPlain = depth === 8 && SAMPLES[color] !== undefined && interlaced === 0;
  if (width > 0 && height > 0 && width * height <= MOST_PIXELS && isPlain) return { width, height, color };
  throw new BaseError({
    code: "Picture.Unsupported",
    message: "the picture is larger than 24 million pixels, interlaced, or has not 8 bits a colour",
    fix: "save it as an ordinary PNG, such as a screenshot",
    details: { width, height, depth, color, interlaced },
  });
}

/** The samples, with each line's filter undone (PNG specification, 9). */
function unfiltered({ width, height, color }: Header, data: Buffer): Buffer {
  const step = SAMPLES[color] ?? 1;
  const line = width * step;
  const raw = inflated(data, (line + 1) * height);
  const out = Buffer.alloc(line * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (line + 1)] ?? 0;
    if (filter > 4) throw notPng();
    for (let x = 0; x < line; x++) {
      const at = y * line + x;
      const left = x < step ? 0 : (out[at - step] ?? 0);
      const up = y === 0 ? 0 : (out[at - line] ?? 0);
      const corner = x < step || y === 0 ? 0 : (out[at - line - step] ?? 0);
      out[at] = (raw[y * (line + 1) + 1 + x] ?? 0) + guess(filter, left, up, corner);
    }
  }
  return out;
}

function inflated(data: Buffer, size: number): Buffer {
  try {
    const raw = inflateSync(data, { maxOutputLength: size });
    if (raw.length === size) return raw;
  } catch {
    // Longer than the picture it claims to be, or not packed at all.
  }
  throw notPng();
}

/** What a filter takes away from a sample. */
function guess(filter: number, left: number, up: number, corner: number): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return up;
  return filter === 3 ? (left + up) >> 1 : paeth(left, up, corner);
}

function paeth(left: number, up: number, corner: number): number {
  const sum = left + up - corner;
  const toLeft = Math.abs(sum - left);
  const toUp = Math.abs(sum - up);
  const toCorner = Math.abs(sum - corner);
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

function pixels(
  { width, height, color }: Header,
  samples: Buffer,
  palette: Buffer,
): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(width * height * 4);
  const step = SAMPLES[color] ?? 1;
  for (let at = 0; at < width * height; at++) {
    const from = at * step;
    const isGrey = color === 0 || color === 4;
    for (let c = 0; c < 3; c++) {
      const sample = samples[from + (isGrey ? 0 : color === 3 ? 0 : c)] ?? 0;
      rgba[at * 4 + c] = color === 3 ? (palette[sample * 3 + c] ?? 0) : sample;
    }
    rgba[at * 4 + 3] = 255;
  }
  return rgba;
}

function notPng(): BaseError {
  return new BaseError({
    code: "Picture.NotPng",
    message: "this is no whole PNG picture",
    fix: "save the picture as PNG, or paste the code's text into a file",
  });
}
