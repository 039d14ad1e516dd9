import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { decode32, encode32 } from "../../src/kit/base32.ts";
import { codeOf, drawn, frameSize } from "../../src/kit/code.ts";
import { fromFrames, toFrames } from "../../src/kit/frames.ts";
import { payloadOf } from "../../src/kit/payload.ts";
import { readCode } from "../../src/kit/picture.ts";
import { scanned } from "../../src/kit/scan.ts";
import { refusal } from "../keys/refusal.ts";
import { assembled, png, raster, screenshot } from "./png.ts";

const TEXT = JSON.stringify({ format: "some/1", data: randomBytes(600).toString("hex"), note: "für Ana" });
const FRAMES = toFrames(TEXT, 240);
const OTHER = toFrames(`${TEXT} `, 240);

/** The code and details with which something is refused. */
async function refused(work: () => unknown) {
  const { code, details } = await refusal(work);
  return { code, details };
}

describe("frames", () => {
  it("give the text back in any order, repeated, with anything between", () => {
    expect(FRAMES.length).toBeGreaterThan(4);
    for (const frame of FRAMES) expect(frame.length).toBeLessThanOrEqual(240);
    const shuffled = FRAMES.toReversed().flatMap((frame) => [`[12:01] phone: ${frame} `, frame]);
    expect(fromFrames(shuffled.join("\r\n"))).toEqual([TEXT]);
    expect(fromFrames([...OTHER, ...FRAMES].join("\n"))).toEqual([`${TEXT} `, TEXT]);
    expect(fromFrames(toFrames("", 80).join("\n"))).toEqual([""]);
  });

  it("repeated as a camera does that looks for long, are read in time that grows with them", () => {
    const last = FRAMES.at(-1) ?? "";
    const seen = [...Array.from({ length: 40_000 }, () => last), ...FRAMES];
    const began = performance.now();
    expect(fromFrames(seen.join("\n"))).toEqual([TEXT]);
    // A list copied for each of them took a minute.
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it("given that some are missing, says which", async () => {
    const some = FRAMES.filter((_, at) => at !== 1 && at !== 3).join("\n");
    expect(await refused(() => fromFrames(some))).toEqual({
      code: "Frames.Missing",
      details: { missing: [2, 4], of: FRAMES.length },
    });
    expect((await refused(() => fromFrames([...FRAMES, OTHER[0]].join("\n")))).code).toBe("Frames.Missing");
  });

  it("given one that was altered or cut short, says so", async () => {
    const altered = FRAMES.map((frame, at) =>
      at === 2 ? frame.replace(/.$/, (end) => (end === "A" ? "B" : "A")) : frame,
    );
    expect(await refused(() => fromFrames(altered.join("\n")))).toEqual({
      code: "Frames.Damaged",
      details: { number: 3 },
    });
    const cut = FRAMES.map((frame, at) => (at === 2 ? frame.slice(0, 20) : frame));
    expect((await refused(() => fromFrames(cut.join("\n")))).code).toBe("Frames.Damaged");
    expect((await refused(() => fromFrames(FRAMES.join("\n").toLowerCase()))).code).toBe("Frames.None");
    expect((await refused(() => fromFrames("no frame"))).code).toBe("Frames.None");
  });

  it("given frames that somebody made to fit, still compares the whole", async () => {
    // Each frame is sound by itself; a set's name does not belong to what they say together.
    const [set = ""] = /(?<=:)[A-Z2-7]{16}/.exec(FRAMES[0] ?? "") ?? [];
    const short = toFrames("short", 240)[0] ?? "";
    const { createHash } = await import("node:crypto");
    const part = short.split(":").at(-1) ?? "";
    const check = encode32(createHash("sha256").update(`${set}:1:1:${part}`).digest()).slice(0, 4);
    const forged = `CONCLAVE1:${set}:1:1:${check}:${part}`;
    expect((await refused(() => fromFrames(forged))).code).toBe("Frames.Altered");
    expect((await refused(() => fromFrames([forged, ...FRAMES].join("\n")))).code).toBe(
      "Frames.Contradicting",
    );
  });

  it("given a text that would fill more than a thousand, or screens without room, refuses", async () => {
    expect((await refused(() => toFrames(randomBytes(2 ** 19).toString("base64"), 100))).code).toBe(
      "Frames.TooLong",
    );
    expect((await refused(() => toFrames("x".repeat(2 ** 20 + 1), 1000))).code).toBe("Frames.TooLong");
    expect((await refused(() => toFrames("x", 20))).code).toBe("Frames.TooLong");
  });
});

describe("base 32", () => {
  it("has RFC 4648's examples, and one text for one value", async () => {
    const examples = {
      "": "",
      f: "MY",
      fo: "MZXQ",
      foo: "MZXW6",
      foob: "MZXW6YQ",
      fooba: "MZXW6YTB",
      foobar: "MZXW6YTBOI",
    };
    for (const [text, encoded] of Object.entries(examples)) {
      expect(encode32(Buffer.from(text))).toBe(encoded);
      expect(decode32(encoded).toString()).toBe(text);
    }
    for (const bad of ["MZ", "M", "my", "M1", "MZX"])
      expect((await refused(() => decode32(bad))).code).toBe("Base32.Malformed");
  });
});

describe("codes", () => {
  it("fit the screen they are for, and are full", () => {
    for (const screen of [
      { columns: 80, rows: 40 },
      { columns: 80, rows: 22 },
      { columns: 200, rows: 70 },
      { columns: 29, rows: 99 },
    ]) {
      const size = frameSize(screen);
      const lines = drawn(codeOf("A".repeat(size))).split("\n");
      expect(lines.length).toBeLessThanOrEqual(screen.rows);
      expect(lines[0]?.length).toBeLessThanOrEqual(screen.columns);
      // One more character takes the next size.
      expect(codeOf("A".repeat(size + 1)).length).toBe((lines[0]?.length ?? 0) + 4);
    }
    expect(frameSize({ columns: 28, rows: 99 })).toBe(0);
    expect(frameSize({ columns: 4, rows: 2 })).toBe(0);
  });

  it.each([0, 2, 3, 4, 6] as const)("are read from a PNG of colour type %i", (color) => {
    const frame = FRAMES[0] ?? "";
    expect(readCode(png(raster(codeOf(frame), 3), color))).toBe(frame);
  });

  it("are read from what the terminal shows, light on dark and the other way", () => {
    const frame = FRAMES[1] ?? "";
    expect(readCode(png(raster(screenshot(drawn(codeOf(frame))), 4), 2))).toBe(frame);
    const inverted = screenshot(drawn(codeOf(frame), true)).map((row) => row.map((dark) => !dark));
    expect(readCode(png(raster(inverted, 4), 2))).toBe(frame);
  });

  it("travel as pictures, pasted text and files in one go", () => {
    const [first = "", second = "", ...rest] = FRAMES;
    const pictures = [first, second].map((frame) => png(raster(codeOf(frame), 3), 2));
    const quoting = '{ "note": "CONCLAVE1:" }';
    const brought = [...pictures, Buffer.from(rest.join("\n")), Buffer.from(quoting)];
    expect(scanned(brought.map((bytes) => ({ name: "x", bytes })))).toEqual([quoting, TEXT]);
  });

  it("given a picture that holds none, or somebody else's, names it among the others", async () => {
    const good = png(raster(codeOf(FRAMES[0] ?? ""), 3), 2);
    const among = (bytes: Buffer) =>
      refused(() => scanned([good, bytes].map((one, at) => ({ name: `shot-${at}.png`, bytes: one }))));
    const empty = Array.from({ length: 40 }, () => Array<number>(40).fill(255));
    expect(await among(png(empty, 0))).toEqual({ code: "Scan.BadPicture", details: { name: "shot-1.png" } });
    expect(await among(png(raster(codeOf("SOMETHING ELSE"), 3), 2))).toEqual({
      code: "Scan.OtherCode",
      details: { name: "shot-1.png" },
    });
  });
});

describe("pictures that are not what they should be", () => {
  const header = (width: number, height: number, depth = 8, color = 0, interlaced = 0) => {
    const bytes = Buffer.alloc(13);
    bytes.writeUInt32BE(width, 0);
    bytes.writeUInt32BE(height, 4);
    bytes.set([depth, color, 0, 0, interlaced], 8);
    return bytes;
  };
  const good = png(raster(codeOf("A"), 2), 0);

  it.each([
    ["no picture", Buffer.from("GIF89a"), "Picture.NotPng"],
    ["a picture cut short", good.subarray(0, good.length - 30), "Picture.NotPng"],
    [
      "one that claims to be enormous",
      assembled(header(100_000, 100_000), Buffer.alloc(10)),
      "Picture.Unsupported",
    ],
    ["one of no size", assembled(header(0, 9), Buffer.alloc(10)), "Picture.Unsupported"],
    ["sixteen bits a colour", assembled(header(9, 9, 16), Buffer.alloc(10)), "Picture.Unsupported"],
    ["an interlaced one", assembled(header(9, 9, 8, 0, 1), Buffer.alloc(10)), "Picture.Unsupported"],
    ["one that is not packed", assembled(header(9, 9), Buffer.alloc(10)), "Picture.NotPng"],
    [
      "one that unpacks to more than it claims",
      assembled(header(1, 1), good.subarray(41, -28)),
      "Picture.NotPng",
    ],
    [
      "one without a code",
      png(
        Array.from({ length: 40 }, () => Array<number>(40).fill(255)),
        0,
      ),
      "Picture.NoCode",
    ],
  ])("given %s, refuses", async (_, bytes, code) => {
    expect((await refused(() => readCode(bytes))).code).toBe(code);
  });
});

describe("what may travel as codes", () => {
  it.each([
    ["something else", "{}", "Payload.Unknown"],
    ["a keystore", '{ "version": 3, "crypto": {} }', "Payload.Unknown"],
    ["no JSON", "x", "Payload.Unknown"],
    [
      "a signature with a fault",
      '{ "format": "conclave-signature/1", "act": "approve" }',
      "Payload.WrongShape",
    ],
  ])("given %s, refuses", async (_, text, code) => {
    expect((await refused(() => payloadOf(text))).code).toBe(code);
  });
});
