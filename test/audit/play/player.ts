import { type Address, type Hex, isAddressEqual, zeroHash } from "viem";
import { entryAt, holderRecord, keyRecord, laneWord } from "../../../src/audit/model/state.ts";
import type { State } from "../../../src/audit/model.ts";
import { Role } from "../../../src/charter/model.ts";
import * as RosterCodec from "../../../src/charter/roster.ts";
import * as Proposal from "../../../src/proposal/proposal.ts";
import { selfCallAbi } from "../../../src/proposal/self-call.ts";
import type { SignatureEntry } from "../../../src/proposal/signatures.ts";
import * as TypedData from "../../../src/proposal/typed-data.ts";
import * as Word from "../../../src/proposal/word.ts";
import { random } from "../../proposal/random.ts";
import * as People from "../../support/people.ts";
import { CODED, SPARE } from "./casting.ts";
import { compromiseType, type Deed, type Single, singleType } from "./deed.ts";
import { Proposers } from "./proposers.ts";
import { OUTSIDER } from "./signatories.ts";

const { DAY, HOUR, RECOVERY } = People;

/** Plays a Conclave at random: mostly what people would do, often what they may not. */
export class Player extends Proposers {
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
      ...Array.from({ length: 7 }, () => this.schedule),
      ...Array.from({ length: 7 }, () => this.execute),
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

  /** A guardian cancels, or somebody clears. */
  async #end(state: State, time: number): Promise<Deed> {
    const operation = this.operation(state, time);
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
    const own = this.fit(state, Role.GUARDIAN, time).filter((key) => {
      const holder = entryAt(state, key)?.holder ?? 0;
      return suspendedBy === null ? holderRecord(state, holder).readyAt <= time : holder === suspendedBy;
    });
    const [any = 0] = this.keysFor(state, [Role.GUARDIAN], time);
    const guardian = own.length > 0 && !this.rarely() ? this.pick(own) : any;
    const deadline = this.deadline(time);
    return {
      ...act,
      guardian,
      deadline,
      ...(await this.consent(state, guardian, singleType(state, act, guardian, deadline))),
    };
  }

  async #stop(state: State, time: number): Promise<Deed> {
    const lane = this.rarely() ? 0 : RECOVERY << 8;
    const word = laneWord(state, lane);
    if (!Word.decode(word).pending && this.random.below(4) > 0) return this.schedule(state, time);
    const roles = Array.from({ length: 1 + this.random.below(4) }, () => Role.APPROVER);
    const entries: SignatureEntry[] = [];
    let from: Address = OUTSIDER;
    for (const key of this.keysFor(state, roles, time)) {
      const silent = this.random.below(8) === 0;
      if (silent) from = this.speaker(state, key);
      entries.push({
        key,
        signature: silent
          ? "0x"
          : await this.signed(state, key, TypedData.stop(state.setting.domain, { lane, word })),
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
    const deadline = this.deadline(time);
    const { signature } = key
      ? await this.activation(state.setting.domain, key, index, deadline)
      : { signature: "0x00" as Hex };
    return { name: "activate", from: OUTSIDER, key: index, deadline, signature };
  }

  async #approve(state: State, time: number): Promise<Deed> {
    const { proposal, report } =
      this.random.bool() && this.waiting.length > 0
        ? this.pick(this.waiting)
        : await this.proposal(state, time);
    // Long enough to be approved by others too.
    const later = { ...proposal, deadline: proposal.created + state.setting.signingWindow };
    if (!this.waiting.some((known) => known.proposal === proposal))
      this.waiting.push({ proposal: later, report });
    const roles = state.roster.value.tiers[Proposal.tierOf(proposal.lane)]?.roles ?? Role.APPROVER;
    const [key = 0] = this.keysFor(state, [roles], time);
    const known = this.waiting.find((each) => each.proposal === proposal)?.proposal ?? later;
    return {
      name: "approve",
      from: this.speaker(state, key),
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
    const witness = this.pick(this.fit(state, 63, time).concat(this.random.below(24)));
    const deadline = this.deadline(time);
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
      ...(await this.consent(state, witness, TypedData.attest(state.setting.domain, act))),
    };
  }

  async #compromiseOwn(state: State, time: number): Promise<Deed> {
    const key = this.random.below(40) === 0 ? this.random.below(24) : this.pick(SPARE.concat(22, 23, 24));
    const deadline = this.deadline(time);
    return {
      name: "compromiseOwn",
      key,
      deadline,
      ...(await this.consent(state, key, compromiseType(state, key, deadline))),
    };
  }

  async #retire(state: State): Promise<Deed> {
    const retiring = [...state.keys].filter(([, record]) => record.state === "Retiring");
    const key = retiring.length > 0 && !this.rarely() ? this.pick(retiring)[0] : this.random.below(24);
    return { name: "retire", from: OUTSIDER, key };
  }

  async #again(state: State, time: number): Promise<Deed> {
    return this.#done.length > 0 ? this.pick(this.#done.slice(-8)) : this.schedule(state, time);
  }

  /** What the Conclave alone may call, called by somebody else. */
  async #asIfSelf(): Promise<Deed> {
    const { name, inputs } = this.pick(selfCallAbi);
    const values = { bytes32: zeroHash, uint8: 1, uint40: 1, address: OUTSIDER };
    const from = this.pick([OUTSIDER, People.account(People.ANA).address]);
    return { name, from, args: inputs.map(({ type }) => values[type]) };
  }
}
