import { type Address, type Hex, isAddressEqual, keccak256, zeroHash } from "viem";
import { addressOf, entryAt, holderRecord, keyRecord, laneWord } from "../../../src/audit/model/state.ts";
import type { Operation, State } from "../../../src/audit/model.ts";
import { Role } from "../../../src/charter/model.ts";
import { proposerRoles } from "../../../src/charter/quorum.ts";
import * as RosterCodec from "../../../src/charter/roster.ts";
import * as RulebookCodec from "../../../src/charter/rulebook.ts";
import * as Documents from "../../../src/proposal/documents.ts";
import * as Proposal from "../../../src/proposal/proposal.ts";
import { selfCallAbi } from "../../../src/proposal/self-call.ts";
import type { SignatureEntry } from "../../../src/proposal/signatures.ts";
import type { TypedData } from "../../../src/proposal/typed-data.ts";
import * as TypedDatas from "../../../src/proposal/typed-data.ts";
import * as Word from "../../../src/proposal/word.ts";
import { random } from "../../proposal/random.ts";
import * as People from "../../support/people.ts";
import { CODED, SPARE } from "./casting.ts";
import { compromiseType, type Deed, type Single, scheduleTypes, singleType } from "./deed.ts";
import { Drafter } from "./drafter.ts";

const { DAY, HOUR, RECOVERY } = People;
const OUTSIDER = People.OUTSIDER.address;
type Proposed = { readonly proposal: Proposal.Proposal; readonly report: Hex };

/** Plays a Conclave at random: mostly what people would do, often what they may not. */
export class Player extends Drafter {
  /** Proposals that some approve on-chain before they are scheduled. */
  readonly #waiting: Proposed[] = [];
  readonly #done: Deed[] = [];

  /** Each step draws its own numbers, so that it stays what it is when steps before it are left out. */
  begin(seed: number, step: number, isClosing: boolean): void {
    this.random = random(seed * 1_000_003 + step);
    this.secret = 1_000 + step * 16;
    this.isClosing = isClosing;
  }

  /** Seconds until the step. */
  pause(): number {
    const long = this.random.below(20) === 0 ? [3 * DAY, 9 * DAY, 31 * DAY] : [];
    return this.pick([1, 60, HOUR, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, ...long]);
  }

  /** What was done may be tried once more. */
  remember(deed: Deed): void {
    this.#done.push(deed);
  }

