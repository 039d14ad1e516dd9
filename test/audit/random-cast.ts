import type { Account, Hex } from "viem";
import { entryAt, keyRecord } from "../../src/audit/model/state.ts";
import type { Consent, State } from "../../src/audit/model.ts";
import type { Key } from "../../src/charter/model.ts";
import { encodeSignatures } from "../../src/proposal/signatures.ts";
import type { TypedData } from "../../src/proposal/typed-data.ts";
import type { Random } from "../proposal/random.ts";
import * as People from "../support/people.ts";

type Typed = TypedData;

/** Everybody who may sign, and chance. */
export class Cast {
  protected readonly random: Random;
  protected readonly accounts = new Map<string, ReturnType<typeof People.account>>();

  constructor(random: Random) {
    this.random = random;
    for (let secret = 0; secret < 13; secret++) this.remember(secret);
  }

  /** A signature, or now and then the key's account as the caller. */
  protected async consent(state: State, index: number, typed: Typed) {
    const key = entryAt(state, index);
    if (key === null || this.rarely())
      return { onChain: true, signature: "0x" as Hex, from: this.speaker(state, index) };
    return { onChain: false, signature: await this.sign(key, typed), from: People.OUTSIDER };
  }

  protected async packed(state: State, signatures: readonly Consent[], typed: (index: number) => Typed) {
    const entries = signatures.map(async ({ key, onChain }, index) => {
      const entry = entryAt(state, key);
      return {
        key,
        signature: onChain || entry === null ? "0x" : await this.sign(entry, typed(index)),
        // Both forms, and both among the signatures of one proposal.
        plain: this.random.bool(),
      } as const;
    });
    return encodeSignatures(await Promise.all(entries));
  }

  protected sign(key: Key, typed: Typed): Promise<Hex> {
    const account = this.accounts.get(key.signer.toLowerCase());
    if (account === undefined) throw new Error(`nobody knows ${key.signer}`);
    return account.signTypedData(typed as never);
  }

  protected speaker(state: State, index: number): Account {
    return this.accounts.get(entryAt(state, index)?.signer.toLowerCase() ?? "") ?? People.OUTSIDER;
  }

  /** Keys with these roles, of different holders if there are; now and then any keys. */
  protected keysFor(state: State, roles: readonly number[]): number[] {
    const holders = new Set<number>();
    return roles.map((role) => {
      const fit = this.fit(state, role).filter((index) => !holders.has(entryAt(state, index)?.holder ?? -1));
      const index = fit.length === 0 || this.random.below(25) === 0 ? this.random.below(17) : this.pick(fit);
      holders.add(entryAt(state, index)?.holder ?? -1);
      return index;
    });
  }

  protected keyFor(state: State, role: number): number {
    return this.keysFor(state, [role])[0] ?? 0;
  }

  protected fit(state: State, role: number): number[] {
    return state.roster.value.keys.flatMap((key, index) =>
      key !== null && (key.roles & role) !== 0 && keyRecord(state, index).state === "Active" ? [index] : [],
    );
  }

  protected remember(secret: number): Hex {
    const account = People.account(secret);
    this.accounts.set(account.address.toLowerCase(), account);
    return account.address.toLowerCase() as Hex;
  }

  protected rarely(): boolean {
    return this.random.below(25) === 0;
  }

  protected pick<T>(from: readonly T[]): T {
    return from[this.random.below(from.length)] as T;
  }
}
