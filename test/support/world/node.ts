import { type Connection, connect, type Provider } from "../../../src/chain/client.ts";
import type { ModelWorld } from "./build.ts";

export type Request = Parameters<Provider["request"]>[0];
export type Honest = () => Promise<unknown>;

/** The model world's chain through a node that answers some requests in its own way. */
export async function through(
  { founded }: ModelWorld,
  answer: (request: Request, honest: Honest) => Promise<unknown>,
): Promise<Connection> {
  const { provider } = founded.chain;
  return connect(
    { request: (request) => answer(request, () => provider.request(request)) },
    { pollingInterval: 10 },
  );
}

/** Whether a request is of a method, and names an address, a selector, or whatever else. */
export function isAbout(request: Request, method: string, ...parts: readonly string[]): boolean {
  const params = JSON.stringify(request.params ?? []).toLowerCase();
  return request.method === method && parts.every((part) => params.includes(part.toLowerCase()));
}
