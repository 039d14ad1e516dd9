import { BaseError } from "../src/errors.ts";

/** Stands in the kit for what signs in tokens, at other signers and in clouds: add-ons and connections, which it has not. */
throw new BaseError({
  code: "Kit.NotHere",
  message: "the kit signs with keystores and seeds alone, and this key is elsewhere",
  fix: "sign where the key is, and add the signature to the file",
});
