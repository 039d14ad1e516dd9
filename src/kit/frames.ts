import { createHash } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { BaseError } from "../errors.ts";
import { decode32, encode32 } from "./base32.ts";

/**
 * A text in several frames of few characters, each small enough for one QR code. A frame is
 *
 *     CONCLAVE1:<set>:<number>:<of>:<check>:<part>
 *
 * with `set` the first 80 bits of SHA-256 over the text, `check` the first 20 bits of SHA-256 over the rest of the frame, and `part`
 * a piece of the text, deflated; all in base 32, for QR codes hold capitals and digits best. Frames may come in any order and more
 * than once. The hashes catch accidents, not forgers: what travels is checked for what it says, like any file.
 */
const MARK = "CONCLAVE1";
const SET = 16;
const CHECK = 4;
/** What stands before the part, at the longest. */
export const HEAD = `${MARK}:${"X".repeat(SET)}:999:999:${"X".repeat(CHECK)}:`.length;
const MOST_FRAMES = 999;
const MOST_TEXT = 2 ** 20;
const FRAME = new RegExp(
  `${MARK}:([A-Z2-7]{${SET}}):([1-9]\\d{0,2}):([1-9]\\d{0,2}):([A-Z2-7]{${CHECK}}):([A-Z2-7]+)`,
  "g",
);

type Frame = { readonly set: string; readonly number: number; readonly of: number; readonly part: string };

/** @param size most characters in a frame. @throws `Frames.TooLong` */
export function toFrames(text: string, size: number): string[] {
  const packed = encode32(deflateRawSync(Buffer.from(text, "utf8"), { level: 9 }));
  const room = size - HEAD;
  const of = room < 1 ? 0 : Math.ceil(packed.length / room);
  if (of === 0 || of > MOST_FRAMES || Buffer.byteLength(text, "utf8") > MOST_TEXT) throw tooLong(of);
  return Array.from({ length: of }, (_, at) =>
    spell({ set: setOf(text), number: at + 1, of, part: packed.slice(at * room, (at + 1) * room) }),
  );
}

/** Whether a text has something that means to be a frame. A file of ours is an object, whatever its texts quote. */
export function hasFrames(text: string): boolean {
  return text.includes(`${MARK}:`) && !text.trimStart().startsWith("{");
}

/**
 * The texts whose frames are in what was scanned or pasted: in any order, repeated, with anything between them.
 * @throws `Frames.None`, `Frames.Damaged`, `Frames.Contradicting`, `Frames.Missing`, `Frames.Altered`
 */
export function fromFrames(scanned: string): string[] {
  const sets = new Map<string, Frame[]>();
  for (const frame of readFrames(scanned)) {
    const known = sets.get(frame.set);
    if (known === undefined) sets.set(frame.set, [frame]);
    else known.push(frame);
  }
  if (sets.size === 0) throw none();
  return [...sets.values()].map(joined);
}

function readFrames(scanned: string): Frame[] {
  const found = [...scanned.matchAll(FRAME)].map(([, set = "", number, of, check, part = ""]) => {
    const frame = { set, number: Number(number), of: Number(of), part };
    if (check !== checkOf(frame) || frame.number > frame.of) throw damaged(frame.number);
    return frame;
  });
  const meant = scanned.split(`${MARK}:`).length - 1;
  if (meant > found.length) throw damaged(undefined);
  return found;
}

function joined(frames: readonly Frame[]): string {
  const [{ set, of } = { set: "", of: 0 }] = frames;
  const parts = new Map<number, string>();
  for (const frame of frames) {
    const known = parts.get(frame.number);
    if (frame.of !== of || (known !== undefined && known !== frame.part)) throw contradicting(frame.number);
    parts.set(frame.number, frame.part);
  }
  const missing = Array.from({ length: of }, (_, at) => at + 1).filter((number) => !parts.has(number));
  if (missing.length > 0) throw incomplete(missing, of);
  const packed = Array.from({ length: of }, (_, at) => parts.get(at + 1) ?? "").join("");
  const text = unpack(packed);
  if (text === undefined || setOf(text) !== set) throw altered(set);
  return text;
}

/** Undefined if it is nothing that was packed, or would be longer than any text here. */
function unpack(packed: string): string | undefined {
  try {
    const bytes = inflateRawSync(decode32(packed), { maxOutputLength: MOST_TEXT });
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function spell(frame: Frame): string {
  const { set, number, of, part } = frame;
  return [MARK, set, number, of, checkOf(frame), part].join(":");
}

function setOf(text: string): string {
  return encode32(createHash("sha256").update(text).digest()).slice(0, SET);
}

function checkOf({ set, number, of, part }: Frame): string {
  return encode32(createHash("sha256").update([set, number, of, part].join(":")).digest()).slice(0, CHECK);
}

const AGAIN = "scan or copy the frames again";

function tooLong(frames: number): BaseError {
  const message = "the text is too long for codes of this size";
  const fix = "carry it over as a file, or make the window larger";
  return new BaseError({ code: "Frames.TooLong", message, fix, details: { frames } });
}

function none(): BaseError {
  const message = "there are no frames in what was scanned";
  return new BaseError({ code: "Frames.None", message, fix: `${AGAIN}; each begins with ${MARK}` });
}

function damaged(number: number | undefined): BaseError {
  return new BaseError({
    code: "Frames.Damaged",
    message: number === undefined ? "a frame is cut short" : `frame ${number} was altered on the way`,
    fix: AGAIN,
    details: { number },
  });
}

function contradicting(number: number): BaseError {
  const message = `there are two frames ${number} of one set that say different things`;
  return new BaseError({ code: "Frames.Contradicting", message, fix: AGAIN, details: { number } });
}

function incomplete(missing: readonly number[], of: number): BaseError {
  const message = `of ${of} frames, these are missing: ${missing.join(", ")}`;
  return new BaseError({
    code: "Frames.Missing",
    message,
    fix: "scan these as well",
    details: { missing, of },
  });
}

function altered(set: string): BaseError {
  const message = "the frames are complete, and not what they were made from";
  return new BaseError({ code: "Frames.Altered", message, fix: "have them shown again", details: { set } });
}
