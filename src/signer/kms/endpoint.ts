import { BaseError } from "../../errors.ts";
import { isHere } from "../rpc/place.ts";

/** Another endpoint than the service's own, for private networks and tests: over TLS, or on this machine. @throws `Cloud.BadEndpoint` */
export function endpointOf(endpoint: string): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && isHere(url.hostname));
  if (url !== undefined && isSafe && `${url.username}${url.password}${url.search}` === "") return url;
  throw new BaseError({
    code: "Cloud.BadEndpoint",
    message: "the endpoint is no https address without credentials, nor one on this machine",
    fix: "leave it out for the service's own, or write it as https://kms.example",
  });
}
