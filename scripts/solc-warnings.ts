import type { SolidityHooks } from "hardhat/types/hooks";
import type { CompilerOutput } from "hardhat/types/solidity";

/** Code and initcode size: judged by `scripts/size.ts`, and only for what is deployed. */
const SIZE_CODES = ["5574", "3860"];

/** "Function state mutability can be restricted": noise in tests, where forge-style tests are never `view`. */
const TEST_CODES = [...SIZE_CODES, "2018"];

/** Hardhat's type leaves out the location, which solc always gives for a warning about a file. */
type CompilerError = NonNullable<CompilerOutput["errors"]>[number] & { sourceLocation?: { file: string } };

/** Turns every compiler warning about the project's own Solidity into an error. Dependencies are left alone. */
export default async (): Promise<Partial<SolidityHooks>> => ({
  async invokeSolc(context, compiler, input, config, next): Promise<CompilerOutput> {
    const output = await next(context, compiler, input, config);
    return output.errors === undefined ? output : { ...output, errors: output.errors.map(raise) };
  },
});

function raise(error: CompilerError): CompilerError {
  const file = error.sourceLocation?.file;
  if (error.severity !== "warning" || !file?.startsWith("project/")) return error;
  const tolerated = file.startsWith("project/test/") ? TEST_CODES : SIZE_CODES;
  return tolerated.includes(error.errorCode ?? "") ? error : { ...error, severity: "error", type: "Error" };
}
