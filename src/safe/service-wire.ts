import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe } from "node:diagnostics_channel";
import type { ClientRequest, IncomingMessage } from "node:http";
import { BaseError } from "../errors.ts";

/** What came of one request: its value, or its error with the Retry-After header of the answer, if there was one. */
export type Outcome<T> = { readonly value: T } | { readonly error: unknown; readonly retryAfter?: string };

/** How long an answer may take, in milliseconds, and how many bytes it may have as they come over the wire. */
const TIMEOUT = 30_000;
const MAX_ANSWER = 16 * 2 ** 20;

type Watched = { request?: ClientRequest; retryAfter?: string };
const watching = new AsyncLocalStorage<Watched>();

/**
 * api-kit 5 makes its requests itself: it takes no signal, has no time limit and hides the headers of an answer. Node tells
 * of each request as it starts; from there the request can be ended and its answer looked at.
 */
subscribe("http.client.request.start", (message) => {
  const watched = watching.getStore();
  if (watched === undefined) return;
  const { request } = message as { request: ClientRequest };
  watched.request = request;
  request.once("response", (response: IncomingMessage) => {
    const header = response.headers["retry-after"];
    if (header !== undefined) watched.retryAfter = header;
    let length = 0;
    response.on("data", (chunk: Uint8Array) => {
      length += chunk.length;
      if (length > MAX_ANSWER) response.destroy(tooLong());
    });
  });
});

/** Makes one request and watches over it. */
export async function watch<T>(call: () => Promise<T>, timeout: number = TIMEOUT): Promise<Outcome<T>> {
  const watched: Watched = {};
  const timer = setTimeout(() => {
    watched.request?.destroy(tooSlow(timeout));
  }, timeout);
  try {
    return { value: await watching.run(watched, call) };
  } catch (error) {
    return watched.retryAfter === undefined ? { error } : { error, retryAfter: watched.retryAfter };
  } finally {
    clearTimeout(timer);
  }
}

// node-fetch puts the code of either into its own error: see `service-failure.ts`.

function tooLong(): BaseError {
  return new BaseError({
    code: "SafeService.AnswerTooLong",
    message: `the answer is longer than ${MAX_ANSWER / 2 ** 20} MiB`,
    fix: "check the URL: no Transaction Service answers so much at once",
  });
}

function tooSlow(timeout: number): BaseError {
  return new BaseError({
    code: "SafeService.TooSlow",
    message: `no answer within ${timeout / 1000} s`,
    fix: "try again later, or pass the file: nothing here needs a service",
  });
}
