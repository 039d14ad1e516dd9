import { BaseError } from "../../errors.ts";
import { errorsAbi } from "../../generated/abi.ts";

/** Names of everything a Conclave and its helpers refuse. */
export type RefusalName = Extract<(typeof errorsAbi)[number], { type: "error" }>["name"];

/** What the contract would revert with. */
export type Refusal = { readonly name: RefusalName; readonly args: readonly unknown[] };

const CODE = "Model.Refused";

/** Ends the act as a revert does. */
export function refuse(name: RefusalName, ...args: readonly unknown[]): never {
  throw new BaseError({
    code: CODE,
    message: `${name}(${args.map(String).join(", ")})`,
    fix: "the act is not possible in this state",
    details: { refusal: { name, args } },
  });
}

/** The refusal behind an error; whatever else was thrown is thrown on. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof BaseError && error.code === CODE) return error.details.refusal as Refusal;
  throw error;
}

/** Whether the contract has an error of this name. */
export function isRefusalName(name: string): name is RefusalName {
  return errorsAbi.some((item) => item.type === "error" && item.name === name);
}
