import { realpath, stat } from "node:fs/promises";
import { dirname, isAbsolute } from "node:path";
import { BaseError } from "../../errors.ts";
import { assertSafeFolder } from "../../secret-files.ts";
import type { Cryptoki } from "./cryptoki.ts";

// A name in a variable: without the package, types and bundles are made all the same.
const PACKAGE: string = "pkcs11js";

/**
 * Loads a vendor's library. It runs within this process and sees the PIN, so only one that nobody else can have written is loaded.
 * @throws `Token.NoAddon`, `Token.NoModule`, `Token.UnsafeModule`, `Files.UnsafeFolder`
 */
export async function loadModule(path: string): Promise<Cryptoki> {
  const Library = await addon();
  // What was looked at is loaded: a link on the way to it may be another's to change.
  const real = await assertSafeModule(path);
  const library = new Library();
  try {
    library.load(real);
    return library;
  } catch {
    // The loader's message quotes paths of the machine, and nothing that helps.
    throw noModule(path, "it is no PKCS#11 library for this machine");
  }
}

async function addon(): Promise<new () => Cryptoki> {
  try {
    const loaded = (await import(PACKAGE)) as { default: { PKCS11: new () => Cryptoki } };
    return loaded.default.PKCS11;
  } catch {
    throw new BaseError({
      code: "Token.NoAddon",
      message: "tokens are reached through the package pkcs11js, which is not here or was not built",
      fix: "install a C++ compiler, make, Python 3 and Node's headers, then run `npm rebuild pkcs11js` or `npm ci` (docs/custody.md)",
    });
  }
}

async function assertSafeModule(path: string): Promise<string> {
  if (!isAbsolute(path)) throw noModule(path, "it is not named by its whole path");
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined) throw noModule(path, "there is no such file");
  if (process.platform === "win32") return real;
  const { mode, uid } = await stat(real);
  const user = process.geteuid?.() ?? 0;
  if ((mode & 0o022) !== 0 || (uid !== 0 && uid !== user)) {
    throw new BaseError({
      code: "Token.UnsafeModule",
      message: `others can write to ${path}, which would run here and see the PIN`,
      fix: "install the vendor's library anew, owned by root and writable by nobody else",
      details: { path },
    });
  }
  await assertSafeFolder(dirname(real));
  return real;
}

function noModule(path: string, why: string): BaseError {
  return new BaseError({
    code: "Token.NoModule",
    message: `${path} cannot be loaded: ${why}`,
    fix: "name the library that came with the token, such as /usr/lib/softhsm/libsofthsm2.so",
    details: { path, why },
  });
}
