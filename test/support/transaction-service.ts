import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestChain } from "./chain.ts";
import { type Answer, routes, type Store } from "./transaction-service/routes.ts";

/** A request as it came over the wire. */
export type Recorded = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
};

/**
 * A Safe Transaction Service for tests: the interface and the checks of the real one (6.x), written anew from its documentation
 * and behaviour, in memory, over one chain. It reads Safes from the chain with Safe's own functions, none of this project.
 */
export type TestService = {
  /** Ends in `/api`, as the kit wants it. */
  readonly url: string;
  readonly requests: Recorded[];
  readonly store: Store;
  /** Answers the next `times` requests with `status`, and a Retry-After if one is given. */
  refuse(times: number, status: number, retryAfter?: string): void;
  /** The next `times` connections are cut before an answer. */
  hangUp(times: number): void;
  /** What a lying service makes of its answers; undefined: the truth. */
  lie(change: ((answer: unknown, request: Recorded) => unknown) | undefined): void;
  stop(): Promise<void>;
};

const PREFIX = "/api";

export async function transactionService(chain: TestChain): Promise<TestService> {
  const store: Store = { chain, transactions: new Map(), delegates: [] };
  const requests: Recorded[] = [];
  const refusals: { status: number; retryAfter?: string | undefined }[] = [];
  let cuts = 0;
  let change: ((answer: unknown, request: Recorded) => unknown) | undefined;

  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch((error: unknown) => {
      send(outgoing, { status: 500, body: { detail: String(error) } });
    });
  });
  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { method = "", url = "", headers } = incoming;
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const request = { method, path: url, headers, body: Buffer.concat(chunks).toString("utf8") };
    requests.push(request);
    if (cuts > 0) {
      cuts--;
      incoming.socket.destroy();
      return;
    }
    const refusal = refusals.shift();
    if (refusal !== undefined) {
      const { status, retryAfter } = refusal;
      const body = { detail: "Request was throttled." };
      send(outgoing, { status, body }, retryAfter === undefined ? {} : { "retry-after": retryAfter });
      return;
    }
    const answer = await answerTo(request, `http://${headers.host}`, store);
    const body = change === undefined ? answer.body : change(answer.body, request);
    send(outgoing, { ...answer, body });
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${PREFIX}`,
    requests,
    store,
    refuse: (times, status, retryAfter) => {
      for (let i = 0; i < times; i++) refusals.push({ status, retryAfter });
    },
    hangUp: (times) => {
      cuts = times;
    },
    lie: (how) => {
      change = how;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answerTo(request: Recorded, origin: string, store: Store): Promise<Answer> {
  const url = new URL(request.path, origin);
  if (!url.pathname.startsWith(`${PREFIX}/`)) return { status: 404, body: { detail: "Not found." } };
  // Django sends those who forget the slash to the address with it.
  if (!url.pathname.endsWith("/")) {
    url.pathname += "/";
    return { status: 301, body: undefined, location: url.toString() };
  }
  for (const { method, pattern, handle } of routes) {
    const match = pattern.exec(url.pathname.slice(PREFIX.length));
    if (match === null || method !== request.method) continue;
    const body = parsed(request.body);
    if (body === undefined) return { status: 400, body: { detail: "JSON parse error" } };
    return handle({ store, url, body, parts: match.slice(1) });
  }
  return { status: 404, body: { detail: "Not found." } };
}

function parsed(text: string): Record<string, unknown> | undefined {
  if (text === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function send(
  outgoing: ServerResponse,
  { status, body, location }: Answer,
  headers: Record<string, string> = {},
): void {
  const redirect = location === undefined ? {} : { location };
  outgoing.writeHead(status, { "content-type": "application/json", ...headers, ...redirect });
  outgoing.end(body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body));
}
