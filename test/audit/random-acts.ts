import { type Account, keccak256, zeroHash } from "viem";
import { entryAt, holderRecord, keyRecord, laneWord } from "../../src/audit/model/state.ts";
import type { Act, Consent, Operation, State } from "../../src/audit/model.ts";
import { Role } from "../../src/charter/model.ts";
import * as RosterCodec from "../../src/charter/roster.ts";
import * as Documents from "../../src/proposal/documents.ts";
import * as Proposal from "../../src/proposal/proposal.ts";
import * as Stamp from "../../src/proposal/stamp.ts";
import * as TypedData from "../../src/proposal/typed-data.ts";
import * as People from "../support/people.ts";
import { Drafter } from "./random-drafter.ts";

/** The same call twice: for the model, and for the contract. */
export type Move = {
  readonly act: Act;
  readonly functionName: string;
  readonly args: readonly unknown[];
  readonly from: Account;
};

type Typed = TypedData.TypedData;
const { DAY, HOUR } = People;

/** Plays a Conclave at random: mostly what people would do, sometimes what they may not. */
export class Player extends Drafter {
  /** Seconds until the next move. */
  pause(): number {
    const long = this.random.below(50) === 0 ? [9 * DAY, 31 * DAY] : [];
    return this.pick([1, 60, HOUR, HOUR, 6 * HOUR, 12 * HOUR, DAY, ...long]);
  }

  async move(state: State, time: number): Promise<Move> {
    const moves = [
      ...Array.from({ length: 6 }, () => this.#schedule),
      ...Array.from({ length: 5 }, () => this.#execute),
      this.#end,
      this.#end,
      this.#stop,
      this.#guardian,
      this.#activate,
      this.#approve,
      this.#attest,
      this.#compromiseOwn,
      this.#retire,
    ];
    return this.pick(moves).call(this, state, time);
  }

  async #schedule(state: State, time: number): Promise<Move> {
    const tier = this.pick([0, 0, 0, 1, 1, 2, 3, 4]);
    const open = state.laneCounts.get(tier) ?? 0;
    const lane = Proposal.laneOf(tier, this.rarely() ? 2 : this.random.below(Math.min(open + 1, 3)));
    const { config, roster } = state;
    const stale = this.rarely();
    const proposal: Proposal.Proposal = {
      lane,
      prev: this.rarely() ? zeroHash : laneWord(state, lane),
      epoch: Math.max(0, config.epoch + (stale ? this.pick([-1, 1]) : 0)),
      created: time - this.pick([0, HOUR, DAY]),
      deadline: time + (this.rarely() ? -1 : DAY),
      approvals: Math.max(
        0,
        (roster.value.tiers[tier]?.approvals ?? 1) + this.pick([0, 0, 0, 0, 0, 0, 1, 1, -1]),
      ),
      calls: await this.calls(state, tier, time),
      conditions: [],
      note: zeroHash,
    };
    const tested = roster.value.tiers[tier]?.testerNeeded === true ? !this.rarely() : this.rarely();
    const report = tested ? this.random.bytes(32) : zeroHash;
    const counted = roster.value.tiers[tier]?.roles ?? 0;
    const wanted = [
      tier === People.RECOVERY ? Role.RECOVERY : Role.PROPOSER,
      ...(tested ? [Role.TESTER] : []),
      ...Array.from({ length: proposal.approvals + this.pick([0, 0, 0, 0, 0, 1, 1, -1]) }, () => counted),
    ];
    const keys = this.keysFor(state, wanted);
    const { domain } = state.setting;
    const id = Proposal.id(domain, proposal);
    const preApproved = (key: number) => {
      const entry = entryAt(state, key);
      return entry !== null && state.preApprovals.has(`${id}/${RosterCodec.identity(entry).toLowerCase()}`);
    };
    const signatures: Consent[] = keys.map((key, index) => ({
      key,
      onChain: index > (tested ? 1 : 0) ? preApproved(key) || this.rarely() : this.rarely(),
    }));
    const typed = (index: number): Typed => {
      if (index === 0) return TypedData.propose(domain, proposal);
      return tested && index === 1
        ? TypedData.test(domain, { proposal, report })
        : TypedData.approve(domain, proposal);
    };
    const packed = await this.packed(state, signatures, typed);
    const from = signatures[0]?.onChain ? this.speaker(state, signatures[0].key) : People.OUTSIDER;
    return {
      act: { act: "schedule", time, sender: from.address, proposal, report, signatures },
      functionName: "scheduleProposal",
      args: [Proposal.toArgs(proposal, report), packed],
      from,
    };
  }

  async #execute(state: State, time: number): Promise<Move> {
    const operation = this.operation(state, time);
    if (operation === null) return this.#schedule(state, time);
    const supplied = Documents.named(state.setting.domain.verifyingContract, operation.proposal.calls)
      .map(({ hash }) => this.documents.get(hash))
      .filter((document) => document !== undefined);
    const documents = this.rarely() ? [] : supplied;
    const from = this.pick([People.OUTSIDER, People.account(People.PIA)]);
    return {
      act: { act: "execute", time, sender: from.address, operation, documents },
      functionName: documents.length === 0 ? "execute" : "amend",
      args: [...handed(operation), ...(documents.length === 0 ? [] : [documents.map(Documents.encode)])],
      from,
    };
  }

