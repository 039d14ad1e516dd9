/** The validator as it was built, in anvil, asked in bulk: ten times as fast as Hardhat's chain, which traces each call. */
import { readFileSync } from "node:fs";
import { decodeFunctionResult, encodeFunctionData, getAddress, type Hex, parseAbi } from "viem";
import { z } from "zod";
import { decode } from "../../src/charter/finding.ts";
import { charterValidatorAbi } from "../../src/generated/abi.ts";
import { anvil } from "../../test/simulation/anvil.ts";
import { asAmendment, asGenesis, type Draft, NOW, SIGNING_WINDOW, SUSPENSION } from "./draft.ts";

/** `accepted`, or the error's name and arguments. */
export type Judgement = string;

/** Judges drafts, at genesis or as amendments. */
export type Judge = (drafts: readonly Draft[], genesis: boolean) => Promise<Judgement[]>;

export type Validator = { readonly judge: Judge; readonly stop: () => Promise<void> };

const VALIDATOR = getAddress(`0x${"7a".repeat(20)}`);
const BULK = getAddress(`0x${"b0".repeat(20)}`);
const BULK_ABI = parseAbi(["function ask(address target, bytes[] questions) view returns (bytes[] answers)"]);
const ACCEPTED = "accepted";
/** Drafts a call; and the gas for them, more than any chain's block has. */
const BATCH = 400;
const GAS_LIMIT = 4_000_000_000n;

const setting = {
  now_: BigInt(NOW),
  signingWindow: BigInt(SIGNING_WINDOW),
  suspension: BigInt(SUSPENSION),
  conclave: getAddress(`0x${"c0".repeat(20)}`),
};

export async function validator(): Promise<Validator> {
  const { provider, stop } = await anvil(["--gas-limit", `${GAS_LIMIT}`]);
  await provider.request({ method: "anvil_setCode", params: [VALIDATOR, codeOf("CharterValidator", "")] });
  await provider.request({ method: "anvil_setCode", params: [BULK, codeOf("Bulk", "mocks/harness/")] });
  const ask = async (questions: readonly Hex[]): Promise<readonly Hex[]> => {
    const data = encodeFunctionData({ abi: BULK_ABI, functionName: "ask", args: [VALIDATOR, questions] });
    const call = { to: BULK, data, gas: `0x${GAS_LIMIT.toString(16)}` };
    const answer = await provider.request({ method: "eth_call", params: [call, "latest"] });
    return decodeFunctionResult({ abi: BULK_ABI, functionName: "ask", data: answer as Hex });
  };
  const judge: Judge = async (drafts, genesis) => {
    const judgements: Judgement[] = [];
    for (let start = 0; start < drafts.length; start += BATCH) {
      const questions = drafts.slice(start, start + BATCH).map((draft) => question(draft, genesis));
      for (const answer of await ask(questions)) judgements.push(read(answer));
    }
    return judgements;
  };
  return { judge, stop };
}

function question(draft: Draft, genesis: boolean): Hex {
  const abi = charterValidatorAbi;
  if (genesis)
    return encodeFunctionData({ abi, functionName: "checkGenesis", args: [asGenesis(draft), setting] });
  const { old, next, states } = asAmendment(draft);
  return encodeFunctionData({ abi, functionName: "checkAmendment", args: [old, next, states, setting] });
}

const SELECTORS = (["checkGenesis", "checkAmendment"] as const).map((functionName) =>
  encodeFunctionData({
    abi: charterValidatorAbi,
    ...(functionName === "checkGenesis"
      ? { functionName, args: ["0x", setting] }
      : { functionName, args: ["0x", "0x", { active: 0n, activating: 0n, pending: 0n }, setting] }),
  }).slice(0, 10),
);

function read(answer: Hex): Judgement {
  if (SELECTORS.includes(answer.slice(0, 10)) && answer.length === 66) return ACCEPTED;
  const finding = decode(answer);
  return finding === null ? `reverted with ${answer}` : `${finding.name}(${finding.args.join(", ")})`;
}

function codeOf(name: string, folder: string): Hex {
  const path = new URL(`../../artifacts/contracts/${folder}${name}.sol/${name}.json`, import.meta.url);
  const schema = z.object({ deployedBytecode: z.string().regex(/^0x[0-9a-f]+$/) });
  return schema.parse(JSON.parse(readFileSync(path, "utf8"))).deployedBytecode as Hex;
}
