import { BaseError } from "../errors.ts";

/** What Safe's own error codes mean. A code that is not here is told as it is. */
const MEANINGS: Readonly<Record<string, readonly [message: string, fix: string]>> = {
  GS010: ["there is not enough gas for what it does", "execute it with more gas"],
  GS011: [
    "the Safe has too little ether for the refund",
    "fund the Safe, or make the transaction again without a refund",
  ],
  GS012: [
    "the Safe has too few tokens for the refund",
    "fund the Safe, or make the transaction again without a refund",
  ],
  GS013: ["what it does fails", "see with `safe test` which call fails and why"],
  GS020: ["there are too few signatures", "collect the threshold's signatures; see `safe status`"],
  GS021: ["a contract's signature lies in a wrong place", "collect the signatures again"],
  GS022: ["a contract's signature lies in a wrong place", "collect the signatures again"],
  GS023: ["a contract's signature is cut short", "collect the signatures again"],
  GS024: [
    "a contract that is an owner refuses the signature",
    "have that owner sign again; see `safe status`",
  ],
  GS025: ["an owner has not approved it on-chain", "have that owner approve or sign; see `safe status`"],
  GS026: [
    "a signature is by no owner, or out of order: owners may have changed",
    "see with `safe status` whose does not count",
  ],
  GS030: ["only owners can approve", "approve with an owner's key"],
  GS031: ["only the Safe itself can do this", "propose it as a transaction of the Safe"],
  GS104: ["whoever calls is no module of the Safe", "enable the module first"],
  GS300: ["what is to be the guard is no guard", "name a contract that implements Safe's guard interface"],
  GS301: [
    "what is to be the module guard is no module guard",
    "name a contract that implements Safe's module guard interface",
  ],
};

/** A refusal with a code of Safe's own in plain words; anything else as it is. */
export function inWords(error: unknown): unknown {
  if (!(error instanceof BaseError) || error.code !== "Revert.Error") return error;
  const { args } = error.details;
  const said = Array.isArray(args) ? String(args[0]) : "";
  const known = Object.hasOwn(MEANINGS, said) ? MEANINGS[said] : undefined;
  if (known === undefined) return error;
  const [message, fix] = known;
  return new BaseError({
    code: "SafeExecution.Refused",
    message: `the Safe refuses: ${message} (${said})`,
    fix,
    details: { safeError: said },
  });
}

/** The meaning of a code alone; null if it is none of Safe's. */
export function meaning(code: string): string | null {
  return Object.hasOwn(MEANINGS, code) ? (MEANINGS[code]?.[0] ?? null) : null;
}
