import { timingSafeEqual } from "node:crypto";
import { inspect } from "node:util";
import { BaseError } from "../errors.ts";

const HIDDEN = "[secret]";

/**
 * Secret bytes that neither logs, JSON nor string templates show. They lie in memory of their own, which `wipe` overwrites.
 *
 * Warning: wiping is best effort. Copies that libraries make (some take private keys as strings) stay until the
 * memory is used again; only the end of the process is sure to remove them.
 */
export class Secret {
  readonly #bytes: Buffer;
  #wiped = false;

  private constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Takes the bytes over: the source is overwritten. */
  static take(source: Uint8Array): Secret {
    // Buffer.from would put short values into a pool shared with everything else.
    const bytes = Buffer.alloc(source.length);
    bytes.set(source);
    source.fill(0);
    return new Secret(bytes);
  }

  /** The UTF-8 bytes of a text, as they are: no Unicode normalisation. */
  static text(text: string): Secret {
    const bytes = Buffer.alloc(Buffer.byteLength(text, "utf8"));
    bytes.write(text, "utf8");
    return new Secret(bytes);
  }

  get length(): number {
    return this.#bytes.length;
  }

  /** Lends the bytes themselves, not a copy; the borrower must not keep them. @throws `Secret.Wiped` */
  use<T>(action: (bytes: Buffer) => T): T {
    if (this.#wiped) {
      throw new BaseError({
        code: "Secret.Wiped",
        message: "the secret was used after it had been wiped",
        fix: "ask for the password again and repeat the operation",
      });
    }
    return action(this.#bytes);
  }

  equals(other: Secret): boolean {
    return this.use((a) => other.use((b) => a.length === b.length && timingSafeEqual(a, b)));
  }

  /** Warning: the secret as a string, which cannot be wiped. For what must be shown to its owner, once. */
  revealText(): string {
    return this.use((bytes) => bytes.toString("utf8"));
  }

  wipe(): void {
    this.#bytes.fill(0);
    this.#wiped = true;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}
