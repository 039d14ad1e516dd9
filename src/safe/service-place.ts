import { BaseError } from "../errors.ts";

/** Where requests go. `url` undefined: Safe's own service for the chain. */
export type Endpoint = { readonly url: string | undefined; readonly label: string };

/** Safe's own hosts, which answer nobody without a key. */
const HOSTED = "api.safe.global";
const NEEDS_KEY = [HOSTED, "api.5afe.dev"];
const LOCAL = ["127.0.0.1", "localhost", "[::1]"];

/** @throws `SafeService.BadUrl`, `SafeService.Insecure`, `SafeService.KeyMissing` */
export function endpointOf(chainId: number, text: string | undefined, hasKey: boolean): Endpoint {
  if (text === undefined) {
    if (!hasKey) throw keyMissing(HOSTED);
    return { url: undefined, label: `${HOSTED} for chain ${chainId}` };
  }
  const url = URL.canParse(text) ? new URL(text) : null;
  const isWeb = url !== null && ["http:", "https:"].includes(url.protocol);
  if (!isWeb || url.search !== "" || url.hash !== "" || url.username !== "" || url.password !== "") {
    throw new BaseError({
      code: "SafeService.BadUrl",
      message: "the service's address is not a plain http or https URL",
      fix: "write it as https://host/api, without user, query or fragment; a key goes into a file",
    });
  }
  const { host, hostname } = url;
  if (hasKey && url.protocol === "http:" && !LOCAL.includes(hostname)) {
    throw new BaseError({
      code: "SafeService.Insecure",
      message: `the key would go to ${host} unencrypted`,
      fix: "use https, or no key",
      details: { host },
    });
  }
  if (!hasKey && NEEDS_KEY.some((name) => host.includes(name) || text.includes(name))) throw keyMissing(host);
  return { url: text.replace(/\/+$/, ""), label: host };
}

/** A header can hold it; else the HTTP library would name it in its error. @throws `SafeService.BadKey` */
export function checkKey(key: string | undefined): void {
  if (key === undefined || /^[\x21-\x7e]+$/.test(key)) return;
  throw new BaseError({
    code: "SafeService.BadKey",
    message: "the service's key has characters that no key has",
    fix: "put the key, and nothing else, into the file: one line of letters, digits and punctuation",
  });
}

function keyMissing(host: string): BaseError {
  return new BaseError({
    code: "SafeService.KeyMissing",
    message: `${host} answers nobody without a key`,
    fix: "get one at developer.safe.global and name its file (mode 0600) with --service-key-file; or pass files",
    details: { host },
  });
}
