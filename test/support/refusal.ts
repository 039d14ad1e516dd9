import { BaseError } from "../../src/errors.ts";

/** The code with which `work` is refused. Anything but a refusal of this project is thrown on. */
export async function codeOfAsync(work: () => unknown): Promise<string> {
  const refusal = await refusalOf(work);
  return refusal.code;
}

/** The refusal itself, for its details. */
export async function refusalOf(work: () => unknown): Promise<BaseError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof BaseError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}
