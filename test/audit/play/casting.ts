import type { Address, Hex } from "viem";
import { type Key, Role, type Roster } from "../../../src/charter/model.ts";
import * as People from "../../support/people.ts";
import type { Cast } from "./cast.ts";

const { ANA, BEN, DAN, GUS, TOM, DAY, HOUR, MINUTE } = People;
const [IVO, JUN, KIT] = [9, 10, 11];

/** Contracts that stand behind keys. */
export type Wallets = {
  readonly verifier: Address;
  /** Of Ivo's and of Ana's second key. */
  readonly ivo: Address;
  readonly ana: Address;
  /** Jun's. */
  readonly saboteur: Address;
};

/** Keys of every kind and with many expiries. Tier 0 can lose any one holder, also of those who only have wallets. */
export function rosterOf(cast: Cast, wallets: Wallets): (now: number) => Roster {
  return (now) => {
    const base = People.roster(now);
    const expiring = (days: number) => Math.ceil((now + days * DAY) / MINUTE);
    const key = (kind: Key["kind"], signer: Hex, holder: number, roles: number, days = 300): Key => ({
      kind,
      signer,
      holder,
      roles,
      predecessor: null,
      expiry: expiring(days),
      since: 1,
    });
    for (const index of base.keys.keys()) cast.eoa(index);
    return {
      ...base,
      cooldown: 19 * DAY,
      tiers: [
        People.tier({ testerNeeded: true, override: 3 }),
        People.tier({ approvals: 1, delay: 12 * HOUR, override: 2 }),
        People.tier({ approvals: 1, delay: 0, roles: Role.APPROVER | Role.GUARDIAN }),
        People.tier({ recovery: true, roles: Role.RECOVERY, delay: 8 * DAY }),
        People.tier({ approvals: 1, delay: 6 * HOUR, executorFirst: true }),
      ],
      keys: [
        ...base.keys.map(
          (entry, index) => entry && (index === 9 ? { ...entry, expiry: expiring(60) } : entry),
        ),
        key("ERC7913", cast.passkey(wallets.verifier, 13), DAN, Role.APPROVER),
        key("ERC1271", cast.wallet(wallets.ivo, 14), IVO, Role.APPROVER, 90),
        key("ERC1271", cast.saboteur(wallets.saboteur), JUN, Role.APPROVER),
        key("ERC7913", cast.passkey(wallets.verifier, 16), TOM, Role.TESTER, 45),
        key("ERC1271", cast.wallet(wallets.ana, 17), ANA, Role.PROPOSER),
        key("ERC7913", cast.passkey(wallets.verifier, 18), GUS, Role.GUARDIAN),
        key("EOA", cast.eoa(19), KIT, Role.EXECUTOR, 120),
        key("EOA", cast.eoa(20), BEN, Role.APPROVER, 20),
      ],
    };
  };
}

/** Keys tier 0 can do without, so that the play goes on when they are gone. */
export const SPARE = [9, 13, 14, 15, 16, 17, 18, 19, 20];

/** EOAs with code at their address, as EIP-7702 puts it there: anybody can have it call the Conclave. */
export const CODED = [People.BEN, People.GUS, People.PIA, People.CLEO_RECOVERY];
