import type { Hex } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as Consents from "../../src/approval/consents.ts";
import type { ProposalFile } from "../../src/proposal/file.ts";
import type { Domain } from "../../src/proposal/proposal.ts";
import * as Report from "../../src/proposal/report.ts";
import * as TypedData from "../../src/proposal/typed-data.ts";
import { account } from "../simulation/roster.ts";
import { refusalOf } from "../support/refusal.ts";
import { open, type Scene } from "./scene.ts";

// In a file, too, a signature serves one act: whatever else the same key signed, about the same proposal, is refused by name.

const HASH: Hex = `0x${"ab".repeat(32)}`;

let scene: Scene;
beforeAll(async () => {
  scene = await open();
});
afterAll(() => scene.close());

/** Everything a key may sign, about this file as far as the act has a place for it. */
function acts({ proposal, report }: ProposalFile, domain: Domain): Record<string, TypedData.TypedData> {
  const { lane, prev: word, deadline } = proposal;
  const person = { holder: 0, change: 0, guardian: 1, deadline };
  return {
    propose: TypedData.propose(domain, proposal),
    approve: TypedData.approve(domain, proposal),
    test: TypedData.test(domain, { proposal, report: report === undefined ? HASH : Report.hash(report) }),
    activate: TypedData.activate(domain, { key: 1, keyHash: HASH, since: 1, deadline }),
    compromise: TypedData.compromise(domain, { key: 1, keyHash: HASH, change: 1, deadline }),
    suspend: TypedData.suspend(domain, person),
    lift: TypedData.lift(domain, person),
    void: TypedData.void(domain, { act: 0, guardian: 1, deadline }),
    cancel: TypedData.cancel(domain, { lane, word, guardian: 1, deadline }),
    stop: TypedData.stop(domain, { lane, word }),
    attest: TypedData.attest(domain, { kind: 1, subject: HASH, hash: HASH, witness: 1, deadline }),
    "the bare proposal": TypedData.proposal(domain, proposal),
  };
}

test("of all that the same key signed, only its own act stands in a file", async () => {
  const { file, state } = await scene.complete();
  expect((await Consents.count(file, state, scene.verify)).tally.complete).toBe(true);
  expect(new Set(file.signatures.map(({ act }) => act))).toEqual(new Set(["propose", "test", "approve"]));
  const forks: Domain[] = [
    { ...file.domain, chainId: file.domain.chainId + 1 },
    { ...file.domain, verifyingContract: scene.stage.target },
  ];
  for (const [index, { act, key }] of file.signatures.entries()) {
    const others = Object.entries(acts(file, file.domain)).filter(([name]) => name !== act);
    expect(others).toHaveLength(11);
    const elsewhere = forks.map((domain) => [act, acts(file, domain)[act]] as const);
    for (const [name, typed] of [...others, ...elsewhere]) {
      const signature = await account(key).signTypedData(typed as never);
      const signatures = file.signatures.map((one, at) => (at === index ? { ...one, signature } : one));
      const refusal = await refusalOf(() => Consents.count({ ...file, signatures }, state, scene.verify));
      expect([refusal.code, refusal.details], `${name} as ${act}`).toEqual([
        "Approval.SignatureInvalid",
        { act, key },
      ]);
    }
  }
});
