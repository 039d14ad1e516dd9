import { BaseError } from "../../errors.ts";
import { isBare, isHere } from "../rpc/place.ts";

/**
 * Another endpoint than the service's own: one of the service's names, over TLS, or a double on this machine. No other gets what an SDK
 * sends along to say who asks: a card may have come from somebody else. @throws `Cloud.BadEndpoint`
 */
export function endpointOf(endpoint: string, domains: readonly string[]): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const isOwn = url?.protocol === "https:" && domains.some((domain) => url.hostname.endsWith(`.${domain}`));
  const isDouble = url?.protocol === "http:" && isHere(url.hostname);
  if (url !== undefined && (isOwn || isDouble) && isBare(url)) return url;
  throw new BaseError({
    code: "Cloud.BadEndpoint",
    message: `the endpoint is neither an https address under ${domains.join(" or ")} nor one on this machine`,
    fix: "leave it out for the service's own; a private one has a name of the service's as well",
    details: { domains },
  });
}
