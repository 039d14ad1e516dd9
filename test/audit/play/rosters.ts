import type { Hex } from "viem";
import { entryAt } from "../../../src/audit/model/state.ts";
import type { State } from "../../../src/audit/model.ts";
import { type Key, type KeyKind, Role, type Roster } from "../../../src/charter/model.ts";
import type * as Proposal from "../../../src/proposal/proposal.ts";
import * as People from "../../support/people.ts";
import { SPARE } from "./casting.ts";
import { Chance } from "./chance.ts";
import { activationType } from "./deed.ts";

const { DAY, HOUR } = People;

/** Makes up rosters that could follow, or could not. */
export class Rosters extends Chance {
  protected renewed({ roster }: State, time: number): Roster {
    const expiry = Math.floor((time + this.pick([100, 200, 300, 330, 400]) * DAY) / 60);
    const extend = (key: Key | null) => key && { ...key, expiry: Math.max(expiry, key.expiry) };
    const { serial, keys, cooldown } = roster.value;
    const next = { ...roster.value, serial: serial + 1, keys: keys.map(extend) };
    return this.rarely() ? { ...next, cooldown: cooldown + 1 } : next;
  }

  /** A roster that changes one thing, allowed or not. */
  protected amended(state: State, time: number): Roster {
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
    return { kind: "ERC7913", signer: this.cast.passkey(this.wallets.verifier, secret) };
  }

  protected async activation(domain: Proposal.Domain, key: Key, index: number, deadline: number) {
    const typed = activationType(domain, key, index, deadline);
    const signature = await (this.rarely()
      ? this.cast.forge(key, typed, this.random)
      : this.cast.sign(key, typed, this.random));
    return { key: index, deadline, signature };
  }
}
