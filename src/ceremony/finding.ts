/** Something in a transcript: wrong, or to be known. `where` is the field, as in `record.entries[3].at`. */
export type Finding = {
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly where: string;
  readonly message: string;
};

export function fault(code: string, where: string, message: string): Finding {
  return { code, severity: "error", where, message };
}

export function note(code: string, where: string, message: string): Finding {
  return { code, severity: "warning", where, message };
}
