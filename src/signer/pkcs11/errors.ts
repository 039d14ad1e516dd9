import { BaseError } from "../../errors.ts";

/** What a token may answer besides what was asked. */
const MEANT: Readonly<Record<string, (call: Call) => BaseError>> = {
  CKR_PIN_INCORRECT: wrongPin,
  CKR_PIN_INVALID: wrongPin,
  CKR_PIN_LEN_RANGE: wrongPin,
  CKR_PIN_LOCKED: pinLocked,
  CKR_DEVICE_REMOVED: gone,
  CKR_TOKEN_NOT_PRESENT: gone,
  CKR_TOKEN_NOT_RECOGNIZED: gone,
  CKR_SESSION_CLOSED: gone,
  CKR_SESSION_HANDLE_INVALID: gone,
  CKR_SLOT_ID_INVALID: gone,
  CKR_DEVICE_ERROR: gone,
  CKR_OBJECT_HANDLE_INVALID: gone,
  CKR_KEY_HANDLE_INVALID: gone,
};

type Call = { readonly token: string; readonly returned: string; readonly during: string };

/** One of our errors for what the library threw. Of its text, only the name of the return value is kept. */
export function tokenError(token: string, during: string, error: unknown): BaseError {
  if (error instanceof BaseError) return error;
  const returned = /\bCKR_[A-Z0-9_]{1,60}/.exec(error instanceof Error ? error.message : "")?.[0] ?? "no CKR";
  const call = { token, returned, during };
  return (MEANT[returned] ?? failed)(call);
}

function wrongPin(details: Call): BaseError {
  return new BaseError({
    code: "Token.WrongPin",
    message: `the PIN does not open the token "${details.token}"`,
    fix: "check the PIN and the token before the next try: most tokens lock after a few",
    details,
  });
}

/** Also told by the flags of a token, before any PIN is asked for. */
export function pinLocked(details: Call): BaseError {
  return new BaseError({
    code: "Token.PinLocked",
    message: `the token "${details.token}" is locked: too many wrong PINs were tried`,
    fix: "have its security officer unlock it with the SO PIN; find out who tried",
    details,
  });
}

function gone(details: Call): BaseError {
  return new BaseError({
    code: "Token.Gone",
    message: `the token "${details.token}", or the key on it, went away during ${details.during}`,
    fix: "plug it in and run the command again: nothing was written or sent",
    details,
  });
}

function failed(details: Call): BaseError {
  return new BaseError({
    code: "Token.Failed",
    message: `the token "${details.token}" failed during ${details.during} (${details.returned})`,
    fix: "if it was unplugged, plug it in and run the command again; else look the return value up in its manual",
    details,
  });
}
