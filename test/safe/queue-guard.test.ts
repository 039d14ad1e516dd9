import hre from "hardhat";
import { type Address, encodeFunctionData, keccak256, parseEther, toBytes } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { connect } from "../../src/chain/client.ts";
import { conclaveGuardAbi } from "../../src/generated/abi.ts";
import { safeAbi } from "../../src/generated/safe-abi.ts";
import type { SafeFile } from "../../src/safe/file.ts";
import { readSafe } from "../../src/safe/state.ts";
import { call } from "../../src/safe/transaction.ts";
import { foundConclave } from "../support/conclave.ts";
import {
  ANA,
  account,
  BEN,
  CLEO,
  DAN,
  DAY,
  EVE,
  GUS,
  PIA,
  SIGNING_WINDOW,
  TIER_ZERO,
  TOM,
} from "../support/people.ts";
import { deployTestSafe, execute } from "../support/safe.ts";
import type { TestService } from "../support/transaction-service.ts";
import { codes, doctor, FRIEND, one } from "./queue-stage.ts";
import { fileOf, type ServiceStage } from "./service-stage.ts";

const REPORT = keccak256(toBytes("report"));

describe("the queue of a Safe with a ConclaveGuard", () => {
  let stage: ServiceStage & { guard: Address };
  let file: SafeFile;

  beforeAll(async () => {
    const founded = await foundConclave(await hre.network.create());
    const { chain } = founded;
    const guard = await chain.deploy("safe/ConclaveGuard", [founded.address, 60 * DAY, 7 * DAY, []]);
    const owners = [BEN, CLEO, DAN].map(account);
    const safe = await deployTestSafe(chain, { version: "1.4.1", owners, threshold: 2 });
    await chain.setBalance(safe.address, parseEther("1"));
    await chain.setBalance(FRIEND, 1n);
    const data = encodeFunctionData({ abi: safeAbi, functionName: "setGuard", args: [guard] });
    await execute(safe, { to: safe.address, data });
    const connection = await connect(chain.provider);
    const server = {} as TestService;
    stage = { chain, connection, safe, server, guard, state: () => readSafe(connection, safe.address) };
    file = await fileOf(safe, call({ to: FRIEND, value: 1n }, 1n), owners.slice(0, 2));
  });

  async function announce(by: number, tester: number): Promise<void> {
    const { chain, safe, guard } = stage;
    const deadline = (await chain.now()) + SIGNING_WINDOW - 60;
    const epoch = 0;
    const message = {
      safe: safe.address,
      safeTxHash: file.safeTxHash,
      tier: TIER_ZERO,
      epoch,
      deadline,
      report: REPORT,
    };
    const testerSignature = await account(tester).signTypedData({
      domain: { name: "ConclaveGuard", version: "1", chainId: chain.chainId, verifyingContract: guard },
      types: {
        Examine: [
          { name: "safe", type: "address" },
          { name: "safeTxHash", type: "bytes32" },
          { name: "tier", type: "uint8" },
          { name: "epoch", type: "uint32" },
          { name: "deadline", type: "uint40" },
          { name: "report", type: "bytes32" },
        ],
      },
      primaryType: "Examine",
      message,
    });
    const sponsors = { proposer: by, proposerSignature: "0x", tester, testerSignature, report: REPORT };
    const args = [safe.address, file.transaction, TIER_ZERO, epoch, deadline, sponsors];
    await chain.write(guard, conclaveGuardAbi, "announce", args, account(by));
  }

  it("tells what is not announced, what waits, what passes, and what expired", async () => {
    const { chain } = stage;
    await chain.undoing(async () => {
      const before = await doctor(stage, [file]);
      expect(one(before, "unannounced")).toMatchObject({ severity: "warning", nonce: 1n });
      expect(codes(before)).toContain("wouldFail");
      await announce(ANA, EVE);
      const waiting = await doctor(stage, [file]);
      expect(one(waiting, "announced").reason).toMatch(/passes the guard from/);
      expect(codes(waiting)).toContain("wouldFail");
      await chain.advance(2 * DAY);
      const ready = await doctor(stage, [file]);
      expect(one(ready, "announced").reason).toMatch(/passes the guard's delay/);
      expect(one(ready, "executable").nonce).toBe(1n);
      expect(codes(ready)).not.toContain("wouldFail");
      await chain.advance(31 * DAY);
      const late = await doctor(stage, [file]);
      expect(one(late, "announcementExpired")).toMatchObject({ severity: "warning", nonce: 1n });
      expect(codes(late)).toContain("wouldFail");
      // Another's announcement stands by itself, whoever came first.
      await announce(PIA, TOM);
      expect(codes(await doctor(stage, [file]))).toEqual(expect.arrayContaining(["announced", "wouldFail"]));
    });
  });

  it("says nothing of announcements where the guard is another's", async () => {
    const { chain, safe } = stage;
    await chain.undoing(async () => {
      // Lets everything pass and is no ConclaveGuard.
      await chain.provider.request({
        method: "hardhat_setCode",
        params: [stage.guard, "0x600160005260206000f3"],
      });
      const queue = await doctor(stage, [
        await fileOf(safe, call({ to: FRIEND }, 1n), [account(BEN), account(GUS)]),
      ]);
      expect(codes(queue)).not.toContain("unannounced");
      expect(codes(queue)).not.toContain("announced");
    });
  });
});
