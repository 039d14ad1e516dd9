import { type Address, encodeFunctionData, type Hex, keccak256, numberToHex, zeroHash } from "viem";
import { entryAt, keyRecord } from "../../../src/audit/model/state.ts";
import type { State } from "../../../src/audit/model.ts";
import { type Key, type KeyKind, Role, type Roster, type Rulebook } from "../../../src/charter/model.ts";
import * as RosterCodec from "../../../src/charter/roster.ts";
import * as RulebookCodec from "../../../src/charter/rulebook.ts";
import { conclaveAbi } from "../../../src/generated/abi.ts";
import type { Condition } from "../../../src/proposal/conditions.ts";
import * as Documents from "../../../src/proposal/documents.ts";
import type * as Proposal from "../../../src/proposal/proposal.ts";
import * as SelfCall from "../../../src/proposal/self-call.ts";
import type { Random } from "../../proposal/random.ts";
import * as People from "../../support/people.ts";
import type { Cast } from "./cast.ts";
import { SPARE, type Wallets } from "./casting.ts";
import { activationType } from "./deed.ts";
import { FEE_LIMIT, NOWHERE, type Places, saboteurAbi, TOO_MUCH_GAS, TREASURY, vaultAbi } from "./world.ts";

const { DAY, HOUR, ROUTINE, EMERGENCY, RECOVERY, EXECUTORS_FIRST } = People;
const OPEN_TIERS = (1 << ROUTINE) | (1 << EXECUTORS_FIRST);

/** Makes up what is proposed: calls, post-conditions, and the documents that calls name. */
export class Drafter {
  readonly cast: Cast;
  protected readonly places: Places;
  readonly #wallets: Wallets;
  /** What the hashes in proposals stand for. */
  protected readonly documents = new Map<Hex, Documents.Supplied>();
  protected random: Random;
  /** First secret that is free for keys made up now. */
  protected secret = 0;
  protected isClosing = false;

  constructor(cast: Cast, places: Places, wallets: Wallets, random: Random) {
    this.cast = cast;
    this.places = places;
    this.#wallets = wallets;
    this.random = random;
  }

