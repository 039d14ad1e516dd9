import type * as Kit from "@safe-global/protocol-kit";
import hre from "hardhat";
import { describe, expect, it } from "vitest";
import { of, VERSIONS } from "../../src/safe/deployments.ts";
import { settings } from "../../src/safe/settings.ts";
import { readSafe } from "../../src/safe/state.ts";
import { account, fileFor, OWNERS, STRANGER, stage } from "./stage.ts";

type Safe = typeof Kit extends { default: infer D } ? D : never;
const { default: ProtocolKit } = (await import("@safe-global/protocol-kit")) as unknown as { default: Safe };

/**
 * Safe's kit against what was built without it. It goes by the chain id: on Ethereum's it knows where all lies. Not for 1.3.0: it asks
 * for a SignMessageLib which the package of 1.3.0 does not have.
 */
describe.each(VERSIONS.filter((version) => version !== "1.3.0"))("protocol-kit on a Safe %s", (version) => {
  it("builds the same changes, the same batch and the same hash", async () => {
    const { provider } = await hre.network.create({ override: { chainId: 1 } } as never);
    const on = await stage(version, { flavour: "Safe", provider: provider as never });
    const kit = await ProtocolKit.init({ provider: provider as never, safeAddress: on.safe.address });
    const state = await readSafe(on.connection, on.safe.address);
    const [ana, ben] = OWNERS.map(({ address }) => address) as [`0x${string}`, `0x${string}`];
    const dataOf = (made: { data: { data: string } }) => made.data.data;
    const ours = (change: Parameters<typeof settings>[1][number]) => settings(state, [change]).calls[0]?.data;
    const stranger = STRANGER.address;
    expect(ours({ kind: "swapOwner", owner: ben, by: stranger })).toBe(
      dataOf(await kit.createSwapOwnerTx({ oldOwnerAddress: ben, newOwnerAddress: stranger })),
    );
    expect(ours({ kind: "removeOwner", owner: ana, threshold: 1 })).toBe(
      dataOf(await kit.createRemoveOwnerTx({ ownerAddress: ana, threshold: 1 })),
    );
    expect(ours({ kind: "addOwner", owner: stranger, threshold: 3 })).toBe(
      dataOf(await kit.createAddOwnerTx({ ownerAddress: stranger, threshold: 3 })),
    );
    expect(ours({ kind: "threshold", threshold: 1 })).toBe(dataOf(await kit.createChangeThresholdTx(1)));
    expect(ours({ kind: "enableModule", module: stranger })).toBe(
      dataOf(await kit.createEnableModuleTx(stranger)),
    );
    const calls = [1n, 2n].map((value) => ({
      to: account(value + 90n).address,
      value,
      data: "0x1234" as const,
    }));
    const file = await fileFor(on, calls);
    const theirs = await kit.createTransaction({
      transactions: calls.map((one) => ({ ...one, value: String(one.value) })),
      onlyCalls: true,
    });
    expect(await kit.getTransactionHash(theirs)).toBe(file.safeTxHash);
    expect(of("MultiSendCallOnly", version)[0]?.address).toBe(theirs.data.to);
  });
});
