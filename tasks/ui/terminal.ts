/** Escape sequences in a name, a note or a node's answer must not drive the reader's terminal. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu, (control) =>
    control === "\n" ? control : `\\u${(control.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );
}
