import { type Hex, keccak256, zeroHash } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fetchDocuments, type Library } from "../../src/audit/documents.ts";
import type { Link, LinkOf } from "../../src/audit/link.ts";
import { replay } from "../../src/audit/replay.ts";
import { type Audit, verify } from "../../src/audit/verify.ts";
import * as Proposal from "../../src/proposal/proposal.ts";
import * as Stamp from "../../src/proposal/stamp.ts";
import { BEN_SECOND, CLEO, DAN, EVE, GUS, HANA } from "../support/people.ts";
import { after, changing, indexOf, is, rescheduled } from "./changing.ts";
import { live } from "./life.ts";
import { rechained } from "./rechained.ts";
import { open, type Scene } from "./scene.ts";

let scene: Scene;
let audit: Audit;
let library: Library;

beforeAll(async () => {
  scene = await open();
  await live(scene);
  const { chain, address } = scene.founded;
  audit = await verify(chain.client, address, { fromBlock: 0 });
  library = await fetchDocuments(chain.client, address, audit.links, audit.block.number);
});

afterAll(() => scene.close());

/** What the model says to the history after a change. */
function judged(change: (links: Link[]) => Link[]) {
  const links = change(audit.links.map(({ link }) => link));
  const { domain } = audit.setting;
  return replay(rechained(links, { domain, rosters: library.rosters }), library, audit.setting);
}

function refusal(change: (links: Link[]) => Link[]): string | undefined {
  const { finding } = judged(change);
  expect(finding?.kind).toBe("impossible");
  return finding?.message.match(/: (\w+)(?:\(.*\))?$/)?.[1];
}

test("the history itself passes, chained anew", () => {
  const { finding, followed } = judged((links) => links);
  expect(finding).toBeNull();
  expect(followed).toBe(audit.links.length);
});

test("consent that does not count is refused at scheduling", () => {
  const approvedBy = (...approvers: number[]) => refusal(rescheduled(0, () => ({ approvers })));
  expect(approvedBy(1)).toBe("ApprovalsMissing");
  expect(approvedBy(1, BEN_SECOND)).toBe("HolderCountedTwice");
  expect(approvedBy(1, GUS)).toBe("RoleMissing");
  expect(approvedBy(1, 63)).toBe("UnknownKey");
  expect(refusal(rescheduled(0, () => ({ tester: 0 })))).toBe("RoleMissing");
  expect(refusal(rescheduled(0, () => ({ proposer: EVE })))).toBe("RoleMissing");
  expect(refusal(rescheduled(0, () => ({}), { approvals: 1 }))).toBe("TooFewDemanded");
  const untested = changing("Scheduled", 0, ({ args }) => {
    const stamp = Stamp.encode({ ...Stamp.decode(args.stamp), tester: null });
    return { args: { ...args, stamp, proposal: Proposal.pack(Proposal.unpack(args.proposal)) } };
  });
  expect(refusal(untested)).toBe("TesterNeeded");
});

test("keys that are not in use consent to nothing", () => {
  expect(refusal(rescheduled(-1, () => ({ approvers: [BEN_SECOND, CLEO] })))).toBe("KeyNotActive");
  // Cleo is suspended when the third operation from the end is scheduled.
  expect(refusal(rescheduled(-3, () => ({ approvers: [1, CLEO] })))).toBe("HolderIsSuspended");
});

test("a stamp that says more than was so differs from the model's", () => {
  for (const change of [
    (stamp: Stamp.Stamp) => ({ ready: stamp.ready - 1 }),
    (stamp: Stamp.Stamp) => ({ approvers: [...stamp.approvers, DAN] }),
    (stamp: Stamp.Stamp) => ({ rulebook: stamp.rulebook + 1 }),
    (stamp: Stamp.Stamp) => ({ scheduledAt: stamp.scheduledAt - 1 }),
  ]) {
    const { finding } = judged(rescheduled(0, change));
    expect(finding?.message).toMatch(/says another stamp than a Conclave would$/);
  }
});

test("nothing is scheduled outside of its window, epoch, lane and rules", () => {
  expect(refusal(rescheduled(1, () => ({}), { epoch: 7 }))).toBe("StaleEpoch");
  expect(refusal(rescheduled(1, () => ({}), { deadline: 1 }))).toBe("OutsideWindow");
  const foreign = { target: scene.token, value: 0n, data: "0x12345678" as Hex, minGas: 0 };
  expect(refusal(rescheduled(1, () => ({}), { calls: [foreign] }))).toBe("CallNotAllowed");
  const other = changing("Scheduled", 1, ({ args }) => {
    const proposal = { ...Proposal.unpack(args.proposal), lane: 0x0107 };
    return { lane: 0x0107, args: { ...args, lane: 0x0107, proposal: Proposal.pack(proposal) } };
  });
  expect(refusal(other)).toBe("LaneNotNext");
  const busy = (links: Link[]) => {
    const index = indexOf(links, "Scheduled", 1);
    return links.toSpliced(index + 1, 0, links[index] as Link);
  };
  expect(refusal(busy)).toBe("LaneBusy");
});

