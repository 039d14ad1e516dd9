import type { Secret } from "../secret.ts";
import { type Draft, type Written, write } from "../written.ts";
import { type Extra, mixedPrivateKey, type Origin } from "./mix.ts";

/** Makes a key of several sources of randomness and encrypts it. In the strongroom. @throws `Entropy.*` */
export async function makeMixed(
  draft: Draft & { readonly extra: Extra },
  secrets: { password: Secret; dice?: Secret },
): Promise<Written & { readonly origin: Origin }> {
  const { secret, origin } = mixedPrivateKey(draft.curve, draft.extra, secrets);
  return { ...(await write(secret, secrets.password, draft)), origin };
}
