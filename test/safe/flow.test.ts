import { encodeFunctionData, parseEther } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addressOf } from "../../src/chain/client.ts";
import { VERSIONS } from "../../src/safe/deployments.ts";
import { approve, execute } from "../../src/safe/execute.ts";
import { merge } from "../../src/safe/merge.ts";
import { settings } from "../../src/safe/settings.ts";
import { add, sign } from "../../src/safe/signing.ts";
import { simulate } from "../../src/safe/simulate.ts";
import { readSafe } from "../../src/safe/state.ts";
import { status } from "../../src/safe/status.ts";
import { type Anvil, anvil } from "../simulation/anvil.ts";
import { artifact } from "../support/artifact.ts";
import { OUTSIDER } from "../support/people.ts";
import { account, fileFor, OWNERS, STRANGER, type Stage, signerOf, stage } from "./stage.ts";

const [ana, ben, cleo] = OWNERS as [(typeof OWNERS)[0], (typeof OWNERS)[0], (typeof OWNERS)[0]];
const RECEIVER = "0x00000000000000000000000000000000000000ee";

const cases = VERSIONS.flatMap((version) => [
  { version, flavour: "SafeL2" as const, node: "hardhat" as const },
  { version, flavour: "Safe" as const, node: "hardhat" as const },
]);

