import { BaseError } from "../../errors.ts";
import type { Device } from "../card.ts";
import type { AskPassword } from "../keystore.ts";
import { CKF, CKU_USER, type Cryptoki, type Handle, type TokenInfo } from "./cryptoki.ts";
import { pinLocked, tokenError } from "./errors.ts";
import { loadModule } from "./library.ts";

/** Which token: by the label it was initialised with, and by its serial number once that is known. */
export type TokenName = { readonly module: string; readonly token: string; readonly serial?: string };

/** A token that is open, with the user logged in. */
export type Session = {
  readonly token: string;
  readonly device: Device;
  /** One call of the library, its errors made ours. */
  call<T>(during: string, action: (library: Cryptoki, session: Handle) => T): T;
};

/** PKCS#11 knows one state for each library and process: users take turns. */
let turn: Promise<unknown> = Promise.resolve();

/**
 * Lends a session of a token. The PIN is asked for when the token is found, and everything is closed afterwards, whatever happens.
 * @throws `Token.*`, what `ask` and `use` throw
 */
export async function withToken<T>(
  name: TokenName,
  ask: AskPassword,
  use: (session: Session) => Promise<T> | T,
): Promise<T> {
  const mine = turn.then(() => lend(name, ask, use));
  turn = mine.catch(() => undefined);
  return mine;
}

async function lend<T>(
  name: TokenName,
  ask: AskPassword,
  use: (session: Session) => Promise<T> | T,
): Promise<T> {
  const library = await loadModule(name.module);
  const attempt = <R>(during: string, action: () => R): R => {
    try {
      return action();
    } catch (error) {
      throw tokenError(name.token, during, error);
    }
  };
  try {
    attempt("start", () => library.C_Initialize());
    try {
      const { slot, info } = attempt("search", () => find(library, name));
      if ((info.flags & CKF.USER_PIN_LOCKED) !== 0)
        throw pinLocked({ token: name.token, returned: "CKF_USER_PIN_LOCKED", during: "login" });
      const handle = attempt("login", () => library.C_OpenSession(slot, CKF.SERIAL_SESSION | CKF.RW_SESSION));
      const pin = await ask();
      try {
        attempt("login", () => library.C_Login(handle, CKU_USER, pin.revealText()));
      } finally {
        pin.wipe();
      }
      const device = deviceOf(info);
      return await use({
        token: name.token,
        device,
        call: (during, action) => attempt(during, () => action(library, handle)),
      });
    } finally {
      // Closes all sessions and logs out. Of a token that is gone, nothing is left to be said.
      quietly(() => library.C_Finalize());
    }
  } finally {
    quietly(() => library.close());
  }
}

function find(library: Cryptoki, { token, serial }: TokenName): { slot: Handle; info: TokenInfo } {
  const present = library.C_GetSlotList(true).flatMap((slot) => {
    const info = infoOf(library, slot);
    return info === undefined ? [] : [{ slot, info }];
  });
  const named = present.filter(({ info }) => info.label.trim() === token);
  const fitting =
    serial === undefined ? named : named.filter(({ info }) => info.serialNumber.trim() === serial);
  const [first, second] = fitting;
  if (first !== undefined && second === undefined) return first;
  const serials = named.map(({ info }) => info.serialNumber.trim());
  if (second !== undefined) {
    throw new BaseError({
      code: "Token.Several",
      message: `several tokens are labelled "${token}"`,
      fix: `name one by --serial: ${serials.join(", ")}`,
      details: { token, serials },
    });
  }
  if (named.length > 0) {
    throw new BaseError({
      code: "Token.Other",
      message: `the token labelled "${token}" is another than serial ${serial}: whoever swapped it may want the PIN`,
      fix: "plug the right token in; if it was replaced on purpose, make a new card",
      details: { token, expected: serial, found: serials },
    });
  }
  throw new BaseError({
    code: "Token.NotThere",
    message: `there is no token labelled "${token}"`,
    fix: "plug it in, and check --token and --module; `pkcs11-tool --module <library> -L` lists tokens",
    details: { token, present: present.map(({ info }) => info.label.trim()) },
  });
}

/** Undefined for one that cannot be read: another token's trouble is not ours. */
function infoOf(library: Cryptoki, slot: Handle): TokenInfo | undefined {
  try {
    return library.C_GetTokenInfo(slot);
  } catch {
    return undefined;
  }
}

function deviceOf({ manufacturerID, model, serialNumber, firmwareVersion }: TokenInfo): Device {
  const { major, minor } = firmwareVersion;
  return {
    manufacturer: manufacturerID.trim(),
    model: model.trim(),
    serial: serialNumber.trim(),
    firmware: `${major}.${minor}`,
  };
}

function quietly(action: () => void): void {
  try {
    action();
  } catch {}
}
