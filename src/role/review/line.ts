const ROOM = 500;

/** Text from a chain or a file as one line that a review file has room for, without characters that drive a terminal. */
export function oneLine(text: string): string {
  const line = text.replace(/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu, " ").toWellFormed();
  return line.length <= ROOM ? line : `${line.slice(0, ROOM - 1).toWellFormed()}…`;
}
