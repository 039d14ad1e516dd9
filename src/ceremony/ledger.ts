import { alone } from "../alone.ts";
import { BaseError } from "../errors.ts";
import { readText, writeAtomic } from "../files.ts";
import {
  documentHash,
  type Happening,
  headOf,
  readTranscript,
  type Transcript,
  transcriptSchema,
  write,
} from "./transcript.ts";

/**
 * The transcript's file while a ceremony lasts. It is the only state there is: each entry is written whole before the next step begins, so
 * whatever ends the program loses no more than the step it was at.
 */
export class Ledger {
  readonly #path: string;
  readonly #now: () => Date;
  #text: string;
  #transcript: Transcript;

  private constructor(path: string, now: () => Date, text: string, transcript: Transcript) {
    this.#path = path;
    this.#now = now;
    this.#text = text;
    this.#transcript = transcript;
  }

  /** The file that is there, or undefined. @throws `Ceremony.NotATranscript`, `Files.*` */
  static async open(path: string, now: () => Date): Promise<Ledger | undefined> {
    try {
      const { text, transcript } = await readTranscript(path);
      return new Ledger(path, now, text, transcript);
    } catch (error) {
      if (error instanceof BaseError && error.code === "Files.NotFound") return undefined;
      throw error;
    }
  }

  /** Begins a new file, never over another. @throws `Files.Exists`, `Files.CannotWrite` */
  static async begin(
    path: string,
    now: () => Date,
    record: Omit<Transcript["record"], "started" | "entries" | "finished">,
  ): Promise<Ledger> {
    const transcript = transcriptSchema.parse({
      format: "conclave-ceremony",
      version: 1,
      record: { ...record, started: now().toISOString(), entries: [], finished: null },
      pending: null,
      proofs: [],
      signatures: [],
    });
    const text = write(transcript);
    await writeAtomic(path, text, { overwrite: false });
    return new Ledger(path, now, text, transcript);
  }

  get transcript(): Transcript {
    return this.#transcript;
  }

  get head(): string {
    return headOf(this.#transcript.record);
  }

  /** Notes what is about to be done, so that what an interruption leaves behind is known for what it is. */
  async intend(pending: Transcript["pending"]): Promise<void> {
    await this.#write({ ...this.#transcript, pending });
  }

  /** Adds what happened, and ends what was pending. @throws `Ceremony.ClockWentBack`, `Ceremony.ChangedMeanwhile`, `Files.CannotWrite` */
  async append(what: Happening): Promise<void> {
    const { record } = this.#transcript;
    const entry = { ...what, at: this.#time(), prev: headOf(record) };
    await this.#write({
      ...this.#transcript,
      record: { ...record, entries: [...record.entries, entry] },
      pending: null,
    });
  }

  async finish(): Promise<void> {
    const { record } = this.#transcript;
    await this.#write({ ...this.#transcript, record: { ...record, finished: this.#time() } });
  }

  async prove(
    key: string,
    sign: (transcript: ReturnType<typeof documentHash>) => Promise<`0x${string}`>,
  ): Promise<void> {
    const signature = await sign(documentHash(this.#transcript));
    await this.#write({ ...this.#transcript, proofs: [...this.#transcript.proofs, { key, signature }] });
  }

  #time(): string {
    const { entries, started } = this.#transcript.record;
    const before = entries.at(-1)?.at ?? started;
    const now = this.#now().toISOString();
    if (now >= before) return now;
    throw new BaseError({
      code: "Ceremony.ClockWentBack",
      message: `the clock says ${now}, and the last step was at ${before}`,
      fix: "set the clock right and run the command again: it goes on where it stopped",
      details: { now, before },
    });
  }

  async #write(transcript: Transcript): Promise<void> {
    // Of the shape that readers take, or it is not written at all.
    const next = transcriptSchema.parse(transcript);
    const text = write(next);
    await alone(this.#path, async (file) => {
      if ((await readText(file)) !== this.#text) {
        throw new BaseError({
          code: "Ceremony.ChangedMeanwhile",
          message: `${this.#path} was changed by somebody else while the ceremony went on`,
          fix: "find out by whom; end the other program, and go on with the copy that everybody knows",
          details: { path: this.#path },
        });
      }
      await writeAtomic(file, text);
    });
    this.#text = text;
    this.#transcript = next;
  }
}
