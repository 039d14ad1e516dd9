import hre from "hardhat";
import {
  type Abi,
  decodeErrorResult,
  decodeFunctionResult,
  encodeFunctionData,
  getAddress,
  type Hex,
} from "viem";
import { artifact } from "../support/artifact.ts";

/** How a contract answered: with values, or with one of its errors. */
export type Answer =
  | { readonly value: unknown; readonly error: null }
  | { readonly error: string; readonly args: readonly unknown[] };

export type Ask = (functionName: string, args: readonly unknown[]) => Promise<Answer>;

// The most a transaction may have (EIP-7825).
const GAS = "0x1000000";

/** A chain of nothing but these contracts, each at an address of its own, to be asked by name of function. */
export async function readers<Name extends string>(paths: Record<Name, string>): Promise<Record<Name, Ask>> {
  const { provider } = await hre.network.create();
  const entries = Object.entries<string>(paths).map(async ([name, path], index) => {
    const { abi, deployedBytecode } = artifact(path);
    const to = getAddress(`0x${(0xa0 + index).toString(16).repeat(20)}`);
    await provider.request({ method: "hardhat_setCode", params: [to, deployedBytecode] });
    const ask: Ask = async (functionName, args) => {
      const data = encodeFunctionData({ abi, functionName, args });
      try {
        const call = { to, data, gas: GAS };
        const said = (await provider.request({ method: "eth_call", params: [call, "latest"] })) as Hex;
        return { value: decodeFunctionResult({ abi, functionName, data: said }), error: null };
      } catch (error) {
        return refusal(abi, error);
      }
    };
    return [name, ask] as const;
  });
  return Object.fromEntries(await Promise.all(entries)) as Record<Name, Ask>;
}

/** The value; fails if there is an error instead. */
export async function valueFrom(answer: Promise<Answer>): Promise<unknown> {
  const said = await answer;
  if (said.error !== null) throw new Error(`refused: ${said.error} ${said.args.join()}`);
  return said.value;
}

/** A named error of the contract. A panic, an empty revert or a lack of gas is nobody's answer, and is thrown on. */
function refusal(abi: Abi, error: unknown): Answer {
  for (let one = error; typeof one === "object" && one !== null; one = (one as { cause?: unknown }).cause) {
    const { data } = one as { data?: unknown };
    const bytes = typeof data === "object" && data !== null && "data" in data ? data.data : data;
    if (typeof bytes !== "string" || bytes.length < 10 || bytes.startsWith("0x4e487b71")) continue;
    const { errorName, args } = decodeErrorResult({ abi, data: bytes as Hex });
    return { error: errorName, args: args ?? [] };
  }
  throw error;
}
