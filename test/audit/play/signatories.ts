import type { Address, Hex } from "viem";
import { addressOf, entryAt, holderRecord, keyRecord } from "../../../src/audit/model/state.ts";
import type { State } from "../../../src/audit/model.ts";
import type { TypedData } from "../../../src/proposal/typed-data.ts";
import * as People from "../../support/people.ts";
import { Drafter } from "./drafter.ts";

export const OUTSIDER = People.OUTSIDER.address;

/** Chooses who signs, and has them sign: mostly those who may. */
export class Signatories extends Drafter {
  /** A signature, or now and then the key's address as the caller, or somebody else's. */
  protected async consent(
    state: State,
    index: number,
    typed: TypedData,
  ): Promise<{ signature: Hex; from: Address }> {
    if (this.random.below(8) === 0) return { signature: "0x", from: this.speaker(state, index) };
    return { signature: await this.signed(state, index, typed), from: OUTSIDER };
  }

  protected async signed(state: State, index: number, typed: TypedData): Promise<Hex> {
    const key = entryAt(state, index);
    if (key === null) return "0x00";
    return this.random.below(30) === 0
      ? this.cast.forge(key, typed, this.random)
      : this.cast.sign(key, typed, this.random);
  }

  protected speaker(state: State, index: number): Address {
    const key = entryAt(state, index);
    const address = key === null || this.rarely() ? null : addressOf(key);
    return address ?? OUTSIDER;
  }

  /** Keys with these roles, of different holders if there are; now and then any keys. */
  protected keysFor(state: State, roles: readonly number[], time: number): number[] {
    const holders = new Set<number>();
    return roles.map((role) => {
      const fit = this.fit(state, role, time).filter(
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

  protected fit(state: State, roles: number, time: number): number[] {
    return state.roster.value.keys.flatMap((key, index) => {
      if (key === null || (key.roles & roles) === 0 || keyRecord(state, index).state !== "Active") return [];
      const isOut = time >= key.expiry * 60 || time < holderRecord(state, key.holder).suspendedUntil;
      return isOut ? [] : [index];
    });
  }

  protected deadline(time: number): number {
    return time + (this.rarely() ? -1 : People.HOUR);
  }
}
