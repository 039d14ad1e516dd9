/** Control characters, and those that turn the direction of writing. */
export const UNSAFE = /\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu;

/** Escape sequences in a name, a note or a node's answer must not drive the reader's terminal: they are spelled out. Line breaks stay. */
export function printable(text: string): string {
  return text.replace(UNSAFE, (control) => (control === "\n" ? control : spelled(control)));
}

/** The same on one line, for words that stand within others'. */
export function printableLine(text: string): string {
  return text.replace(UNSAFE, spelled);
}

function spelled(control: string): string {
  return `\\u${(control.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
}
