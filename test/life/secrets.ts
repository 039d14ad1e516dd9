import { Secret } from "../../src/keys/secret.ts";
import type { AskPassword } from "../../src/signer/keystore.ts";

export const PASSWORD = "quarry-lichen-41-saffron-oboe";
export const ARCHIVE_PASSWORD = "thimble-glacier-77-umber-kite";

export const ask =
  (password: string): AskPassword =>
  async () =>
    Secret.text(password);
