import { type Address, type Hex, keccak256, zeroHash } from "viem";
import { entryAt, laneWord } from "../../../src/audit/model/state.ts";
import type { Operation, State } from "../../../src/audit/model.ts";
import { Role } from "../../../src/charter/model.ts";
import { proposerRoles } from "../../../src/charter/quorum.ts";
import * as RosterCodec from "../../../src/charter/roster.ts";
import * as RulebookCodec from "../../../src/charter/rulebook.ts";
import * as Documents from "../../../src/proposal/documents.ts";
import * as Proposal from "../../../src/proposal/proposal.ts";
import type { SignatureEntry } from "../../../src/proposal/signatures.ts";
import * as Word from "../../../src/proposal/word.ts";
import * as People from "../../support/people.ts";
import { type Deed, scheduleTypes } from "./deed.ts";
import { OUTSIDER, Signatories } from "./signatories.ts";

const { DAY, HOUR, RECOVERY } = People;
type Proposed = { readonly proposal: Proposal.Proposal; readonly report: Hex };

/** Schedules and executes. */
export class Proposers extends Signatories {
  /** Proposals that some approve on-chain before they are scheduled. */
  protected readonly waiting: Proposed[] = [];

  /** Tier 0 gives itself a rulebook, without which only tier 0 can act. */
  async firstRulebook(state: State, time: number): Promise<Deed> {
    const document = RulebookCodec.encode(this.rulebook(1));
    const hash = keccak256(document);
    this.documents.set(hash, { document, activations: [] });
    const proposal: Proposal.Proposal = {
      lane: 0,
      prev: laneWord(state, 0),
      epoch: state.config.epoch,
      created: time,
      deadline: time,
      approvals: 2,
      calls: [this.self("amendRulebook", [hash])],
      conditions: [],
      note: zeroHash,
    };
    const typed = scheduleTypes(state.setting.domain, proposal, hash);
    const entries: SignatureEntry[] = [];
    for (const [index, key] of [People.ANA, People.EVE, People.BEN, People.CLEO].entries()) {
      const entry = entryAt(state, key);
      if (entry) entries.push({ key, signature: await this.cast.sign(entry, typed(index), this.random) });
    }
    return { name: "schedule", from: OUTSIDER, proposal, report: hash, entries, cut: false };
  }

