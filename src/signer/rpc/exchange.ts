import { z } from "zod";
import { BaseError } from "../../errors.ts";
import type { Place } from "./place.ts";

/** Somebody may have to look at a device and press a button. */
const PATIENCE = 120_000;
const LARGEST = 64 * 1024;

const answer = z.union([
  z.object({ id: z.number(), error: z.object({ code: z.number() }) }),
  z.object({ id: z.number(), result: z.unknown() }),
]);

/** What is known of the numbers that signers refuse with. Their own words are not repeated: they may hold anything. */
const MEANT: Readonly<Record<number, string>> = {
  4001: "somebody said no there: ask them, and try again",
  4100: "unlock the account there, or let this program use it",
  [-32601]: "name the method it has by --method, such as eth_signTypedData or eth_signTypedData_v4",
  [-32602]: "try the other form of --params: object or string; check that it has the account",
};

/**
 * One call of a remote signer. Redirects are not followed, answers are bounded in size and time, and must be to this very call.
 * @throws `Remote.Unreachable`, `Remote.TimedOut`, `Remote.Malformed`, `Remote.Refused`
 */
export async function ask(
  { url, host, authorization }: Place,
  method: string,
  params: readonly unknown[],
  patience: number = PATIENCE,
): Promise<unknown> {
  const id = Math.floor(Math.random() * 2 ** 31);
  const text = await post();
  const parsed = answer.safeParse(json(text));
  if (!parsed.success || parsed.data.id !== id) throw malformed(host, "it is no answer to what was asked");
  if ("error" in parsed.data) throw refused(host, method, parsed.data.error.code);
  return parsed.data.result;

  async function post(): Promise<string> {
    try {
      const response = await fetch(url, {
        method: "POST",
        redirect: "manual",
        headers: {
          "content-type": "application/json",
          ...(authorization === undefined ? {} : { authorization }),
        },
        body: JSON.stringify({ jsonrpc: "2.0", id, method, params }),
        signal: AbortSignal.timeout(patience),
      });
      const read = await bounded(response, host);
      // Some answer an error of JSON-RPC with a status of HTTP: then that error tells more.
      if (!response.ok && !answer.safeParse(json(read)).success)
        throw malformed(host, `it answers with status ${response.status}`);
      return read;
    } catch (cause) {
      if (cause instanceof BaseError) throw cause;
      throw cause instanceof Error && cause.name === "TimeoutError"
        ? timedOut(host, patience)
        : unreachable(host);
    }
  }
}

async function bounded(response: Response, host: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > LARGEST) throw malformed(host, `it is larger than ${LARGEST} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unreachable(host: string): BaseError {
  return new BaseError({
    code: "Remote.Unreachable",
    message: `the signer at ${host} does not answer`,
    fix: "check that it runs, the address, and the way there; nothing was signed",
    details: { host },
  });
}

function timedOut(host: string, patience: number): BaseError {
  return new BaseError({
    code: "Remote.TimedOut",
    message: `the signer at ${host} did not answer within ${patience / 1000} s`,
    fix: "see whether somebody must confirm there, then run the command again",
    details: { host, patience },
  });
}

function malformed(host: string, why: string): BaseError {
  return new BaseError({
    code: "Remote.Malformed",
    message: `what the signer at ${host} answers is not usable: ${why}`,
    fix: "check that the address is the signer's own, without a page or a redirect before it",
    details: { host, why },
  });
}

function refused(host: string, method: string, code: number): BaseError {
  return new BaseError({
    code: "Remote.Refused",
    message: `the signer at ${host} refuses ${method} (${code})`,
    fix: MEANT[code] ?? "look the number up in its manual, and into its log",
    details: { host, method, code },
  });
}
