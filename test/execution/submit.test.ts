import hre from "hardhat";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { submit } from "../../src/execution/submit.ts";
import { laneOf } from "../../src/proposal/proposal.ts";
import { draft, signAll } from "../support/conclave.ts";
import { change, type Governed, governed, pause, setFee } from "../support/governed.ts";
import { ANA, account, BEN, BEN_SECOND, CLEO, DAY, ROUTINE, TIER_ZERO } from "../support/people.ts";
import { codeOfAsync, refusalOf } from "../support/refusal.ts";

let network: Awaited<ReturnType<typeof hre.network.create>>;
let at: Governed;
beforeAll(async () => {
  network = await hre.network.create();
  at = await governed(network);
});
afterAll(() => network.close());

describe("submit refuses what the chain would refuse, and sends nothing", () => {
  const cases: [string, () => Promise<unknown>][] = [
    [
      "ProposalFile.IdMismatch",
      async () => {
        const file = await change(at);
        return submit(at.sender, { ...file, proposal: { ...file.proposal, calls: [setFee(at.vault, 9n)] } });
      },
    ],
    [
      "Approval.SignatureInvalid",
      async () => {
        const [file, other] = [await change(at), await change(at, { calls: [setFee(at.vault, 9n)] })];
        return submit(at.sender, { ...file, signatures: other.signatures });
      },
    ],
    [
      "Approval.Incomplete",
      async () => {
        const file = await change(at);
        return submit(at.sender, {
          ...file,
          signatures: file.signatures.filter(({ act }) => act !== "approve"),
        });
      },
    ],
    ["Approval.TooFewDemanded", async () => submit(at.sender, await change(at, { approvals: 0 }))],
    [
      "Approval.CallNotAllowed",
      async () => submit(at.sender, await change(at, { calls: [pause(at.vault)] })),
    ],
    ["Approval.LaneNotNext", async () => submit(at.sender, await change(at, { lane: laneOf(ROUTINE, 3) }))],
    ["Approval.LaneMoved", async () => submit(at.sender, await change(at, { prev: `0x${"12".repeat(32)}` }))],
    ["Approval.StaleEpoch", async () => submit(at.sender, await change(at, { epoch: 3 }))],
    [
      "ProposalFile.FromTheFuture",
      async () => submit(at.sender, await change(at, { created: (await at.chain.now()) + DAY })),
    ],
    [
      "ProposalFile.WrongChain",
      async () => submit(at.sender, await change(at, { domain: { ...at.domain, chainId: 1 } })),
    ],
    [
      "Approval.NotAConclave",
      async () =>
        submit(at.sender, await change(at, { domain: { ...at.domain, verifyingContract: at.vault } })),
    ],
  ];
  test.each(cases)("%s", async (code, work) => {
    const block = await at.chain.client.getBlockNumber();
    expect(await codeOfAsync(work)).toBe(code);
    expect(await at.chain.client.getBlockNumber()).toBe(block);
  });

  test("one person's second key does not count, and the refusal says how many are missing", async () => {
    const file = await signAll(await draft(at, { lane: 0, calls: [setFee(at.vault, 5n)] }), {
      proposer: ANA,
      tester: null,
      approvers: [BEN, BEN_SECOND],
    });
    const error = await refusalOf(() => submit(at.sender, file));
    expect(error).toMatchObject({
      code: "Approval.Incomplete",
      details: { missing: { approvals: 1, tester: true } },
    });
  });
});

test("a sender without ether is told so", async () => {
  const poor = { connection: at.connection, account: account(99) };
  const file = await change(at);
  expect(await refusalOf(() => submit(poor, file))).toMatchObject({
    code: "Chain.InsufficientFunds",
    details: { account: poor.account.address },
  });
});

test("tier 0 asks for its tester", async () => {
  const file = await signAll(await draft(at, { lane: laneOf(TIER_ZERO, 0), calls: [setFee(at.vault, 5n)] }), {
    proposer: ANA,
    tester: null,
    approvers: [BEN, CLEO],
  });
  expect(await refusalOf(() => submit(at.sender, file))).toMatchObject({
    code: "Approval.Incomplete",
    details: { missing: { tester: true, approvals: 0 } },
  });
});
