import type { Hex } from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import { verifierFor } from "../../src/approval/verify.ts";
import { type SafeCall, settingsTransaction, transaction } from "../../src/safe/build.ts";
import { execute } from "../../src/safe/execute.ts";
import * as File from "../../src/safe/file.ts";
import * as Adoption from "../../src/safe/guard/adoption.ts";
import * as Announce from "../../src/safe/guard/announce.ts";
import { examine, hash } from "../../src/safe/guard/examine.ts";
import { readAnnouncements } from "../../src/safe/guard/guarded.ts";
import { inspect, type Wanted } from "../../src/safe/guard/inspection.ts";
import { type Guarded, groundFor, readGuarded } from "../../src/safe/guard/state.ts";
import { chooseTier } from "../../src/safe/guard/tier.ts";
import type { Setting } from "../../src/safe/settings.ts";
import { add } from "../../src/safe/signing.ts";
import { readSafe } from "../../src/safe/state.ts";
import { type SafeTransaction, typedData } from "../../src/safe/transaction.ts";
import { type GuardedPlace, OWNERS } from "./guarded.ts";
import { ANA, account, EVE } from "./people.ts";
import type { TestSafe } from "./safe.ts";

/** What people do with a Safe under a guard, all of it through the library. */
export type Life = ReturnType<typeof life>;

export function life(place: GuardedPlace, safe: TestSafe) {
  const { connection, sender } = place;
  const [BEN, CLEO] = OWNERS as [PrivateKeyAccount, PrivateKeyAccount];
  const state = () => readSafe(connection, safe.address);
  const guarded = (): Promise<Guarded> => readGuarded(connection, safe.address, place.guard);

  async function file(make: (state: Awaited<ReturnType<typeof readSafe>>) => Promise<SafeTransaction>) {
    const now = await state();
    const domain = { chainId: now.chainId, verifyingContract: now.address };
    return File.create({ domain, version: now.version, transaction: await make(now), title: "A change" });
  }

  async function signed(unsigned: File.SafeFile, by: readonly PrivateKeyAccount[] = [BEN, CLEO]) {
    let next = unsigned;
    for (const owner of by) {
      const typed = typedData(next.domain, next.transaction);
      next = add(next, await owner.signTypedData(typed as never));
    }
    return next;
  }

  /** Announced by Ana in the cheapest tier, or in the one named, tested by Eve where it needs that. */
  async function announced(
    unsigned: File.SafeFile,
    { tier: asked, by = ANA }: { readonly tier?: number; readonly by?: number } = {},
  ): Promise<File.SafeFile> {
    const now = await guarded();
    const tier = chooseTier(await groundFor(connection, now, unsigned.transaction), unsigned, asked);
    const known = await readAnnouncements(connection, now, unsigned.safeTxHash);
    let next = Announce.begin(unsigned, now, tier, known);
    const consent = async (act: Announce.Act, key: number, report?: Hex) => {
      const typed = Announce.prepare(next, now, act, key, report);
      const signature = await account(key).signTypedData(typed as never);
      const given = { act, key, signature, ...(report === undefined ? {} : { report }) };
      next = await Announce.addConsent(next, now, verifierFor(connection.client), given);
    };
    if (place.roster.tiers[tier]?.testerNeeded) next = Announce.nameTester(next, now, EVE);
    await consent("propose", by);
    if (Announce.lacking(next, now).length > 0) {
      const report = await examine(place.chain.provider as never, next, now);
      if (report.failure !== null) throw new Error(report.failure.sentence);
      await consent("test", EVE, hash(report));
    }
    await Announce.announce(sender, next, now);
    return next;
  }

  /** Announces it, waits out the delay, and executes it with these owners' signatures. */
  async function carriedOut(unsigned: File.SafeFile, by?: readonly PrivateKeyAccount[]) {
    const { announcement, ...rest } = await announced(unsigned);
    const delay = place.roster.tiers[announcement?.tier ?? 0]?.delay ?? 0;
    await place.chain.advance(delay);
    return execute(sender, await signed(rest, by));
  }

  async function adopted(wanted: Wanted = { tiers: [], trusted: [] }, wallet = signed) {
    const now = await guarded();
    const adoption = await Adoption.draft(connection, now, wanted, inspect(now, wanted));
    await execute(sender, await wallet(adoption));
    return adoption;
  }

  return {
    state,
    guarded,
    signed,
    announced,
    carriedOut,
    adopted,
    execute: (file_: File.SafeFile) => execute(sender, file_),
    calls: (calls: readonly SafeCall[]) => file((now) => transaction(connection, now, calls, now.nonce)),
    settings: (changes: readonly Setting[]) =>
      file((now) => settingsTransaction(connection, now, changes, now.nonce)),
    raw: (make: (nonce: bigint) => SafeTransaction) => file(async ({ nonce }) => make(nonce)),
  };
}