describe.each([...cases, { version: "1.4.1" as const, flavour: "SafeL2" as const, node: "anvil" as const }])(
  "a $flavour $version on $node",
  ({ version, flavour, node }) => {
    let on: Stage;
    let other: Anvil | undefined;
    let token: `0x${string}`;
    const sender = () => ({ connection: on.connection, account: OUTSIDER });
    const tokenCall = (functionName: string, args: unknown[]) => ({
      to: token,
      data: encodeFunctionData({ abi: artifact("mocks/Token").abi, functionName, args }),
    });

    beforeAll(async () => {
      if (node === "anvil") other = await anvil();
      on = await stage(version, { flavour, ...(other === undefined ? {} : { provider: other.provider }) });
      token = await on.chain.deploy("mocks/Token");
      await on.chain.setBalance(OUTSIDER.address, parseEther("100"));
      await on.chain.setBalance(cleo.address, parseEther("100"));
    });
    afterAll(async () => {
      await other?.stop();
    });

    it("executes a batch signed offline by two owners, by whoever pays", async () => {
      const file = await fileFor(on, [
        { to: RECEIVER, value: 5n },
        tokenCall("mint", [on.safe.address, 100n]),
        tokenCall("transfer", [RECEIVER, 30n]),
      ]);
      const before = await on.connection.client.getBalance({ address: RECEIVER });
      const shown = await simulate(on.chain.provider as never, file);
      expect(shown).toMatchObject({ outcome: "success", assumed: { skipped: 0n } });
      expect(shown.balances).toEqual(
        expect.arrayContaining([
          { account: on.safe.address, asset: "native", id: null, change: -5n },
          { account: on.safe.address, asset: token, id: null, change: 70n },
        ]),
      );
      const copies = await Promise.all([ana, ben].map((owner) => sign(file, signerOf(owner))));
      expect(await status(on.connection, file)).toMatchObject({ phase: "collecting", missing: 2 });
      const merged = merge(copies);
      expect(await status(on.connection, merged)).toMatchObject({ phase: "executable", missing: 0 });
      await execute(sender(), merged);
      expect(await on.connection.client.getBalance({ address: RECEIVER })).toBe(before + 5n);
      const done = await status(on.connection, merged);
      expect(done.phase).toBe("executed");
      await expect(execute(sender(), merged)).rejects.toMatchObject({ code: "SafeExecution.NotNext" });
      const by = (account: typeof ana) => approve({ connection: on.connection, account }, merged);
      await expect(by(cleo)).rejects.toMatchObject({
        code: "SafeExecution.Used",
        details: { phase: "executed" },
      });
      await expect(by(STRANGER)).rejects.toMatchObject({ code: "SafeExecution.NotAnOwner" });
    });

    it("takes eth_sign, an approval on-chain, and the sender's own consent", async () => {
      const file = await fileFor(on, [{ to: RECEIVER, value: 1n }]);
      const raw = await ana.signMessage({ message: { raw: file.safeTxHash } });
      const signed = add(file, raw, [ana.address]);
      expect(signed.signatures).toMatchObject([{ owner: ana.address, kind: "message" }]);
      await expect(execute(sender(), signed)).rejects.toMatchObject({
        code: "SafeExecution.TooFew",
        details: { missing: 1, threshold: 2 },
      });
      await approve({ connection: on.connection, account: cleo }, signed);
      await expect(approve({ connection: on.connection, account: cleo }, signed)).rejects.toMatchObject({
        code: "SafeExecution.AlreadyApproved",
      });
      expect((await status(on.connection, signed)).consents).toContainEqual({
        owner: cleo.address,
        kind: "approved",
        signature: "0x",
        counts: true,
        why: null,
        partial: false,
      });
      await execute(sender(), signed);
      const next = await sign(await fileFor(on, [{ to: RECEIVER, value: 1n }]), signerOf(ana));
      await execute({ connection: on.connection, account: cleo }, next);
      expect(addressOf({ connection: on.connection, account: cleo })).toBe(cleo.address);
    });

    it("changes two neighbouring owners, the threshold and a module in one batch, and puts them back", async () => {
      const state = await readSafe(on.connection, on.safe.address);
      const [dan, eve] = [account(4n).address, account(5n).address];
      const module = "0x00000000000000000000000000000000000000d1";
      const { calls, after } = settings(state, [
        { kind: "swapOwner", owner: ana.address, by: dan },
        { kind: "removeOwner", owner: ben.address },
        { kind: "addOwner", owner: eve },
        { kind: "threshold", threshold: 1 },
        { kind: "enableModule", module },
        { kind: "enableModule", module: token },
        { kind: "disableModule", module },
      ]);
      const file = await fileFor(on, calls);
      await execute(sender(), await sign(await sign(file, signerOf(ana)), signerOf(ben)));
      const now = await readSafe(on.connection, on.safe.address);
      expect({ owners: now.owners, threshold: now.threshold, modules: now.modules }).toEqual({
        owners: after.owners,
        threshold: after.threshold,
        modules: after.modules,
      });
      const back = settings(now, [
        { kind: "swapOwner", owner: dan, by: ana.address },
        { kind: "swapOwner", owner: eve, by: ben.address },
        { kind: "threshold", threshold: 2 },
        { kind: "disableModule", module: token },
      ]);
      await execute(sender(), await sign(await fileFor(on, back.calls), signerOf(cleo)));
      expect((await readSafe(on.connection, on.safe.address)).owners).toEqual(back.after.owners);
    });

    it("says why a transaction would fail, and sends nothing", async () => {
      const file = await fileFor(on, [tokenCall("transfer", [RECEIVER, 10_000n])]);
      const shown = await simulate(on.chain.provider as never, file);
      expect(shown).toMatchObject({
        outcome: "failure",
        failure: { decoded: { name: "ERC20InsufficientBalance" } },
        balances: [],
      });
      const signed = await sign(await sign(file, signerOf(ana)), signerOf(ben));
      await expect(execute(sender(), signed)).rejects.toMatchObject(
        version === "1.5.0"
          ? { code: "Revert.ERC20InsufficientBalance" }
          : { code: "SafeExecution.Refused", details: { safeError: "GS013" } },
      );
    });

    it("leaves a transaction waiting behind another, and simulates it as if that had been executed", async () => {
      const { nonce } = await readSafe(on.connection, on.safe.address);
      const file = await fileFor(on, [{ to: RECEIVER, value: 1n }], { nonce: nonce + 3n });
      expect(await simulate(on.chain.provider as never, file)).toMatchObject({
        outcome: "success",
        assumed: { skipped: 3n },
      });
      const signed = await sign(await sign(file, signerOf(ana)), signerOf(ben));
      expect(await status(on.connection, signed)).toMatchObject({ phase: "waiting", missing: 0 });
      await expect(execute(sender(), signed)).rejects.toMatchObject({ code: "SafeExecution.NotNext" });
    });

    it("does not count a stranger's signature", async () => {
      const file = await sign(await fileFor(on, [{ to: RECEIVER }]), signerOf(STRANGER));
      const told = await status(on.connection, file);
      expect(told.missing).toBe(2);
      expect(told.consents).toMatchObject([
        { owner: STRANGER.address, counts: false, why: "is no owner of the Safe" },
      ]);
    });
  },
);
