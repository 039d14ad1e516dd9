import { afterAll, beforeAll, expect, it } from "vitest";
import * as Leave from "../../src/safe/guard/leave.ts";
import { type Anvil, anvil } from "../simulation/anvil.ts";
import { type GuardedPlace, guardedPlace, OWNERS, tokenAbi, transfer } from "../support/guarded.ts";
import { life } from "../support/guarded-life.ts";
import { OUTSIDER } from "../support/people.ts";
import { kitSafe } from "../support/protocol-kit.ts";

let node: Anvil;
let place: GuardedPlace;
beforeAll(async () => {
  node = await anvil();
  place = await guardedPlace({ provider: node.provider });
}, 60_000);
afterAll(() => node.stop());

it("lives under the guard on anvil as it does on Hardhat's network, and leaves it", async () => {
  const safe = await kitSafe(place.chain, "1.5.0", OWNERS, 2);
  await place.chain.write(place.token, tokenAbi, "mint", [safe.address, 10n]);
  const people = life(place, safe);
  const adoption = await people.adopted();
  await people.carriedOut(await people.calls([transfer(place.token, OUTSIDER.address, 3n)]));
  const args = [OUTSIDER.address] as const;
  const ask = { address: place.token, abi: tokenAbi, functionName: "balanceOf", args } as const;
  expect(await place.chain.client.readContract(ask)).toBe(3n);
  const handler = adoption.context.replaced?.fallbackHandler;
  await people.carriedOut(await Leave.draft(place.connection, await people.guarded(), handler));
  expect(await people.state()).toMatchObject({
    guard: null,
    moduleGuard: null,
    modules: [],
    fallbackHandler: handler,
  });
}, 120_000);
