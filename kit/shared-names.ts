/** Tasks that need no chain, by the names they have here: the kit runs the same actions with the same options. */
export const SHARED_TASKS = {
  generate: "key generate",
  split: "key split",
  recover: "key recover",
  drill: "key drill",
  "backup sign": "backup sign",
  "backup verify": "backup verify",
  "seed generate": "seed generate",
  "seed import": "seed import",
  "seed list": "seed list",
  "seed words": "seed words",
  "seed check": "seed check",
  "seed derive": "seed derive",
  "packet identity": "packet identity",
  "packet recipient": "packet recipient",
  "packet seal": "packet seal",
  "packet open": "packet open",
  "packet receipt": "packet receipt",
  "packet verify-receipt": "packet verify-receipt",
  "log verify": "key log verify",
  doctor: "key doctor",
  "ceremony run": "key ceremony run",
  "ceremony sign": "key ceremony sign",
  "ceremony merge": "key ceremony merge",
  "ceremony verify": "key ceremony verify",
} as const;

export type SharedName = keyof typeof SHARED_TASKS;
