import { BaseError } from "../errors.ts";
import type { Failure } from "./service-patience.ts";

const MAX_SAID = 300;
const MAX_SENTENCES = 10;
/** Statuses of a service, or of what stands before it, that is away for a while. */
const AWAY = [500, 502, 503, 504, 520, 521, 522, 523, 524];

/** Takes the key out of a text. A service, or what stands between, may send back what it was sent. */
export function redactor(key: string | undefined): (text: string) => string {
  return (text) => (key === undefined ? text : text.replaceAll(key, "[key]"));
}

/**
 * Judges failures of api-kit's requests. Their own errors are not passed on as causes: they carry whole answers, and addresses
 * with what is secret in their paths.
 */
export function judgeWith(label: string, redact: (text: string) => string): (error: unknown) => Failure {
  return (error) => {
    if (error instanceof BaseError) return { status: null, again: false, error };
    const status = statusOf(error);
    if (status === null) return withoutAnswer(label, error, redact);
    const said = sentencesIn((error as { data?: unknown }).data).map((text) => cut(redact(text)));
    const details = { service: label, status, ...(said.length === 0 ? {} : { said }) };
    const saying = said.length === 0 ? "" : `: ${said.join("; ")}`;
    const failure = (again: boolean, code: string, message: string, fix: string): Failure => ({
      status,
      again,
      error: new BaseError({ code, message, fix, details }),
    });
    if (status === 429) {
      const fix = "wait, or use a key with a higher limit (--service-key-file); files pass without a service";
      return failure(true, "SafeService.Busy", `${label} has too many requests`, fix);
    }
    if (AWAY.includes(status)) {
      const fix = "try again later, or pass the file: nothing here needs a service";
      return failure(true, "SafeService.Unavailable", `${label} is out of order`, fix);
    }
    if (status === 401 || status === 403) {
      const fix = "check the key in the file, and that it is for this service and chain";
      return failure(false, "SafeService.KeyRefused", `${label} does not accept the key${saying}`, fix);
    }
    if (status === 404) {
      const fix = "check the Safe, the hash and the URL; or that the service knows this chain";
      return failure(false, "SafeService.NotFound", `${label} has nothing of the kind${saying}`, fix);
    }
    const fix =
      status === 400 || status === 422
        ? "see what it says; the file stays as good as it was, and can be passed without a service"
        : "check the URL: it ends in /api";
    return failure(false, "SafeService.Refused", `${label} refuses (status ${status})${saying}`, fix);
  };
}

function statusOf(error: unknown): number | null {
  const status = error instanceof Error ? (error as { statusCode?: unknown }).statusCode : undefined;
  return typeof status === "number" ? status : null;
}

/** No status: nothing came, or what came is not JSON. */
function withoutAnswer(label: string, error: unknown, redact: (text: string) => string): Failure {
  const details = { service: label };
  if (error instanceof SyntaxError) {
    const wrong = new BaseError({
      code: "SafeService.NotJson",
      message: `${label} answered with something that is not JSON`,
      fix: "check the URL: it ends in /api",
      details,
    });
    return { status: null, again: false, error: wrong };
  }
  const { code, type } = (error ?? {}) as { code?: unknown; type?: unknown };
  const isNetwork = typeof code === "string" || type === "system";
  const away = new BaseError({
    code: "SafeService.Unreachable",
    message: `${label} does not answer`,
    fix: "check the URL and the network; or pass the file: nothing here needs a service",
    details: { ...details, why: typeof code === "string" ? code : cut(redact(reasonOf(error))) },
  });
  // More of the same would come.
  const again = isNetwork && code !== "SafeService.AnswerTooLong";
  return { status: null, again, error: away };
}

/** The reason at the end of node-fetch's message, without the address before it. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : "";
  return message.replace(/^.*reason: /s, "").replace(/[a-z]+:\/\/\S+/gi, "…");
}

/** Whatever an answer says in words: the service has six forms of it, by field. */
function sentencesIn(data: unknown): string[] {
  if (typeof data === "string") return [data];
  if (Array.isArray(data)) return data.flatMap(sentencesIn).slice(0, MAX_SENTENCES);
  if (typeof data !== "object" || data === null) return [];
  return Object.entries(data)
    .flatMap(([name, value]) =>
      sentencesIn(value).map((text) => (UNNAMED.includes(name) ? text : `${name}: ${text}`)),
    )
    .slice(0, MAX_SENTENCES);
}

/** Fields whose names say nothing. */
const UNNAMED = ["detail", "message", "nonFieldErrors"];

function cut(text: string): string {
  return text.length > MAX_SAID ? `${text.slice(0, MAX_SAID)}…` : text;
}
