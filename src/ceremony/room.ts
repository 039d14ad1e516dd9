import type { Secret } from "../keys/secret.ts";

/** The people at a ceremony, as the program meets them: at a terminal, or by answers that were written beforehand. */
export interface Room {
  /** Shows something. */
  tell(text: string): void;
  /** "yes", or in their words what is otherwise. */
  confirm(step: number, by: string, text: string): Promise<string>;
  /** What somebody reads out. */
  record(as: string, by: string, text: string): Promise<string>;
  /** Why they go on although this is not as it should be; undefined: they do not. */
  deviation(step: number, what: string): Promise<string | undefined>;
  /** The password of a key, by its holder. The caller wipes it. */
  password(label: string, isNew: boolean): Promise<Secret>;
  /** Rolls of dice for a key, as digits. The caller wipes them. */
  dice(label: string): Promise<Secret>;
}