test("nothing runs before its time, after it, twice, or dead", () => {
  const { ready } = Stamp.decode(
    (audit.links.map(({ link }) => link).find((link) => is(link, "Scheduled")) as LinkOf<"Scheduled">).args
      .stamp,
  );
  const at = (time: number) => changing("Executed", 0, (link) => ({ at: { ...link.at, time } }));
  expect(refusal(at(ready - 1))).toBe("OperationNotReady");
  expect(refusal(at(ready + 400 * 86_400))).toBe("OperationExpired");
  const twice = (links: Link[]) => {
    const index = indexOf(links, "Executed", 1);
    return links.toSpliced(index + 1, 0, links[index] as Link);
  };
  expect(refusal(twice)).toBe("LaneNotPending");
  const instead = (links: Link[]) => {
    const index = indexOf(links, "Cleared", 0);
    const { args, lane, at, word } = links[index] as LinkOf<"Cleared">;
    const executed = { eventName: "Executed", args: { ...args, executor: args.by }, lane, at, word };
    return links.with(index, executed as unknown as Link);
  };
  expect(refusal(instead)).toBe("OperationDead");
  const early = changing("Executed", 3, (link) => ({ args: { ...link.args, executor: scene.token } }));
  expect(refusal(early)).toBe("ReservedForExecutor");
});

test("guardians keep to their cooldown, their own suspensions and what is not protected", () => {
  const again = { holder: DAN, guardian: HANA, until: 0, epoch: 2 };
  expect(refusal(after("SuspensionLifted", 0, "HolderSuspended", again))).toBe("GuardianCooling");
  const lifted = changing("SuspensionLifted", 0, (link) => ({ args: { ...link.args, guardian: GUS } }));
  expect(refusal(lifted)).toBe("NotSuspendedBy");
  expect(refusal(changing("Voided", 0, (link) => ({ args: { ...link.args, guardian: 1 } })))).toBe(
    "RoleMissing",
  );
  const longer = changing("HolderSuspended", 0, (link) => ({
    args: { ...link.args, until: link.args.until + 1 },
  }));
  expect(judged(longer).finding?.message).toMatch(/says another until than a Conclave would$/);
});

test("keys live as they must", () => {
  const activated = { key: 0, keyHash: zeroHash, predecessor: 255, opened: false };
  expect(refusal(after("KeyActivated", 3, "KeyActivated", activated))).toBe("UnexpectedKeyState");
  expect(refusal(after("KeyActivated", 3, "KeyRetired", { key: 0, identity: scene.token }))).toBe(
    "UnexpectedKeyState",
  );
  const opened = changing("KeyActivated", 0, (link) => ({ args: { ...link.args, opened: true } }));
  expect(judged(opened).finding?.message).toMatch(/says another opened than a Conclave would$/);
  const compromised = { key: BEN_SECOND, identity: scene.token, epoch: 3, byItself: true };
  expect(refusal(after("KeyRetired", 0, "KeyCompromised", compromised))).toBe("KeyNotActive");
  const again = (links: Link[]) => {
    const index = indexOf(links, "PreApproved", 0);
    return links.toSpliced(index + 1, 0, links[index] as Link);
  };
  expect(refusal(again)).toBe("AlreadyPreApproved");
});

test("what only an execution makes cannot come from elsewhere", () => {
  for (const [name, args] of [
    ["MessageApproved", { hash: zeroHash, expiry: 1, epoch: 0 }],
    ["ItemWaived", { key: 1, item: zeroHash }],
    ["KeyRetiring", { key: 1 }],
    ["Closed", { successor: scene.token }],
    ["KeyCompromised", { key: 1, identity: scene.token, epoch: 1, byItself: false }],
    ["SuspensionLifted", { holder: 1, guardian: 255 }],
    ["RosterAmended", { generation: 2, serial: 2, hash: zeroHash }],
  ] as const) {
    expect(refusal(after("KeyActivated", 5, name, args)), name).toBe("OnlySelf");
  }
});

test("an execution makes the links of its own calls, all of them, in their order", () => {
  const reversed = (links: Link[]) => {
    const [waived, message] = [indexOf(links, "ItemWaived", 0), indexOf(links, "MessageApproved", 0)];
    return links.with(waived, links[message] as Link).with(message, links[waived] as Link);
  };
  expect(judged(reversed).finding?.message).toMatch(
    /makes ItemWaived as link 2 of 4, not link \d+ \(MessageApproved/,
  );
  const dropped = (links: Link[]) => links.toSpliced(indexOf(links, "KeyRetiring", 0), 1);
  expect(judged(dropped).finding?.message).toMatch(/makes KeyRetiring as link 4 of 4, not link/);
  const other = changing("ItemWaived", 0, (link) => ({ args: { ...link.args, item: keccak256("0x07") } }));
  expect(judged(other).finding?.message).toMatch(/says another item than a Conclave would$/);
});

test("a document follows the one before it", () => {
  const serial = changing("RosterAmended", -1, (link) => ({ args: { ...link.args, serial: 9 } }));
  expect(judged(serial).finding?.message).toMatch(/says another serial than a Conclave would$/);
  // The second roster in place of the first.
  const [first, second] = audit.links.flatMap(({ link }) =>
    is(link, "RosterAmended") ? [link.args.hash] : [],
  ) as [Hex, Hex];
  const byHash = new Map(library.byHash).set(first, library.byHash.get(second) as Hex);
  const { finding } = replay(audit.links, { ...library, byHash }, audit.setting);
  expect(finding?.message).toMatch(/SerialWrong\(2, 1\)$/);
});

test("after its close a Conclave does nothing", () => {
  const retired = { key: 12, identity: scene.token };
  expect(refusal(after("Closed", 0, "KeyRetired", retired))).toBe("ConclaveClosed");
});

test("a history of nothing is missing", () => {
  expect(replay([], library, audit.setting).finding?.kind).toBe("missing");
});
