import { BaseError } from "../errors.ts";
import { UNSAFE } from "../printable.ts";
import { type Check, isFit } from "./doctor.ts";
import type { Ledger } from "./ledger.ts";
import type { Maker } from "./maker.ts";
import type { Room } from "./room.ts";
import { line, type Script, type ScriptKey, type Step } from "./script.ts";
import type { Happening } from "./transcript.ts";

/** What the steps of a ceremony need. */
export type Means = {
  readonly room: Room;
  /** By custody. */
  readonly makers: Readonly<Partial<Record<ScriptKey["custody"], Maker>>>;
  /** Looks at the machine. */
  readonly examine: (profile: Script["profile"]) => Promise<readonly Check[]>;
};

/** Does one step; what it throws ends the run, which goes on with the same step when it is started again. */
export async function perform(
  { room, makers, examine }: Means,
  script: Script,
  ledger: Ledger,
  step: { readonly number: number; readonly what: Step },
): Promise<Happening> {
  const { number, what } = step;
  const by = ("by" in what ? what.by : undefined) ?? script.operator.name;
  switch (what.do) {
    case "machine": {
      const checks = await examine(script.profile);
      const fit = isFit(checks, script.profile);
      const short = checks.map(({ id, verdict, found }) => ({ id, verdict, found: told(found) }));
      for (const { id, verdict, found } of short)
        room.tell(`${verdict === "ok" ? "ok" : verdict.toUpperCase()}  ${id}: ${found}`);
      const failed = short.filter(({ verdict }) => verdict !== "ok").map(({ id }) => id);
      const noted = fit
        ? undefined
        : await room.deviation(
            number,
            `this machine is not fit for "${script.profile}" (${failed.join(", ")})`,
          );
      if (!fit && noted === undefined) throw notFit(script.profile, failed);
      return {
        do: "machine",
        step: number,
        profile: script.profile,
        fit,
        checks: short,
        ...deviating(noted),
      };
    }
    case "confirm": {
      const said = answer(await room.confirm(number, by, what.text));
      if (said === "yes") return { do: "confirm", step: number, by, said };
      const noted = await room.deviation(number, `${by} says: ${said}`);
      if (noted === undefined) throw notConfirmed(number, by, said);
      return { do: "confirm", step: number, by, said, ...deviating(noted) };
    }
    case "record": {
      const value = answer(await room.record(what.as, by, what.text));
      return { do: "record", step: number, by, as: what.as, value };
    }
    case "make": {
      const { key, maker } = making(script, makers, what.key);
      await ledger.intend({ step: number, key: key.label });
      const made = await maker.make(key, script);
      room.tell(`${made.label}: ${made.curve}, ${made.address}; opened again`);
      return { do: "make", step: number, key: made };
    }
  }
}

/** The key of a script, and what makes such keys. @throws `Ceremony.NoMaker` */
export function making(
  script: Script,
  makers: Means["makers"],
  label: string,
): { key: ScriptKey; maker: Maker } {
  const key = script.keys.find((one) => one.label === label);
  const maker = key === undefined ? undefined : makers[key.custody];
  if (key !== undefined && maker !== undefined) return { key, maker };
  throw new BaseError({
    code: "Ceremony.NoMaker",
    message: `nothing here makes ${label}${key === undefined ? "" : `, which is to be kept by ${key.custody}`}`,
    fix: "change the script, or hold the ceremony where such keys can be made",
    details: { label, custody: key?.custody },
  });
}

function deviating(noted: string | undefined): { readonly deviation?: string } {
  return noted === undefined ? {} : { deviation: answer(noted) };
}

/** @throws `Ceremony.BadAnswer` */
function answer(text: string): string {
  const said = line.safeParse(text.trim());
  if (said.success) return said.data;
  throw new BaseError({
    code: "Ceremony.BadAnswer",
    message: "an answer is one line of 1 to 300 characters, without control characters",
    fix: "run the command again: it goes on with this step",
  });
}

/** What a machine tells of itself may be long or odd. */
function told(text: string): string {
  const shown = text.replace(UNSAFE, " ").slice(0, 300);
  return shown === "" ? "nothing" : shown;
}

function notFit(profile: string, failed: readonly string[]): BaseError {
  return new BaseError({
    code: "Ceremony.NotFit",
    message: `this machine is not fit for "${profile}": ${failed.join(", ")}`,
    fix: "do what `key doctor` says beside each, and run the command again; or take another machine",
    details: { profile, failed },
  });
}

function notConfirmed(step: number, by: string, said: string): BaseError {
  return new BaseError({
    code: "Ceremony.NotConfirmed",
    message: `step ${step} was not confirmed: ${by} says: ${said}`,
    fix: "put right what is not, and run the command again: it goes on with this step",
    details: { step, by, said },
  });
}
