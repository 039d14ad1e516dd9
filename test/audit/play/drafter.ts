import { type Hex, keccak256, zeroHash } from "viem";
import { keyRecord } from "../../../src/audit/model/state.ts";
import type { State } from "../../../src/audit/model.ts";
import * as RosterCodec from "../../../src/charter/roster.ts";
import * as RulebookCodec from "../../../src/charter/rulebook.ts";
import * as Documents from "../../../src/proposal/documents.ts";
import type * as Proposal from "../../../src/proposal/proposal.ts";
import type * as SelfCall from "../../../src/proposal/self-call.ts";
import * as People from "../../support/people.ts";
import { SPARE } from "./casting.ts";
import { Errands } from "./errands.ts";
import { NOWHERE } from "./world.ts";

const { DAY, HOUR, EMERGENCY, RECOVERY } = People;

/** Makes up what is proposed, and the documents that it names. */
export class Drafter extends Errands {
  /** What the hashes in proposals stand for. */
  protected readonly documents = new Map<Hex, Documents.Supplied>();

  protected async calls(state: State, tier: number, time: number): Promise<readonly Proposal.Call[]> {
    if (tier === RECOVERY && !this.rarely()) return [await this.#amendment(state, "amendRoster", time)];
    if (tier === 0) return this.#tierZeroCalls(state, time);
    if (this.rarely()) return [this.self("lift", [this.random.below(12)])];
    if (tier === EMERGENCY && !this.rarely()) return [this.pick(this.emergencies())];
    const count = this.pick([1, 1, 1, 2, 3]);
    return Array.from({ length: count }, () => this.plainCall(tier));
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
      () => this.plainCall(0),
      () => this.plainCall(0),
      () => this.self("lift", [holder]),
      () => this.self("beginRetirement", [active.length > 0 && !this.rarely() ? this.pick(active) : spare]),
      () => this.self("waiveItem", [waived, this.pick([zeroHash, ...items, ...items])]),
      () => this.self("waiveItem", [waived, this.pick([zeroHash, ...items, ...items])]),
      () =>
        this.self("approveMessage", [
          this.random.bytes(32),
          time + this.pick([-DAY, HOUR, 5 * DAY, 90 * DAY]),
        ]),
      () => (this.random.bool() ? this.self("compromise", [spare]) : this.plainCall(0)),
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
    if (name === "renew") return { document: RosterCodec.encode(this.renewed(state, time)), activations: [] };
    const next = this.amended(state, time);
    const activations: Documents.Activation[] = [];
    for (const [index, key] of next.keys.entries()) {
      const isNew = key !== null && key.since === next.serial;
      if (isNew && this.random.bool())
        activations.push(await this.activation(domain, key, index, time + 90 * DAY));
    }
    return { document: RosterCodec.encode(next), activations };
  }

  #garbled(document: Hex): Hex {
    const at = 2 + 2 * this.random.below(document.length / 2 - 1);
    return `${document.slice(0, at)}${this.random.bytes(1).slice(2)}${document.slice(at + 2)}` as Hex;
  }
}
