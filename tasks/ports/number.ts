import { BaseError } from "../../src/errors.ts";

/** A whole number from an option. @throws `Task.BadNumber` */
export function readNumber(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new BaseError({
    code: "Task.BadNumber",
    message: `"${text}" is not a whole number`,
    fix: "write it in digits",
  });
}
