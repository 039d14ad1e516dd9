/** What a detector says. The key names the place without a line, so that an entry of the allow-list survives edits elsewhere. */
export type Finding = { detector: string; key: string; where: string };
