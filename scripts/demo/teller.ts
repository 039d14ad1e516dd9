import { BaseError, report } from "../../src/errors.ts";

/** One step of the story: what it is called, whether it went as it must, and what happened in a sentence. */
export type Stage = { readonly name: string; readonly ok: boolean; readonly detail: string };

/** Something that must not work, and the name of the error with which it did not. */
export type Refusal = { readonly attempt: string; readonly error: string };

/** What a stage hands on: the sentence for the record, a value for the stages after it, and `ok: false` if it is not as it must be. */
export type Told<T> = { readonly detail: string; readonly value: T; readonly ok?: boolean };

export type Teller = {
  readonly stages: readonly Stage[];
  readonly refusals: readonly Refusal[];
  /** A line of the story, for people only. */
  say(line: string): void;
  /** Runs a stage; whatever it throws ends the story after it was recorded. */
  stage<T>(name: string, work: () => Promise<Told<T>>): Promise<T>;
  /** Records what ended the story, unless the stage it happened in already did. */
  fail(error: unknown): void;
  /** Something that must be refused with this error. @throws `Demo.NotRefused`, `Demo.RefusedOtherwise` */
  refused(attempt: string, code: string, work: () => Promise<unknown>): Promise<void>;
};

/** Keeps the record, and tells it through `write` as it goes. */
export function teller(write: (line: string) => void): Teller {
  const stages: Stage[] = [];
  const refusals: Refusal[] = [];
  return {
    stages,
    refusals,
    say: (line) => write(`    ${line}`),
    async stage(name, work) {
      write(`\n${String(stages.length + 1).padStart(2)}. ${name}`);
      try {
        const { detail, value, ok = true } = await work();
        stages.push({ name, ok, detail });
        write(`    = ${detail}`);
        return value;
      } catch (error) {
        const { code, message } = report(error).json;
        stages.push({ name, ok: false, detail: `${code}: ${message}` });
        write(`    = not as it must be: ${message} (${code})`);
        throw error;
      }
    },
    fail(error) {
      if (stages.some(({ ok }) => !ok)) return;
      const { code, message } = report(error).json;
      stages.push({ name: "between the stages", ok: false, detail: `${code}: ${message}` });
      write(`\n    = not as it must be: ${message} (${code})`);
    },
    async refused(attempt, code, work) {
      const error = await work().then(
        () => notRefused(attempt),
        (thrown: unknown) => thrown,
      );
      if (!(error instanceof BaseError) || error.code !== code) throw otherwise(attempt, code, error);
      // A contract's own error is known by its own name.
      refusals.push({ attempt, error: code.replace(/^Revert\./, "") });
      write(`    refused: ${attempt}`);
      write(`             ${error.message} (${code})`);
    },
  };
}

/** What must hold for a stage to be as it must. @throws `Demo.NotAsItMust` */
export function must(holds: boolean, what: string): asserts holds {
  if (holds) return;
  throw new BaseError({
    code: "Demo.NotAsItMust",
    message: `this should hold and does not: ${what}`,
    fix: "this is a defect of Conclave: report it",
  });
}

function notRefused(attempt: string): BaseError {
  return new BaseError({
    code: "Demo.NotRefused",
    message: `this should have been refused and was not: ${attempt}`,
    fix: "this is a defect of Conclave: report it",
  });
}

function otherwise(attempt: string, expected: string, cause: unknown): unknown {
  if (cause instanceof BaseError && cause.code === "Demo.NotRefused") return cause;
  return new BaseError({
    code: "Demo.RefusedOtherwise",
    message: `${attempt}: expected ${expected}`,
    fix: "this is a defect of Conclave: report it",
    cause,
  });
}
