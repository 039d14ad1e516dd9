import { type Address, encodeFunctionData, type Hex, keccak256, numberToHex, zeroHash } from "viem";
import type { Rulebook } from "../../../src/charter/model.ts";
import { conclaveAbi } from "../../../src/generated/abi.ts";
import type { Condition } from "../../../src/proposal/conditions.ts";
import type * as Proposal from "../../../src/proposal/proposal.ts";
import * as People from "../../support/people.ts";
import { Rosters } from "./rosters.ts";
import { FEE_LIMIT, NOWHERE, saboteurAbi, TOO_MUCH_GAS, TREASURY, vaultAbi } from "./world.ts";

const { ROUTINE, EMERGENCY, EXECUTORS_FIRST } = People;
const OPEN_TIERS = (1 << ROUTINE) | (1 << EXECUTORS_FIRST);

/** Makes up what is asked of other contracts, and the rulebook that allows it. */
export class Errands extends Rosters {
  /** What anybody can read afterwards; mostly what then holds. */
  protected conditions(): readonly Condition[] {
    const { conclave, vault, saboteur } = this.places;
    const value = BigInt(this.random.below(50) + 1);
    const read = (trick: number): Condition => ({
      target: saboteur,
      data: encodeFunctionData({ abi: saboteurAbi, functionName: "read", args: [trick, value] }),
      comparison: this.pick(["EQ", "GE", "LE"] as const),
      expected: numberToHex(value + (this.rarely() ? this.pick([-1n, 1n]) : 0n), { size: 32 }),
    });
    const limit: Condition = {
      target: vault,
      data: encodeFunctionData({ abi: vaultAbi, functionName: "FEE_LIMIT" }),
      comparison: this.pick(["EQ", "GE", "LE"] as const),
      expected: numberToHex(FEE_LIMIT + (this.rarely() ? 1n : 0n), { size: 32 }),
    };
    const unusable: Condition = {
      target: conclave,
      data: encodeFunctionData({ abi: conclaveAbi, functionName: "config" }),
      comparison: this.pick(["GE", "LE"] as const),
      expected: numberToHex(this.pick([0n, 1n << 63n]), { size: 32 }),
    };
    const nowhere: Condition = { ...limit, target: NOWHERE };
    const kinds = [
      read(0),
      read(7),
      limit,
      unusable,
      ...(this.rarely() ? [nowhere, read(this.random.below(9))] : []),
    ];
    return Array.from({ length: this.pick([0, 0, 0, 1, 2]) }, () => this.pick(kinds));
  }

  protected plainCall(tier: number): Proposal.Call {
    const { vault, saboteur, conclave } = this.places;
    const fee = this.rarely() ? FEE_LIMIT + 1n : BigInt(this.random.below(1000));
    const setFee = {
      target: vault,
      value: this.rarely() ? 1n : 0n,
      data: encodeFunctionData({ abi: vaultAbi, functionName: "setFee", args: [fee] }),
      minGas: this.pick([0, 0, 50_000]),
    };
    if (this.random.bool()) return this.rarely() ? { ...setFee, minGas: TOO_MUCH_GAS } : setFee;
    const back = this.pick(["config", "retire", "approve", "close"] as const);
    const args = { config: [], retire: [1], approve: [zeroHash, 1], close: [vault] }[back];
    const data = encodeFunctionData({ abi: conclaveAbi, functionName: back, args } as never) as Hex;
    const trick = this.pick([0, 0, 0, 5, 6, 7, this.random.below(8)]);
    const act = encodeFunctionData({ abi: saboteurAbi, functionName: "act", args: [trick, conclave, data] });
    const call = { target: saboteur, value: BigInt(this.pick([0, 0, 0, 1, 5, 6])), data: act, minGas: 0 };
    const odd: readonly Proposal.Call[] = [
      { ...call, target: NOWHERE },
      { ...call, data: "0x" as Hex, target: NOWHERE },
      { ...call, value: TREASURY + 1n },
      {
        ...call,
        target: this.pick([vault, saboteur]),
        data: encodeFunctionData({ abi: vaultAbi, functionName: "setFee", args: [7n] }),
      },
    ];
    // The last of them would run into code that nobody foretells, if a rule let it.
    return this.rarely() ? this.pick(tier === 0 ? odd.slice(0, 3) : odd) : call;
  }

  /** The exact calls that the rulebook lists, and one that fails. */
  protected emergencies(): readonly Proposal.Call[] {
    const { vault, saboteur, conclave } = this.places;
    const setFee = (fee: bigint) =>
      encodeFunctionData({ abi: vaultAbi, functionName: "setFee", args: [fee] });
    const act = encodeFunctionData({ abi: saboteurAbi, functionName: "act", args: [1, conclave, "0x"] });
    return [
      { target: vault, value: 0n, data: setFee(1n), minGas: 0 },
      { target: vault, value: 0n, data: setFee(2n), minGas: 0 },
      { target: saboteur, value: 0n, data: act, minGas: 0 },
    ];
  }

  /** A rulebook under which the tiers may make most of what is made up here. */
  protected rulebook(serial: number): Rulebook {
    const { vault, saboteur } = this.places;
    const [first, second, third] = this.emergencies() as [Proposal.Call, Proposal.Call, Proposal.Call];
    const exact = ({ target, data }: Proposal.Call, alone: boolean) => ({
      target,
      hash: keccak256(data),
      tiers: 1 << EMERGENCY,
      alone,
    });
    const rule = (target: Address, signature: Hex, maxValue: bigint) => ({
      target,
      selector: signature,
      tiers: this.rarely() ? 1 << ROUTINE : OPEN_TIERS,
      maxValue,
    });
    const items = [
      { kind: "erc20", target: saboteur, parameter: 0n },
      { kind: "ownable", target: vault, parameter: 0n },
      // Nobody answers there: unknown, until tier 0 waives it.
      { kind: "erc20", target: NOWHERE, parameter: 0n },
    ] as const;
    return {
      serial,
      rules: [rule(vault, "0x69fe0e2d", 0n), rule(saboteur, encodeSelector(), 5n)].slice(
        this.rarely() ? 1 : 0,
      ),
      exactRules: [exact(first, true), exact(second, false), exact(third, false)],
      items: items.slice(0, this.pick([0, 1, 2, 2, 3])),
    };
  }
}

function encodeSelector(): Hex {
  return encodeFunctionData({ abi: saboteurAbi, functionName: "act", args: [0, NOWHERE, "0x"] }).slice(
    0,
    10,
  ) as Hex;
}
