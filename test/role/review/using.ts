import hre from "hardhat";
import { type Address, encodeFunctionData, type Hex } from "viem";
import { roleManagerAbi } from "../../../src/generated/abi.ts";
import { roleOf } from "../../../src/role/review/decide.ts";
import type { ReviewFile, Use } from "../../../src/role/review/schema.ts";
import { artifact } from "../../support/artifact.ts";
import { account, CLEO, DAN, DAY, EVE, PIA } from "../../support/people.ts";
import { addressOf, DELAY, type Stage, stage, turn } from "./stage.ts";

/** When Dan turned at once, and Eve after her delay. */
export type When = { readonly dan: number; readonly eve: number };

/** A stage on which some used what they have been granted, and others did not. */
export async function used(): Promise<{ readonly place: Stage; readonly when: When }> {
  const place = await stage(await hre.network.create());
  const { chain, dial, manager } = place;
  await chain.advance(40 * DAY);
  // Pia sends something that is no use: her nonce moves all the same.
  await chain.send({ to: addressOf(CLEO), value: 1n }, account(PIA));
  await chain.send({ to: dial, data: turn(1n) }, account(DAN));
  const dan = await chain.now();
  await chain.write(manager, roleManagerAbi, "schedule", [dial, turn(2n), 0], account(EVE));
  await chain.advance(DELAY);
  await chain.write(manager, roleManagerAbi, "execute", [dial, turn(2n)], account(EVE));
  const eve = await chain.now();
  await chain.send({ to: place.machine, data: relaying(dial) });
  return { place, when: { dan, eve } };
}

/** Has the machine turn the dial. */
export function relaying(dial: Address): Hex {
  const args = [[{ to: dial, data: turn(3n), tolerated: false }]];
  return encodeFunctionData({ abi: artifact("mocks/Relay").abi, functionName: "relay", args });
}

export function useIn(file: ReviewFile, member: string, role = "operator"): Use | undefined {
  return roleOf(file, role).grants.find(({ account: one }) => one === member)?.use;
}
