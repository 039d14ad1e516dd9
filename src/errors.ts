import { printable } from "./printable.ts";

/** What every error of the project is made of. `fix` tells the reader what to do, as an instruction. */
export type ErrorParts = {
  /** Domain and name, such as `Charter.DuplicateKey`. Unique in the project. */
  readonly code: string;
  readonly message: string;
  readonly fix: string;
  readonly cause?: unknown;
  /** The values at fault. Never secrets. */
  readonly details?: Readonly<Record<string, unknown>>;
};

/** An error as `--json` prints it. */
export type ErrorJson = {
  readonly code: string;
  readonly message: string;
  readonly fix?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: ErrorJson;
};

/** The one error class: told apart by `code`, never by message. */
export class BaseError extends Error {
  readonly code: string;
  readonly fix: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(parts: ErrorParts) {
    super(parts.message, parts.cause === undefined ? undefined : { cause: parts.cause });
    this.name = parts.code;
    this.code = parts.code;
    this.fix = parts.fix;
    this.details = parts.details ?? {};
  }

  toJSON(): ErrorJson {
    return describe(this, 0);
  }
}

/** An error told twice: `text` for the terminal, `json` for `--json`. Takes whatever was thrown. */
export function report(error: unknown): { text: string; json: ErrorJson } {
  const json = describe(error, 0);
  const lines = [`error ${json.code}: ${json.message}`];
  for (let cause = json.cause; cause !== undefined; cause = cause.cause)
    lines.push(`  because: ${cause.message}`);
  if (json.fix !== undefined) lines.push(`  to do: ${json.fix}`);
  return { text: printable(lines.join("\n")), json };
}

const MAX_CAUSES = 8;
const MAX_MESSAGE = 600;

function describe(error: unknown, depth: number): ErrorJson {
  const cause = error instanceof Error && depth < MAX_CAUSES ? error.cause : undefined;
  const below = cause === undefined || cause === null ? {} : { cause: describe(cause, depth + 1) };
  if (error instanceof BaseError) {
    const { code, message, fix } = error;
    const details = plain(error.details, 0) as Record<string, unknown>;
    return { code, message, fix, ...(Object.keys(details).length === 0 ? {} : { details }), ...below };
  }
  const foreign = { code: "Internal.Unexpected", message: foreignMessage(error) };
  if (depth > 0) return { ...foreign, code: error instanceof Error ? error.name : typeof error, ...below };
  return {
    ...foreign,
    fix: "this is a defect of Conclave: report it with the command that was run",
    ...below,
  };
}

/**
 * The message of somebody else's error. Fields besides the message are left out: libraries put requests, arguments and
 * values there. Addresses of nodes lose all after the host, for that is where providers carry their access keys.
 */
function foreignMessage(error: unknown): string {
  if (!(error instanceof Error)) return "something was thrown that is not an error";
  const { shortMessage, code } = error as { shortMessage?: unknown; code?: unknown };
  const inner = error instanceof AggregateError ? (error.errors[0] as unknown) : undefined;
  const said = typeof shortMessage === "string" ? shortMessage : error.message;
  if (said === "" && inner instanceof Error) return foreignMessage(inner);
  const text = said === "" ? String(code ?? error.name) : said;
  const redacted = text.replace(
    /\b([a-z][a-z0-9+.-]*:\/\/)(?:[^\s/@]*@)?([^\s/?#"'`)]+)[^\s"'`)]*/gi,
    "$1$2/…",
  );
  return redacted.length > MAX_MESSAGE ? `${redacted.slice(0, MAX_MESSAGE)}…` : redacted;
}

/** Values at fault as JSON can hold them; what is not plain data is named, not shown. */
function plain(value: unknown, depth: number): unknown {
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString("hex")}`;
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (value instanceof Date) return Number.isNaN(value.valueOf()) ? "[invalid date]" : value.toISOString();
  if (typeof value !== "object") return `[${typeof value}]`;
  if (depth > MAX_CAUSES) return "[too deep]";
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return `[${value.constructor.name}]`;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, plain(item, depth + 1)]),
  );
}
