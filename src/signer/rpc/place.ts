import { BaseError } from "../../errors.ts";
import { readSecretBytes } from "../../secret-files.ts";
import type { CustodyOf } from "../card.ts";

/** Where a remote signer listens. `host` is all that may be shown; credentials are in `authorization` alone. */
export type Place = { readonly url: URL; readonly host: string; readonly authorization?: string };

const LONGEST = 2048;

/**
 * The address of a card's signer. With credentials it lies in a file (0600), never in the card, and they do not travel in clear.
 * @throws `Remote.BadUrl`, `Remote.Credentials`, `Remote.InClear`, `Files.OpenToOthers`, `Files.NotFound`
 */
export async function placeOf({ url, urlFile }: Pick<CustodyOf<"rpc">, "url" | "urlFile">): Promise<Place> {
  const where = urlFile === undefined ? "the card" : urlFile;
  const text = urlFile === undefined ? (url ?? "") : await onlyLine(urlFile);
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) throw badUrl(where);
  const { username, password, host } = parsed;
  const hasSecrets = !isBare(parsed);
  if (urlFile === undefined && hasSecrets) throw inCard();
  // A token in the query is one as well. Of those in the path nobody can tell.
  if (hasSecrets && parsed.protocol === "http:" && !isHere(parsed.hostname)) throw inClear(host);
  if (username === "" && password === "") return { url: parsed, host };
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  parsed.username = "";
  parsed.password = "";
  return { url: parsed, host, authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
}

/** Whether an address carries nothing that may be a credential. */
export function isBare({ username, password, search, hash }: URL): boolean {
  return `${username}${password}${search}${hash}` === "";
}

/** Whether a host is this machine itself. */
export function isHere(hostname: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

async function onlyLine(path: string): Promise<string> {
  const bytes = await readSecretBytes(path, LONGEST);
  try {
    return bytes.toString("utf8").trim();
  } finally {
    bytes.fill(0);
  }
}

function badUrl(where: string): BaseError {
  return new BaseError({
    code: "Remote.BadUrl",
    message: `${where} names no http or https address of a signer`,
    fix: "write it as http://127.0.0.1:9000 or https://signer.example",
    details: { where },
  });
}

function inCard(): BaseError {
  return new BaseError({
    code: "Remote.Credentials",
    message: "the signer's address carries a user, password, query or fragment, which cards never hold",
    fix: "put the whole address into a file of mode 0600, and name that by --url-file",
  });
}

function inClear(host: string): BaseError {
  return new BaseError({
    code: "Remote.InClear",
    message: `the credentials for ${host} would travel in clear`,
    fix: "use https, or a tunnel to this machine",
    details: { host },
  });
}
