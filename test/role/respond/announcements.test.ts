import hre from "hardhat";
import type { PrivateKeyAccount } from "viem/accounts";
import { expect, test } from "vitest";
import { standingAnnouncements } from "../../../src/role/respond/announcements.ts";
import { guardedPlace, OWNERS, transfer } from "../../support/guarded.ts";
import { life } from "../../support/guarded-life.ts";
import { ANA, OUTSIDER, PIA } from "../../support/people.ts";
import { deployTestSafe } from "../../support/safe.ts";

test("what a person announced is found, and the Conclave's call withdraws it", {
  timeout: 120_000,
}, async () => {
  const place = await guardedPlace(await hre.network.create());
  const { chain, connection, guard, address: conclave, token } = place;
  const owners = OWNERS.slice(0, 2) as PrivateKeyAccount[];
  const safe = await deployTestSafe(chain, { version: "1.4.1", owners, threshold: 2 });
  const people = life(place, safe);
  await people.adopted();
  const file = await people.announced(await people.calls([transfer(token, OUTSIDER.address, 1n)]));
  const [found, ...more] = await standingAnnouncements(connection, guard, ANA);
  expect(more).toEqual([]);
  expect(found).toMatchObject({ safe: safe.address, hash: file.safeTxHash });
  expect(await standingAnnouncements(connection, guard, PIA)).toEqual([]);
  await chain.setBalance(conclave, 10n ** 18n);
  await chain.provider.request({ method: "hardhat_impersonateAccount", params: [conclave] });
  await chain.provider.request({
    method: "eth_sendTransaction",
    params: [{ from: conclave, to: guard, data: found?.data }],
  });
  expect(await standingAnnouncements(connection, guard, ANA)).toEqual([]);
});