  /** A guardian cancels, or somebody clears. */
  async #end(state: State, time: number): Promise<Move> {
    const operation = this.operation(state, time);
    if (operation === null) return this.#guardian(state, time);
    const { lane } = operation.proposal;
    if (this.random.bool()) {
      return {
        act: { act: "clear", time, sender: People.OUTSIDER.address, operation },
        functionName: "clear",
        args: handed(operation),
        from: People.OUTSIDER,
      };
    }
    const word = laneWord(state, lane);
    const guardian = this.keyFor(state, Role.GUARDIAN);
    const deadline = this.deadline(time);
    const typed = TypedData.cancel(state.setting.domain, { lane, word, guardian, deadline });
    const { onChain, signature, from } = await this.consent(state, guardian, typed);
    const signed = { time, sender: from.address, guardian, deadline, onChain };
    return this.random.bool()
      ? {
          act: { act: "cancel", lane, word, ...signed },
          functionName: "cancel",
          args: [lane, word, guardian, deadline, signature],
          from,
        }
      : {
          act: { act: "cancelProtected", operation, ...signed },
          functionName: "cancelProtected",
          args: [...handed(operation), guardian, deadline, signature],
          from,
        };
  }

  async #stop(state: State, time: number): Promise<Move> {
    const lane = this.rarely() ? 0 : People.RECOVERY << 8;
    const word = laneWord(state, lane);
    const keys = this.keysFor(
      state,
      [Role.APPROVER, Role.APPROVER, Role.APPROVER].slice(this.random.below(3)),
    );
    const signatures = keys.map((key) => ({ key, onChain: false }));
    const typed = TypedData.stop(state.setting.domain, { lane, word });
    return {
      act: { act: "stop", time, sender: People.OUTSIDER.address, lane, word, signatures },
      functionName: "stop",
      args: [lane, word, await this.packed(state, signatures, () => typed)],
      from: People.OUTSIDER,
    };
  }

  async #guardian(state: State, time: number): Promise<Move> {
    const name = this.pick(["suspend", "suspend", "liftOwn", "liftOwn", "voidAll"] as const);
    const guardian = this.keyFor(state, Role.GUARDIAN);
    const deadline = this.deadline(time);
    const { domain } = state.setting;
    if (name === "voidAll") {
      const { acts: act } = holderRecord(state, entryAt(state, guardian)?.holder ?? 0);
      const typed = TypedData.void(domain, { act, guardian, deadline });
      const { onChain, signature, from } = await this.consent(state, guardian, typed);
      return {
        act: { act: name, time, sender: from.address, guardian, deadline, onChain },
        functionName: name,
        args: [guardian, deadline, signature],
        from,
      };
    }
    const suspended = [...state.holders].filter(([, record]) => record.suspendedUntil > time);
    const target =
      name === "liftOwn" && suspended.length > 0 ? this.pick(suspended)[0] : this.random.below(10);
    const { changes: change } = holderRecord(state, target);
    const typed = (name === "suspend" ? TypedData.suspend : TypedData.lift)(domain, {
      holder: target,
      change,
      guardian,
      deadline,
    });
    const { onChain, signature, from } = await this.consent(state, guardian, typed);
    return {
      act: { act: name, time, sender: from.address, holder: target, guardian, deadline, onChain },
      functionName: name,
      args: [target, guardian, deadline, signature],
      from,
    };
  }

  async #activate(state: State, time: number): Promise<Move> {
    const waiting = state.roster.value.keys.flatMap((key, index) =>
      key !== null && !state.keys.has(index) ? [index] : [],
    );
    const key = waiting.length > 0 && !this.rarely() ? this.pick(waiting) : this.random.below(16);
    const deadline = this.deadline(time);
    const { signature } = await this.activation(state.roster.value, key, deadline);
    return {
      act: { act: "activate", time, sender: People.OUTSIDER.address, key, deadline },
      functionName: "activate",
      args: [key, deadline, signature],
      from: People.OUTSIDER,
    };
  }

  async #approve(state: State, time: number): Promise<Move> {
    const key = this.keyFor(state, Role.APPROVER);
    const id = this.pick([keccak256("0x01"), keccak256("0x02")]);
    const from = this.rarely() ? People.OUTSIDER : this.speaker(state, key);
    return {
      act: { act: "approve", time, sender: from.address, id, key },
      functionName: "approve",
      args: [id, key],
      from,
    };
  }

  async #attest(state: State, time: number): Promise<Move> {
    const witness = this.random.below(13);
    const [kind, subject, hash] = [this.random.below(3), keccak256("0x03"), keccak256("0x04")];
    const deadline = this.deadline(time);
    const typed = TypedData.attest(state.setting.domain, { kind, subject, hash, witness, deadline });
    const { onChain, signature, from } = await this.consent(state, witness, typed);
    return {
      act: { act: "attest", time, sender: from.address, kind, subject, hash, witness, deadline, onChain },
      functionName: "attest",
      args: [kind, subject, hash, witness, deadline, signature],
      from,
    };
  }

  async #compromiseOwn(state: State, time: number): Promise<Move> {
    // Rarely a key that tier 0 needs: else nobody is left to play on.
    const key = this.rarely() ? this.random.below(16) : this.pick([People.BEN_SECOND, 14, 15]);
    const deadline = this.deadline(time);
    const entry = entryAt(state, key);
    const keyHash = entry === null ? zeroHash : RosterCodec.keyHash(entry);
    const { changes: change } = keyRecord(state, key);
    const typed = TypedData.compromise(state.setting.domain, { key, keyHash, change, deadline });
    const { onChain, signature, from } = await this.consent(state, key, typed);
    return {
      act: { act: "compromiseOwn", time, sender: from.address, key, deadline, onChain },
      functionName: "compromiseOwn",
      args: [key, deadline, signature],
      from,
    };
  }

  async #retire(state: State, time: number): Promise<Move> {
    const retiring = [...state.keys].filter(([, record]) => record.state === "Retiring");
    const key = retiring.length > 0 ? this.pick(retiring)[0] : this.random.below(16);
    return {
      act: { act: "retire", time, sender: People.OUTSIDER.address, key, notClear: [] },
      functionName: "retire",
      args: [key],
      from: People.OUTSIDER,
    };
  }
}

/** An operation as the contract wants it handed back. */
function handed({ proposal, stamp, report }: Operation): readonly unknown[] {
  return [Proposal.toArgs(proposal, report), Stamp.encode(stamp)];
}