  protected async calls(state: State, tier: number, time: number): Promise<readonly Proposal.Call[]> {
    if (tier === RECOVERY && !this.rarely()) return [await this.#amendment(state, "amendRoster", time)];
    if (tier === 0) return this.#tierZeroCalls(state, time);
    if (this.rarely()) return [this.self("lift", [this.random.below(12)])];
    if (tier === EMERGENCY && !this.rarely()) return [this.pick(this.#emergencies())];
    const count = this.pick([1, 1, 1, 2, 3]);
    return Array.from({ length: count }, () => this.#plainCall(tier));
  }

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

  async #tierZeroCalls(state: State, time: number): Promise<readonly Proposal.Call[]> {
    if (this.isClosing && this.random.bool()) {
      const close = this.self("close", [NOWHERE]);
      return this.pick([
        [close],
        [this.self("approveMessage", [zeroHash, time]), close],
        [close, close],
        [close, this.self("approveMessage", [zeroHash, time])],
      ]);
    }
    const suspended = [...state.holders].filter(([, { suspendedUntil }]) => suspendedUntil > time);
    const holder = suspended.length > 0 && !this.rarely() ? this.pick(suspended)[0] : this.random.below(12);
    const spare = this.rarely() ? this.random.below(24) : this.pick(SPARE);
    const active = SPARE.filter((index) => keyRecord(state, index).state === "Active");
    const retiring = [...state.keys]
      .filter(([, { state: now }]) => now === "Retiring")
      .map(([index]) => index);
    const items = (state.rulebook?.value.items ?? []).map(RulebookCodec.itemId);
    const waived = retiring.length > 0 && !this.rarely() ? this.pick(retiring) : spare;
    const makers: readonly (() => Proposal.Call | Promise<Proposal.Call>)[] = [
      () => this.#plainCall(0),
      () => this.#plainCall(0),
      () => this.self("lift", [holder]),
      () => this.self("beginRetirement", [active.length > 0 && !this.rarely() ? this.pick(active) : spare]),
      () => this.self("waive", [waived, this.pick([zeroHash, ...items, ...items])]),
      () => this.self("waive", [waived, this.pick([zeroHash, ...items, ...items])]),
      () =>
        this.self("approveMessage", [
          this.random.bytes(32),
          time + this.pick([-DAY, HOUR, 5 * DAY, 90 * DAY]),
        ]),
      () => (this.random.bool() ? this.self("compromise", [spare]) : this.#plainCall(0)),
      () => this.#amendment(state, "amendRoster", time),
      () => this.#amendment(state, "amendRoster", time),
      () => this.#amendment(state, "amendRoster", time),
      () => this.#amendment(state, "renew", time),
      () => this.#amendment(state, "amendRulebook", time),
    ];
    const calls: Proposal.Call[] = [];
    for (let count = this.pick([1, 1, 1, 1, 2]); count > 0; count--) calls.push(await this.pick(makers)());
    return calls;
  }

  #plainCall(tier: number): Proposal.Call {
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
  #emergencies(): readonly Proposal.Call[] {
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
    const [first, second, third] = this.#emergencies() as [Proposal.Call, Proposal.Call, Proposal.Call];
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

  async #amendment(state: State, name: SelfCall.DocumentCall, time: number): Promise<Proposal.Call> {
    const made = await this.#document(state, name, time);
    const garbled = this.random.below(12) === 0;
    const document = garbled ? this.#garbled(made.document) : made.document;
    const hash = keccak256(document);
    this.documents.set(hash, { document, activations: made.activations });
    const call = this.self(name, [hash]);
    if (this.random.below(30) > 0) return call;
    // The document may as well stand in the proposal itself.
    return {
      ...call,
      data: `${call.data}${Documents.encode({ document, activations: made.activations }).slice(2)}`,
    };
  }

  async #document(state: State, name: SelfCall.DocumentCall, time: number): Promise<Documents.Supplied> {
    const { domain } = state.setting;
    if (name === "amendRulebook") {
      const serial = (state.rulebook?.value.serial ?? 0) + (this.rarely() ? 2 : 1);
      return { document: RulebookCodec.encode(this.rulebook(serial)), activations: [] };
    }
    if (name === "renew")
      return { document: RosterCodec.encode(this.#renewed(state, time)), activations: [] };
    const next = this.#amended(state, time);
    const activations: Documents.Activation[] = [];
    for (const [index, key] of next.keys.entries()) {
      const isNew = key !== null && key.since === next.serial;
      if (isNew && this.random.bool())
        activations.push(await this.activation(domain, key, index, time + 90 * DAY));
    }
    return { document: RosterCodec.encode(next), activations };
  }

  #renewed({ roster }: State, time: number): Roster {
    const expiry = Math.floor((time + this.pick([100, 200, 300, 330, 400]) * DAY) / 60);
    const extend = (key: Key | null) => key && { ...key, expiry: Math.max(expiry, key.expiry) };
    const { serial, keys, cooldown } = roster.value;
    const next = { ...roster.value, serial: serial + 1, keys: keys.map(extend) };
    return this.rarely() ? { ...next, cooldown: cooldown + 1 } : next;
  }

  /** A roster that changes one thing, allowed or not. */
  #amended(state: State, time: number): Roster {
    const old = state.roster.value;
    const serial = old.serial + (this.rarely() ? 2 : 1);
    const index = this.rarely() ? this.random.below(old.keys.length) : this.pick(SPARE);
    const chosen = old.keys[index] ?? null;
    const entering = { since: serial, predecessor: null };
    const expiry = Math.ceil((time + this.pick([30, 200, 300]) * DAY) / 60);
    const at = (place: number, key: Key | null) => {
      const keys = place < old.keys.length ? old.keys.with(place, key) : [...old.keys, key];
      return { ...old, serial, keys };
    };
    const place = old.keys.length >= 40 ? index : old.keys.length;
    const fresh: Key = {
      ...this.#newSigner(),
      ...entering,
      holder: this.random.below(13),
      roles: this.pick([1, 2, 4, 32]),
      expiry,
    };
    const tier = this.random.below(old.tiers.length);
    const tuned = this.pick([
      { approvals: 1 },
      { approvals: 2 },
      { delay: 6 * HOUR },
      { delay: 20 * HOUR },
      { grace: 5 * DAY },
      { grace: DAY },
      { override: 3 },
      { testerNeeded: true },
      { executorFirst: true },
    ] as const);
    const gone = [...state.keys].filter(([, { state: now }]) => now === "Retired" || now === "Compromised");
    const ended = gone.length > 0 ? this.pick(gone)[0] : index;
    switch (this.random.below(11)) {
      case 0:
        return { ...old, serial };
      case 1:
        return at(this.rarely() ? index : ended, null);
      case 2:
        return chosen ? at(index, { ...chosen, roles: this.pick([1, 2, 4, 8, 32, 65]) }) : { ...old, serial };
      case 3:
        return at(ended, { ...fresh, roles: Role.APPROVER });
      case 4:
        return {
          ...old,
          serial,
          tiers: old.tiers.with(tier, { ...(old.tiers[tier] as Roster["tiers"][number]), ...tuned }),
        };
      case 5: {
        // What has a tombstone, or is there already, comes back.
        const back = entryAt(state, ended);
        if (back === null || place === ended) return { ...old, serial };
        const twice = at(place, { ...back, ...entering });
        return this.rarely() ? twice : { ...twice, keys: twice.keys.with(ended, null) };
      }
      case 6:
      case 7:
        return at(place, fresh);
      default:
        if (chosen === null || place === index) return { ...old, serial, cooldown: old.cooldown + 1 };
        return at(place, { ...chosen, ...this.#newSigner(), predecessor: index, since: serial, expiry });
    }
  }

  #newSigner(): { kind: KeyKind; signer: Hex } {
    const secret = this.secret++;
    if (this.random.below(4) > 0) return { kind: "EOA", signer: this.cast.eoa(secret) };
    return { kind: "ERC7913", signer: this.cast.passkey(this.#wallets.verifier, secret) };
  }

  protected async activation(domain: Proposal.Domain, key: Key, index: number, deadline: number) {
    const typed = activationType(domain, key, index, deadline);
    const signature = await (this.rarely()
      ? this.cast.forge(key, typed, this.random)
      : this.cast.sign(key, typed, this.random));
    return { key: index, deadline, signature };
  }

  protected self(...[name, args]: [SelfCall.SelfCallName, readonly unknown[]]): Proposal.Call {
    return SelfCall.call(this.places.conclave, name, args as never);
  }

  #garbled(document: Hex): Hex {
    const at = 2 + 2 * this.random.below(document.length / 2 - 1);
    return `${document.slice(0, at)}${this.random.bytes(1).slice(2)}${document.slice(at + 2)}` as Hex;
  }

  protected rarely(): boolean {
    return this.random.below(15) === 0;
  }

  protected pick<T>(from: readonly T[]): T {
    return from[this.random.below(from.length)] as T;
  }
}

function encodeSelector(): Hex {
  return encodeFunctionData({ abi: saboteurAbi, functionName: "act", args: [0, NOWHERE, "0x"] }).slice(
    0,
    10,
  ) as Hex;
}
