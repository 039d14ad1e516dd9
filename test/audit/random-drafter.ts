import { type Hex, keccak256, zeroHash } from "viem";
import { laneWord } from "../../src/audit/model/state.ts";
import type { Operation, State } from "../../src/audit/model.ts";
import type { Key, Roster } from "../../src/charter/model.ts";
import * as RosterCodec from "../../src/charter/roster.ts";
import type * as Documents from "../../src/proposal/documents.ts";
import type * as Proposal from "../../src/proposal/proposal.ts";
import * as TypedData from "../../src/proposal/typed-data.ts";
import * as Word from "../../src/proposal/word.ts";
import type { Random } from "../proposal/random.ts";
import * as People from "../support/people.ts";
import { Cast } from "./random-cast.ts";
import { type Scene, self, setFee } from "./scene.ts";

const { DAY, HOUR } = People;

/** Makes up what is proposed: calls, and the documents they name. */
export class Drafter extends Cast {
  protected readonly scene: Scene;
  /** What the hashes in proposals stand for. */
  protected readonly documents = new Map<Hex, Documents.Supplied>();
  #secret = 100;

  constructor(scene: Scene, random: Random) {
    super(random);
    this.scene = scene;
  }

  protected async calls(state: State, tier: number, time: number): Promise<readonly Proposal.Call[]> {
    const scene = this.scene;
    const fee = setFee(scene, BigInt(this.random.below(1000)));
    if (tier !== 0 && tier !== People.RECOVERY) {
      if (this.rarely()) return [self(scene, "lift", [1])];
      return tier === People.EMERGENCY ? [setFee(scene, 1n)] : [fee];
    }
    const suspended = [...state.holders].filter(([, record]) => record.suspendedUntil > time);
    const holder = suspended.length > 0 ? this.pick(suspended)[0] : this.random.below(9);
    const others = [
      fee,
      self(scene, "lift", [holder]),
      self(scene, "beginRetirement", [this.random.below(16)]),
      self(scene, "waiveItem", [this.random.below(16), zeroHash]),
      self(scene, "approveMessage", [keccak256("0x05"), time]),
      ...(this.rarely() ? [self(scene, "compromise", [this.random.below(16)])] : []),
    ];
    if (tier !== People.RECOVERY && this.random.below(3) > 0)
      return Array.from({ length: this.pick([1, 1, 2]) }, () => this.pick(others));
    const renewing = tier === 0 && this.random.below(4) === 0;
    const next = renewing ? this.renewed(state, time) : this.amended(state);
    const document = RosterCodec.encode(next);
    const activations: Documents.Activation[] = [];
    for (const [index, key] of next.keys.entries()) {
      const isNew = key !== null && !renewing && key.since === next.serial;
      if (isNew && this.random.bool()) activations.push(await this.activation(next, index, time + 90 * DAY));
    }
    this.documents.set(keccak256(document), { document, activations });
    return [self(scene, renewing ? "renew" : "amendRoster", [keccak256(document)])];
  }

  protected renewed({ roster }: State, time: number): Roster {
    const expiry = Math.floor((time + this.pick([100, 200, 300, 400]) * DAY) / 60);
    return {
      ...roster.value,
      serial: roster.value.serial + 1,
      keys: roster.value.keys.map((key) => key && { ...key, expiry: Math.max(expiry, key.expiry) }),
    };
  }

  /** A roster that changes one thing, allowed or not. */
  protected amended(state: State): Roster {
    const old = state.roster.value;
    const serial = old.serial + (this.rarely() ? 2 : 1);
    const index = this.random.below(old.keys.length);
    const chosen = old.keys[index] ?? null;
    const replaced = (key: Key | null) => old.keys.with(index, key);
    const change = this.random.below(6);
    if (change === 0) return { ...old, serial };
    if (change === 1) return { ...old, serial, keys: replaced(null) };
    if (change === 2 && chosen !== null)
      return { ...old, serial, keys: replaced({ ...chosen, roles: this.pick([1, 2, 4, 8, 32]) }) };
    if (change === 3 && chosen !== null) {
      const signer = this.remember(++this.#secret);
      return { ...old, serial, keys: replaced({ ...chosen, signer, since: serial, predecessor: null }) };
    }
    if (chosen === null || old.keys.length >= 20) return { ...old, serial, cooldown: old.cooldown + 1 };
    const successor = {
      ...chosen,
      signer: this.remember(++this.#secret),
      predecessor: index,
      since: serial,
    };
    return { ...old, serial, keys: [...old.keys, successor] };
  }

  protected async activation(roster: Roster, index: number, deadline: number): Promise<Documents.Activation> {
    const key = roster.keys[index];
    if (!key) return { key: index, deadline, signature: "0x" };
    const { domain } = this.scene.founded;
    const keyHash = RosterCodec.keyHash(key);
    const typed = TypedData.activate(domain, { key: index, keyHash, since: key.since, deadline });
    return { key: index, deadline, signature: await this.sign(key, typed) };
  }

  protected operation(state: State, time: number): Operation | null {
    const ready = [...state.operations.values()].filter(({ proposal, stamp }) => {
      const isDue = stamp.ready <= time && !Word.isExpired(laneWord(state, proposal.lane), time);
      return isDue || this.random.below(8) === 0;
    });
    return ready.length === 0 ? null : this.pick(ready);
  }

  protected deadline(time: number): number {
    return time + (this.rarely() ? -1 : HOUR);
  }
}
