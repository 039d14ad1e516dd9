import { BaseError, report } from "../../src/errors.ts";

/** The error an action ends with; its code tells which. Fails if there is none or it is not the project's own. */
export async function refusal(action: () => unknown): Promise<BaseError> {
  try {
    await action();
  } catch (error) {
    if (error instanceof BaseError) return error;
    throw new Error(`not one of the project's errors: ${report(error).text}`, { cause: error });
  }
  throw new Error("nothing was refused");
}
