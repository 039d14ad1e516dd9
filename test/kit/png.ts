import { deflateSync } from "node:zlib";

const BLACK = 0;
const WHITE = 255;

/** A code as grey pixels, `scale` to a module. */
export function raster(code: readonly (readonly boolean[])[], scale: number): number[][] {
  return code.flatMap((row) => {
    const line = row.flatMap((dark) => Array<number>(scale).fill(dark ? BLACK : WHITE));
    return Array.from({ length: scale }, () => line);
  });
}

/** What a terminal shows of half blocks: full ones light. */
export function screenshot(drawn: string): boolean[][] {
  return drawn.split("\n").flatMap((line) => {
    const places = [...line].map((block) => " ▄▀█".indexOf(block));
    return [places.map((at) => at < 2), places.map((at) => at % 2 === 0)];
  });
}

const PALETTE = Buffer.from([1, 2, 3, 250, 251, 252]);

/** A PNG of grey pixels in one of the colour types, with all of its line filters in turn. */
export function png(pixels: readonly (readonly number[])[], color: 0 | 2 | 3 | 4 | 6): Buffer {
  const samples = pixels.map((line) =>
    line.flatMap((grey) => {
      if (color === 3) return [grey === BLACK ? 0 : 1];
      const colors = color === 2 || color === 6 ? [grey, grey, grey] : [grey];
      return color === 4 || color === 6 ? [...colors, 255] : colors;
    }),
  );
  const step = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }[color];
  const lines = samples.map((line, y) => {
    const filter = y % 5;
    return [
      filter,
      ...line.map((value, x) => {
        const left = x < step ? 0 : (line[x - step] ?? 0);
        const up = samples[y - 1]?.[x] ?? 0;
        const corner = x < step ? 0 : (samples[y - 1]?.[x - step] ?? 0);
        const guess = [0, left, up, (left + up) >> 1, nearest(left, up, corner)][filter] ?? 0;
        return (value - guess) & 255;
      }),
    ];
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(pixels[0]?.length ?? 0, 0);
  header.writeUInt32BE(pixels.length, 4);
  header.set([8, color, 0, 0, 0], 8);
  return assembled(header, deflateSync(Buffer.from(lines.flat())), color === 3);
}

/** A picture of each code that a terminal showed, one after another. */
export function photographs(shown: string): Buffer[] {
  const codes = shown.split(/^code .*\n/m).filter((code) => code.trim() !== "");
  return codes.map((code) => png(raster(screenshot(code.replace(/\n+$/, "")), 3), 6));
}

/** The chunks of a file, for pictures that are not what they say. */
export function assembled(header: Buffer, data: Buffer, palette = false): Buffer {
  const chunks = [
    chunk("IHDR", header),
    ...(palette ? [chunk("PLTE", PALETTE)] : []),
    chunk("IDAT", data),
    chunk("IEND", Buffer.alloc(0)),
  ];
  return Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), ...chunks]);
}

function chunk(type: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  // Nobody here looks at the checksum.
  return Buffer.concat([length, Buffer.from(type, "latin1"), body, Buffer.alloc(4)]);
}

function nearest(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const ranked = [left, up, corner].toSorted((a, b) => Math.abs(guess - a) - Math.abs(guess - b));
  return ranked[0] ?? 0;
}
