import { BaseError } from "../errors.ts";
import { type Outcome, watch } from "./service-wire.ts";

/** How long to go on asking a service that is busy or away. Times are in milliseconds. */
export type Patience = {
  readonly attempts: number;
  /** The first pause when the service names none; each further one is twice as long. */
  readonly pause: number;
  /** No pause is longer: a service that wants more is asked another time, by the person. */
  readonly longest: number;
  readonly timeout: number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** From 0 to below 1. Pauses are spread, so that those who were refused together do not come back together. */
  readonly random: () => number;
  /** UNIX milliseconds. Retry-After may be a date. */
  readonly now: () => number;
  /** Told of each pause; for standard error. */
  readonly tell: (note: string) => void;
};

export const PATIENCE: Patience = {
  attempts: 5,
  pause: 1_000,
  longest: 60_000,
  timeout: 30_000,
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  random: Math.random,
  now: Date.now,
  tell: () => undefined,
};

/** What to do about a failure: to try again helps, or not. `status` is null where no answer came. */
export type Failure = { readonly status: number | null; readonly again: boolean; readonly error: BaseError };

/**
 * Calls until it succeeds, until trying again is of no use, or until patience ends.
 * @param judge What a failure is; its error is thrown in the end.
 */
export async function patiently<T>(
  call: () => Promise<T>,
  judge: (error: unknown) => Failure,
  patience: Patience,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await watch(call, patience.timeout);
    if ("value" in outcome) return outcome.value;
    const { status, again, error } = judge(outcome.error);
    if (!again) throw error;
    const wanted = wantedPause(outcome, patience);
    const pause = wanted ?? Math.min(patience.pause * 2 ** (attempt - 1), patience.longest);
    const spread = Math.round(
      wanted === undefined
        ? pause * (0.5 + patience.random() / 2)
        : pause + patience.random() * patience.pause,
    );
    if (attempt >= patience.attempts || pause > patience.longest) {
      throw withWait(error, attempt, wanted);
    }
    const why = status === null ? "no answer" : `status ${status}`;
    patience.tell(
      `${error.message} (${why}): trying again in ${seconds(spread)} s, attempt ${attempt + 1} of ${patience.attempts}`,
    );
    await patience.sleep(spread);
  }
}

/** Milliseconds the service asks for: Retry-After in seconds or as a date. Undefined: it names none that can be read. */
function wantedPause<T>(outcome: Outcome<T>, { now }: Patience): number | undefined {
  const header = "retryAfter" in outcome ? outcome.retryAfter?.trim() : undefined;
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1_000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now());
}

function withWait({ code, message, fix, details }: BaseError, attempts: number, wanted?: number): BaseError {
  const tried = attempts === 1 ? "asked once" : `asked ${attempts} times`;
  const wait = wanted === undefined ? "" : `; it wants ${seconds(wanted)} s of pause`;
  return new BaseError({
    code,
    message: `${message} (${tried}${wait})`,
    fix,
    details: { ...details, attempts, ...(wanted === undefined ? {} : { retryAfter: wanted / 1_000 }) },
  });
}

function seconds(milliseconds: number): number {
  return Math.ceil(milliseconds / 100) / 10;
}