  /** Executes what waits in a lane. */
  executed(operation: Operation): Deed {
    return { name: "execute", from: OUTSIDER, operation, documents: this.#supplied(operation) };
  }

  /** A proposal as somebody would draft it, with something wrong now and then. */
  protected async proposal(state: State, time: number): Promise<Proposed> {
    const tier = this.random.below(50) === 0 ? 7 : this.pick([0, 0, 0, 0, 1, 1, 2, 2, 3, 4, 4]);
    const open = state.laneCounts.get(tier) ?? 0;
    const lanes = Array.from({ length: Math.min(open + 1, 4) }, (_, number) => Proposal.laneOf(tier, number));
    const free = lanes.filter((lane) => Word.isFree(laneWord(state, lane), time));
    const wrongLane = this.rarely() ? [...lanes, Proposal.laneOf(tier, open + 1)] : free;
    const lane =
      tier === RECOVERY && !this.rarely()
        ? RECOVERY << 8
        : this.pick(wrongLane.length > 0 ? wrongLane : lanes);
    const { config, roster, setting } = state;
    const terms = roster.value.tiers[tier];
    const created =
      time + this.pick([0, -HOUR, -DAY, ...(this.rarely() ? [1, -setting.signingWindow - 1] : [])]);
    const window = created + setting.signingWindow;
    const stale = tier === RECOVERY ? [-1, 0, 1] : [-1, 1];
    const proposal: Proposal.Proposal = {
      lane,
      prev: this.rarely() ? this.pick([zeroHash, ...state.lanes.values()]) : laneWord(state, lane),
      epoch: Math.max(0, config.epoch + (this.rarely() ? this.pick(stale) : 0)),
      created,
      deadline: this.rarely() ? this.pick([time - 1, window + 1]) : Math.min(time + HOUR, window),
      approvals: Math.max(
        0,
        (terms?.approvals ?? 1) + this.pick([0, 0, 0, 0, 0, 1, 1, this.rarely() ? -1 : 0]),
      ),
      calls: await this.calls(state, tier, time),
      conditions: this.conditions(),
      note: this.random.bytes(32),
    };
    const tested = terms?.testerNeeded === true ? !this.rarely() : this.rarely();
    return { proposal, report: tested ? this.random.bytes(32) : zeroHash };
  }

  protected async schedule(state: State, time: number): Promise<Deed> {
    const known = this.waiting.filter(
      ({ proposal }) => proposal.prev === laneWord(state, proposal.lane) && proposal.deadline >= time,
    );
    const proposed =
      known.length > 0 && this.random.below(4) > 0 ? this.pick(known) : await this.proposal(state, time);
    const { proposal, report } = proposed;
    const terms = state.roster.value.tiers[Proposal.tierOf(proposal.lane)];
    const alone = proposal.approvals > 0 && terms?.delay === 0 && this.random.below(4) === 0;
    const final = alone ? { ...proposal, approvals: 0 } : proposal;
    const surplus = this.random.below(20) === 0 ? 1 : 0;
    const missing = this.rarely() ? 1 : 0;
    const wanted = [
      terms === undefined ? Role.PROPOSER : proposerRoles(terms),
      ...(report === zeroHash ? [] : [Role.TESTER]),
      ...Array.from(
        { length: Math.max(0, final.approvals + surplus - missing) },
        () => terms?.roles ?? Role.APPROVER,
      ),
    ];
    const keys = this.keysFor(state, wanted, time);
    const { domain } = state.setting;
    const typed = scheduleTypes(domain, final, report);
    const id = Proposal.id(domain, final);
    const entries: SignatureEntry[] = [];
    let from: Address = OUTSIDER;
    for (const [index, key] of keys.entries()) {
      const entry = entryAt(state, key);
      const isApproval = index > (report === zeroHash ? 0 : 1);
      const approved =
        entry !== null && state.preApprovals.has(`${id}/${RosterCodec.identity(entry).toLowerCase()}`);
      const silent = isApproval ? approved || this.rarely() : this.random.below(10) === 0;
      if (silent && !isApproval) from = this.speaker(state, key);
      entries.push({ key, signature: silent ? "0x" : await this.signed(state, key, typed(index)) });
    }
    return { name: "schedule", from, proposal: final, report, entries, cut: this.random.below(100) === 0 };
  }

  protected async execute(state: State, time: number): Promise<Deed> {
    const operation = this.operation(state, time);
    if (operation === null) return this.schedule(state, time);
    const supplied = this.#supplied(operation);
    const others = [...this.documents.values()];
    const wrong = this.pick([[], supplied.map(() => this.pick(others)), [...supplied, ...supplied]]);
    const { reservedUntil } = operation.stamp;
    const executors = [People.account(People.PIA).address, People.account(19).address];
    const from =
      time < reservedUntil && this.random.below(4) > 0
        ? this.pick(executors)
        : this.pick([OUTSIDER, ...executors]);
    return { name: "execute", from, operation, documents: this.rarely() ? wrong : supplied };
  }

  #supplied({ proposal }: Operation): readonly Documents.Supplied[] {
    return Documents.named(this.places.conclave, proposal.calls)
      .map(({ hash }) => this.documents.get(hash))
      .filter((document) => document !== undefined);
  }

  /** Something pending, mostly due, now and then with something changed. */
  protected operation(state: State, time: number): Operation | null {
    const all = [...state.operations.values()];
    const due = all.filter(
      ({ proposal, stamp }) => stamp.ready <= time && !Word.isExpired(laneWord(state, proposal.lane), time),
    );
    const alive = all.filter(({ proposal }) => !Word.isExpired(laneWord(state, proposal.lane), time));
    const soon = due.length > 0 && !this.rarely() ? due : alive;
    const some = soon.length > 0 && this.random.below(30) > 0 ? soon : all;
    if (some.length === 0 || (due.length === 0 && this.random.bool())) return null;
    const operation = this.pick(some);
    if (!this.rarely()) return operation;
    const { proposal, stamp } = operation;
    return this.pick([
      { ...operation, report: this.random.bytes(32) },
      { ...operation, proposal: { ...proposal, epoch: proposal.epoch + 1 } },
      { ...operation, proposal: { ...proposal, conditions: [] } },
      { ...operation, stamp: { ...stamp, ready: stamp.scheduledAt } },
      { ...operation, stamp: { ...stamp, proposer: stamp.proposer + 1 } },
    ]);
  }
}
