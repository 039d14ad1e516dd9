import { decodeErrorResult, encodeFunctionData, type Hex, keccak256 } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Rulebook } from "../../src/charter/model.ts";
import * as RulebookCodec from "../../src/charter/rulebook.ts";
import { conclaveAbi, errorsAbi } from "../../src/generated/abi.ts";
import type { Call } from "../../src/proposal/calls.ts";
import { create } from "../../src/proposal/file.ts";
import * as Proposal from "../../src/proposal/proposal.ts";
import * as Rules from "../../src/proposal/rules.ts";
import * as SelfCall from "../../src/proposal/self-call.ts";
import * as Source from "../../src/proposal/source.ts";
import { firstWord } from "../../src/proposal/word.ts";
import { type Random, random } from "../proposal/random.ts";
import { draft, SIGNING_WINDOW } from "../simulation/stage.ts";
import { open, type Scene } from "./scene.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await open();
});
afterAll(() => scene.close());

const EMPTY: Rulebook = { serial: 1, rules: [], exactRules: [], items: [] };

/** Few targets, selectors and values, so that calls and rules meet often. */
const pick = <T>(r: Random, values: readonly [T, ...T[]]): T => values[r.below(values.length)] ?? values[0];
const SELECTORS = ["0x11111111", "0x22222222", "0x00000000"] as const;
const DATA = ["0x11111111", "0x22222222", "0x2222222299", "0x1111", "0x", "0x00000000"] as const;
const VALUES = [0n, 0n, 0n, 1n, 5n] as const;

function randomBook(r: Random, targets: readonly [Hex, ...Hex[]]): Rulebook {
  const rules = targets.flatMap((target) =>
    SELECTORS.filter(() => r.bool()).map((selector) => ({
      target,
      selector,
      tiers: 1 + r.below(15),
      maxValue: pick(r, VALUES),
    })),
  );
  const exactRules = targets.flatMap((target) =>
    DATA.filter(() => r.bool()).map((data) => ({
      target,
      hash: keccak256(data),
      tiers: 1 + r.below(15),
      alone: r.bool(),
    })),
  );
  return { ...EMPTY, rules, exactRules };
}

function randomCalls(r: Random, conclave: Hex, targets: readonly [Hex, ...Hex[]]): Call[] {
  return r.list(1 + r.below(2), (): Call => {
    if (r.below(5) === 0)
      return SelfCall.call(conclave, pick(r, ["amendRoster", "renew"] as const), [keccak256("0x")]);
    return { target: pick(r, targets), value: pick(r, VALUES), data: pick(r, DATA), minGas: 0 };
  });
}

/** Name and arguments, as text, of the contract's error that is the twin of a refusal. */
function asError({ name, ...fields }: Rules.Refusal): string {
  return [name, ...Object.values(fields)].join(" ").toLowerCase();
}

test("the rules in TypeScript are the contract's, on random rulebooks and calls", async () => {
  const { stage, provider } = scene;
  const { domain } = stage;
  const conclave = domain.verifyingContract;
  const rulebook = RulebookCodec.encode(EMPTY);
  await scene.enact(await draft(provider, stage, Source.fromAmendment(conclave, { rulebook })));
  const carrier = await scene.client.readContract({
    address: conclave,
    abi: conclaveAbi,
    functionName: "rulebookCarrier",
  });
  const targets = [stage.target.toLowerCase() as Hex, "0x00000000000000000000000000000000000000bb"] as const;
  const { timestamp } = await scene.client.getBlock();
  const r = random(11);
  const seen = new Map<string, number>();
  for (let round = 0; round < 600; round++) {
    const book = randomBook(r, targets);
    const document = RulebookCodec.encode(book);
    await provider.request({ method: "hardhat_setCode", params: [carrier, `0x00${document.slice(2)}`] });
    const calls = randomCalls(r, conclave, targets);
    const tier = r.below(5);
    const lane = Proposal.laneOf(tier, tier === 0 ? 1 : 0);
    const { proposal } = create({
      domain,
      lane,
      prev: firstWord(domain, lane),
      epoch: 0,
      created: Number(timestamp),
      signingWindow: SIGNING_WINDOW,
      approvals: 0,
      calls: calls.map((call) => (call.target === conclave ? { ...call, data: `${call.data}` } : call)),
      documents: calls.flatMap((call) =>
        call.target === conclave ? [{ document: "0x", activations: [] }] : [],
      ),
      title: "x",
      charter: keccak256("0x"),
    });
    const data = encodeFunctionData({
      abi: conclaveAbi,
      functionName: "scheduleProposal",
      args: [Proposal.pack(proposal), "0x"],
    });
    // A trace, since Hardhat takes its time to explain a call that failed.
    const call = { from: scene.stage.target, to: conclave, data, gas: "0x1000000" };
    const frame = await provider.request({
      method: "debug_traceCall",
      params: [call, "latest", { tracer: "callTracer" }],
    });
    const { output: said } = frame as { output: Hex };
    const { errorName, args = [] } = decodeErrorResult({ abi: errorsAbi, data: said });
    const judgement = Rules.judge(conclave, proposal.calls, tier, stage.roster, book);
    // If the rules allow it, the next thing looked at is whether no approval at all is enough, then the signatures.
    const expected = judgement.refusal
      ? asError(judgement.refusal)
      : judgement.alone
        ? "signaturesmalformed 0"
        : "toofewdemanded";
    expect([errorName, ...args].join(" ").toLowerCase().slice(0, expected.length)).toBe(expected);
    seen.set(errorName, (seen.get(errorName) ?? 0) + 1);
  }
  // Every outcome came up, else the comparison says little.
  expect([...seen.keys()].sort()).toEqual([
    "CallNotAllowed",
    "SelfCallRefused",
    "SignaturesMalformed",
    "TooFewDemanded",
    "UnknownTier",
    "ValueAboveRule",
  ]);
});
