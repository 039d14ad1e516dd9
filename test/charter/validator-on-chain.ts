import { readFileSync } from "node:fs";
import hre from "hardhat";
import { encodeFunctionData, getAddress, type Hex } from "viem";
import { z } from "zod";
import type { KeyStates } from "../../src/charter/check.ts";
import { decode, type Finding } from "../../src/charter/finding.ts";
import { charterValidatorAbi as abi } from "../../src/generated/abi.ts";
import { NOW, SETTING } from "./sample.ts";

const ADDRESS = getAddress(`0x${"7a".repeat(20)}`);
const artifact = new URL(
  "../../artifacts/contracts/CharterValidator.sol/CharterValidator.json",
  import.meta.url,
);
export const ACCEPTED: readonly unknown[] = [];

const setting = {
  now_: BigInt(NOW),
  signingWindow: BigInt(SETTING.signingWindow),
  suspension: BigInt(SETTING.suspension),
  conclave: SETTING.conclave,
};

/** What the contract says: the error and its arguments, or nothing if it accepts. */
export type Validator = {
  readonly ask: (data: Hex) => Promise<readonly unknown[]>;
  readonly genesis: (document: Hex, changes?: Partial<typeof setting>) => Promise<readonly unknown[]>;
  readonly amendment: (old: Hex, next: Hex, states: KeyStates) => Promise<readonly unknown[]>;
};

/** The contract itself, on a chain of its own. */
export async function validatorOnChain(): Promise<Validator> {
  const { provider } = await hre.network.create();
  const { deployedBytecode } = z
    .object({ deployedBytecode: z.string() })
    .parse(JSON.parse(readFileSync(artifact, "utf8")));
  await provider.request({ method: "hardhat_setCode", params: [ADDRESS, deployedBytecode] });
  const ask = async (data: Hex) => {
    try {
      await provider.request({
        method: "eth_call",
        params: [{ to: ADDRESS, data, gas: "0xf42400" }, "latest"],
      });
      return ACCEPTED;
    } catch (error) {
      const revert = revertData(error);
      const finding = decode(revert);
      if (finding === null) throw new Error(`the validator reverted with ${revert}`, { cause: error });
      return said([finding]);
    }
  };
  return {
    ask,
    genesis: (document, changes = {}) =>
      ask(
        encodeFunctionData({
          abi,
          functionName: "checkGenesis",
          args: [document, { ...setting, ...changes }],
        }),
      ),
    amendment: (old, next, states) =>
      ask(encodeFunctionData({ abi, functionName: "checkAmendment", args: [old, next, states, setting] })),
  };
}

function revertData(error: unknown): Hex {
  for (
    let one: unknown = error;
    typeof one === "object" && one !== null;
    one = (one as { cause?: unknown }).cause
  ) {
    const { data } = one as { data?: unknown };
    if (typeof data === "string") return data as Hex;
    if (typeof data === "object" && data !== null && "data" in data) return data.data as Hex;
  }
  throw error;
}

/** The first finding, all numbers alike. */
export function said([finding]: readonly Finding[]): readonly unknown[] {
  return finding === undefined ? ACCEPTED : [finding.name, ...finding.args.map(String)];
}
