import type * as Proposal from "../../../src/proposal/proposal.ts";
import * as SelfCall from "../../../src/proposal/self-call.ts";
import type { Random } from "../../proposal/random.ts";
import type { Cast } from "./cast.ts";
import type { Wallets } from "./casting.ts";
import type { Places } from "./world.ts";

/** Chance, and what it chooses among. */
export class Chance {
  readonly cast: Cast;
  protected readonly places: Places;
  protected readonly wallets: Wallets;
  protected random: Random;
  /** First secret that is free for keys made up now. */
  protected secret = 0;
  protected isClosing = false;

  constructor(cast: Cast, places: Places, wallets: Wallets, random: Random) {
    this.cast = cast;
    this.places = places;
    this.wallets = wallets;
    this.random = random;
  }

  protected self(...[name, args]: [SelfCall.SelfCallName, readonly unknown[]]): Proposal.Call {
    return SelfCall.call(this.places.conclave, name, args as never);
  }

  protected rarely(): boolean {
    return this.random.below(15) === 0;
  }

  protected pick<T>(from: readonly T[]): T {
    return from[this.random.below(from.length)] as T;
  }
}
