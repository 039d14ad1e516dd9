import type { Address, Hex } from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import type { Version } from "../../../src/safe/deployments.ts";
import type { TestChain } from "../chain.ts";
import type { GuardedPlace } from "../guarded.ts";
import { life } from "../guarded-life.ts";
import { account, BEN, BEN_SECOND, CLEO, DAN, EVE, GUS, HANA, PIA, TOM } from "../people.ts";
import { createdIn, creation, deploySafeContracts, setup, type TestSafe } from "../safe.ts";
import { change } from "../safe-check.ts";

/** A Safe of any owners, also such as are no accounts. */
export async function makeSafe(
  chain: TestChain,
  version: Version,
  owners: readonly Address[],
  threshold: number,
  salt: bigint,
): Promise<Address> {
  await deploySafeContracts(chain, version);
  const initializer: Hex = setup(
    owners.map((address) => ({ address })),
    threshold,
    version,
  );
  const { logs } = await chain.send(creation(initializer, version, "SafeL2", salt));
  return createdIn(logs, version);
}

/** The Safes of the model world: one of a single person's two keys, one that owns another, one with a module, one under the guard. */
export async function makeSafes(place: GuardedPlace, relay: Address) {
  const { chain } = place;
  const of = (...keys: readonly number[]) => keys.map((key) => account(key).address);
  const opsSafe = await makeSafe(chain, "1.4.1", of(EVE, TOM, PIA), 2, 1n);
  const benSafe = await makeSafe(chain, "1.4.1", of(BEN, BEN_SECOND), 2, 2n);
  const nestedSafe = await makeSafe(chain, "1.5.0", [opsSafe, ...of(GUS, HANA)], 2, 3n);
  const moduleSafe = await makeSafe(chain, "1.4.1", of(CLEO, DAN), 2, 4n);
  const guardedSafe = await makeSafe(chain, "1.5.0", of(BEN, CLEO, DAN), 2, 5n);
  await change(signing(chain, "1.4.1", moduleSafe, [CLEO, DAN]), "enableModule", [relay]);
  await life(place, signing(chain, "1.5.0", guardedSafe, [BEN, CLEO, DAN])).adopted({
    tiers: [],
    trusted: [],
  });
  return { opsSafe, benSafe, nestedSafe, moduleSafe, guardedSafe };
}

function signing(chain: TestChain, version: Version, address: Address, keys: readonly number[]): TestSafe {
  const owners = keys.map((key) => account(key) as PrivateKeyAccount);
  return { chain, version, flavour: "SafeL2", address, owners, threshold: 2 };
}