  async deed(state: State, time: number): Promise<Deed> {
    const makers = [
      ...Array.from({ length: 7 }, () => this.#schedule),
      ...Array.from({ length: 7 }, () => this.#execute),
      this.#end,
      this.#end,
      this.#stop,
      this.#byGuardian,
      this.#byGuardian,
      this.#activate,
      this.#approve,
      this.#approve,
      this.#attest,
      this.#compromiseOwn,
      this.#retire,
      this.#again,
      this.#asIfSelf,
    ];
    const deed = await this.pick(makers).call(this, state, time);
    const code = [this.places.saboteur, ...CODED.map((key) => People.account(key).address)];
    const isCoded = code.some((address) => isAddressEqual(address, deed.from));
    return isCoded && this.random.below(3) === 0 ? { ...deed, relayed: true } : deed;
  }

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
  async #proposal(state: State, time: number): Promise<Proposed> {
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

  async #schedule(state: State, time: number): Promise<Deed> {
    const known = this.#waiting.filter(
      ({ proposal }) => proposal.prev === laneWord(state, proposal.lane) && proposal.deadline >= time,
    );
    const proposed =
      known.length > 0 && this.random.below(4) > 0 ? this.pick(known) : await this.#proposal(state, time);
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
    const keys = this.#keysFor(state, wanted, time);
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
      if (silent && !isApproval) from = this.#speaker(state, key);
      entries.push({ key, signature: silent ? "0x" : await this.#signed(state, key, typed(index)) });
    }
    return { name: "schedule", from, proposal: final, report, entries, cut: this.random.below(100) === 0 };
  }

  async #execute(state: State, time: number): Promise<Deed> {
    const operation = this.#operation(state, time);
    if (operation === null) return this.#schedule(state, time);
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
  #operation(state: State, time: number): Operation | null {
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

  /** A guardian cancels, or somebody clears. */
  async #end(state: State, time: number): Promise<Deed> {
    const operation = this.#operation(state, time);
    if (operation === null) return this.#byGuardian(state, time);
    if (this.random.bool()) return { name: "clear", from: OUTSIDER, operation };
    const { lane } = operation.proposal;
    const word = this.rarely() ? this.random.bytes(32) : laneWord(state, lane);
    return this.#single(
      state,
      time,
      this.random.bool() ? { name: "cancel", lane, word } : { name: "cancelProtected", operation },
    );
  }

  async #byGuardian(state: State, time: number): Promise<Deed> {
    const name = this.pick(["suspend", "suspend", "suspend", "liftOwn", "liftOwn", "voidAll"] as const);
    if (name === "voidAll") return this.#single(state, time, { name });
    const suspended = [...state.holders].filter(([, { suspendedUntil }]) => suspendedUntil > time);
    const known = name === "liftOwn" && suspended.length > 0 && !this.rarely();
    return this.#single(state, time, {
      name,
      holder: known ? this.pick(suspended)[0] : this.random.below(13),
    });
  }

  async #single(state: State, time: number, act: Single): Promise<Deed> {
    const suspendedBy = act.name === "liftOwn" ? holderRecord(state, act.holder).suspendedBy : null;
    const own = this.#fit(state, Role.GUARDIAN, time).filter((key) => {
      const holder = entryAt(state, key)?.holder ?? 0;
      return suspendedBy === null ? holderRecord(state, holder).readyAt <= time : holder === suspendedBy;
    });
    const [any = 0] = this.#keysFor(state, [Role.GUARDIAN], time);
    const guardian = own.length > 0 && !this.rarely() ? this.pick(own) : any;
    const deadline = this.#deadline(time);
    return {
      ...act,
      guardian,
      deadline,
      ...(await this.#consent(state, guardian, singleType(state, act, guardian, deadline))),
    };
  }

  async #stop(state: State, time: number): Promise<Deed> {
    const lane = this.rarely() ? 0 : RECOVERY << 8;
    const word = laneWord(state, lane);
    if (!Word.decode(word).pending && this.random.below(4) > 0) return this.#schedule(state, time);
    const roles = Array.from({ length: 1 + this.random.below(4) }, () => Role.APPROVER);
    const entries: SignatureEntry[] = [];
    let from: Address = OUTSIDER;
    for (const key of this.#keysFor(state, roles, time)) {
      const silent = this.random.below(8) === 0;
      if (silent) from = this.#speaker(state, key);
      entries.push({
        key,
        signature: silent
          ? "0x"
          : await this.#signed(state, key, TypedDatas.stop(state.setting.domain, { lane, word })),
      });
    }
    return { name: "stop", from, lane, word, entries };
  }

  async #activate(state: State, time: number): Promise<Deed> {
    const waiting = state.roster.value.keys.flatMap((key, index) => {
      const { identity } = keyRecord(state, index);
      return key !== null && identity.toLowerCase() !== RosterCodec.identity(key).toLowerCase()
        ? [index]
        : [];
    });
    const index = waiting.length > 0 && !this.rarely() ? this.pick(waiting) : this.random.below(24);
    const key = entryAt(state, index);
    const deadline = this.#deadline(time);
    const { signature } = key
      ? await this.activation(state.setting.domain, key, index, deadline)
      : { signature: "0x00" as Hex };
    return { name: "activate", from: OUTSIDER, key: index, deadline, signature };
  }

  async #approve(state: State, time: number): Promise<Deed> {
    const { proposal, report } =
      this.random.bool() && this.#waiting.length > 0
        ? this.pick(this.#waiting)
        : await this.#proposal(state, time);
    // Long enough to be approved by others too.
    const later = { ...proposal, deadline: proposal.created + state.setting.signingWindow };
    if (!this.#waiting.some((known) => known.proposal === proposal))
      this.#waiting.push({ proposal: later, report });
    const roles = state.roster.value.tiers[Proposal.tierOf(proposal.lane)]?.roles ?? Role.APPROVER;
    const [key = 0] = this.#keysFor(state, [roles], time);
    const known = this.#waiting.find((each) => each.proposal === proposal)?.proposal ?? later;
    return {
      name: "approve",
      from: this.#speaker(state, key),
      id: Proposal.id(state.setting.domain, known),
      key,
    };
  }

  async #attest(state: State, time: number): Promise<Deed> {
    const retiring = [...state.keys].flatMap(([index, { state: now }]) => {
      const entry = entryAt(state, index);
      return now === "Retiring" && entry !== null && entry.kind !== "EOA" ? [RosterCodec.keyHash(entry)] : [];
    });
    const known = retiring.length > 0 && this.random.below(4) > 0;
    const subject = known ? this.pick(retiring) : this.pick([zeroHash, zeroHash, this.random.bytes(32)]);
    const witness = this.pick(this.#fit(state, 63, time).concat(this.random.below(24)));
    const deadline = this.#deadline(time);
    const act = {
      kind: known ? 1 : this.random.below(3),
      subject,
      hash: this.pick([zeroHash, zeroHash, this.random.bytes(32)]),
      witness,
      deadline,
    };
    return {
      name: "attest",
      ...act,
      ...(await this.#consent(state, witness, TypedDatas.attest(state.setting.domain, act))),
    };
  }

  async #compromiseOwn(state: State, time: number): Promise<Deed> {
    const key = this.random.below(40) === 0 ? this.random.below(24) : this.pick(SPARE.concat(22, 23, 24));
    const deadline = this.#deadline(time);
    return {
      name: "compromiseOwn",
      key,
      deadline,
      ...(await this.#consent(state, key, compromiseType(state, key, deadline))),
    };
  }

  async #retire(state: State): Promise<Deed> {
    const retiring = [...state.keys].filter(([, record]) => record.state === "Retiring");
    const key = retiring.length > 0 && !this.rarely() ? this.pick(retiring)[0] : this.random.below(24);
    return { name: "retire", from: OUTSIDER, key };
  }

  async #again(state: State, time: number): Promise<Deed> {
    return this.#done.length > 0 ? this.pick(this.#done.slice(-8)) : this.#schedule(state, time);
  }

  /** What the Conclave alone may call, called by somebody else. */
  async #asIfSelf(): Promise<Deed> {
    const { name, inputs } = this.pick(selfCallAbi);
    const values = { bytes32: zeroHash, uint8: 1, uint40: 1, address: OUTSIDER };
    const from = this.pick([OUTSIDER, People.account(People.ANA).address]);
    return { name, from, args: inputs.map(({ type }) => values[type]) };
  }

  /** A signature, or now and then the key's address as the caller, or somebody else's. */
  async #consent(state: State, index: number, typed: TypedData): Promise<{ signature: Hex; from: Address }> {
    if (this.random.below(8) === 0) return { signature: "0x", from: this.#speaker(state, index) };
    return { signature: await this.#signed(state, index, typed), from: OUTSIDER };
  }

  async #signed(state: State, index: number, typed: TypedData): Promise<Hex> {
    const key = entryAt(state, index);
    if (key === null) return "0x00";
    return this.random.below(30) === 0
      ? this.cast.forge(key, typed, this.random)
      : this.cast.sign(key, typed, this.random);
  }

  #speaker(state: State, index: number): Address {
    const key = entryAt(state, index);
    const address = key === null || this.rarely() ? null : addressOf(key);
    return address ?? OUTSIDER;
  }

  /** Keys with these roles, of different holders if there are; now and then any keys. */
  #keysFor(state: State, roles: readonly number[], time: number): number[] {
    const holders = new Set<number>();
    return roles.map((role) => {
      const fit = this.#fit(state, role, time).filter(
        (index) => !holders.has(entryAt(state, index)?.holder ?? -1),
      );
      const index =
        fit.length === 0 || this.random.below(30) === 0
          ? this.random.below(state.roster.value.keys.length + 1)
          : this.pick(fit);
      holders.add(entryAt(state, index)?.holder ?? -1);
      return index;
    });
  }

  #fit(state: State, roles: number, time: number): number[] {
    return state.roster.value.keys.flatMap((key, index) => {
      if (key === null || (key.roles & roles) === 0 || keyRecord(state, index).state !== "Active") return [];
      const isOut = time >= key.expiry * 60 || time < holderRecord(state, key.holder).suspendedUntil;
      return isOut ? [] : [index];
    });
  }

  #deadline(time: number): number {
    return time + (this.rarely() ? -1 : HOUR);
  }
}
