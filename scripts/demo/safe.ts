import { join } from "node:path";
import hre from "hardhat";
import { encodeFunctionData } from "viem";
import { deployGuard } from "../../deploy/deploy.ts";
import * as Report from "../../src/audit/safe/report.ts";
import { auditSafe } from "../../src/audit/safe/tell.ts";
import { type Request, send } from "../../src/chain/send.ts";
import { rosterOf } from "../../src/chain/standing.ts";
import * as ChainState from "../../src/chain/state.ts";
import { writeAtomic } from "../../src/files.ts";
import * as Interfaces from "../../src/proposal/interfaces.ts";
import * as Adoption from "../../src/safe/guard/adoption.ts";
import { terms } from "../../src/safe/guard/deployment.ts";
import * as Exit from "../../src/safe/guard/exit.ts";
import { guardStatus } from "../../src/safe/guard/guarded.ts";
import { inspect } from "../../src/safe/guard/inspection.ts";
import { standingWords } from "../../src/safe/guard/words.ts";
import { wordsOf } from "../../src/safe/review.ts";
import { settings } from "../../src/safe/settings.ts";
import { readSafe } from "../../src/safe/state.ts";
import { formatDuration } from "../../src/time.ts";
import { kitSetUp } from "../../test/support/protocol-kit.ts";
import type { Desk } from "./change.ts";
import { type Protocol, protocolAbi } from "./protocol.ts";
import { must, type Told } from "./teller.ts";
import * as Treasury from "./treasury.ts";

/** Eve's, Femi's and Ben's approving keys own the treasury. */
const OWNERS = ["k4", "k5", "k10"];
const FUNDS = 1_000n;
const PAYMENT = 100n;
/** Code that always reverts. */
const BROKEN = "0x60006000fd";

/** A treasury's Safe, set up by protocol-kit years ago as it were, adopts the Conclave's guard by one transaction of its owners. */
export async function adopt(desk: Desk, protocol: Protocol): Promise<Told<Treasury.Treasury>> {
  const { network, keys, teller, conclave, charter } = desk;
  const { connection, outsider, hardhat } = network;
  const { provider } = network;
  const { client, chainId } = connection;
  const ground = { provider, client, send: (call: Request) => send(outsider, call) };
  const owners = OWNERS.map((label) => keys.get(label).address);
  const safe = await kitSetUp(ground, chainId, "1.5.0", owners, 2);
  const mint = encodeFunctionData({ abi: protocolAbi, functionName: "mint", args: [safe, FUNDS] });
  await send(outsider, { to: protocol.token, data: mint });
  teller.say(`a Safe ${safe}, set up by protocol-kit: two of Eve, Femi and Ben`);
  const state = await ChainState.read(connection, conclave);
  const wanted = terms(conclave, rosterOf(state), state.setting.signingWindow);
  const { guard } = await deployGuard({ network: hardhat, artifacts: hre.artifacts }, wanted);
  teller.say(
    `guard ${guard.domain.verifyingContract}; owners can leave after ${formatDuration(guard.exitDelay)}`,
  );
  const place = { ...desk, safe, guard: guard.domain.verifyingContract };
  const now = await Treasury.guarded(place);
  const nothing = { tiers: [], trusted: [] };
  const inspection = inspect(now, nothing, true, wordsOf(charter));
  for (const { message } of inspection.findings) teller.say(`to know: ${message}`);
  const file = await Treasury.signed(place, await Adoption.draft(connection, now, nothing, inspection), [
    "k4",
    "k5",
  ]);
  await Treasury.keep(place, file);
  await Treasury.carriedOut(place, file);
  const after = await readSafe(connection, safe);
  must(after.guard === place.guard && after.moduleGuard === place.guard, "the guard is set");
  return { detail: `the Safe ${safe} is under the Conclave by one transaction`, value: place };
}

/** Its owners sign as ever; a proposer announces before, and it waits. */
export async function pay(desk: Treasury.Treasury, protocol: Protocol): Promise<Told<undefined>> {
  const { network, teller, charter } = desk;
  const args = [network.outsiderAddress, PAYMENT] as const;
  const data = encodeFunctionData({ abi: protocolAbi, functionName: "transfer", args });
  const calls = [{ to: protocol.token, value: 0n, data }];
  const begun = await Treasury.announced(
    desk,
    await Treasury.draft(desk, "Pay an invoice", calls),
    "k0",
    "k3",
  );
  const file = await Treasury.signed(desk, begun, ["k5", "k10"]);
  await Treasury.keep(desk, file);
  await teller.refused("paying before the delay is over", "Revert.AnnouncementNotReady", () =>
    Treasury.carriedOut(desk, file),
  );
  const { best } = await guardStatus(network.connection, await Treasury.guarded(desk), file);
  must(best?.tally.complete === true, "enough people have signed");
  await network.waitUntil(best.readyAt);
  teller.say(standingWords(best, wordsOf(charter)));
  await Treasury.carriedOut(desk, file);
  const left = await network.connection.client.readContract({
    address: protocol.token,
    abi: protocolAbi,
    functionName: "balanceOf",
    args: [desk.safe],
  });
  must(left === FUNDS - PAYMENT, "the invoice is paid");
  return {
    detail: `announced by Ana, tested by Dan, signed by Femi and Ben; ${PAYMENT} tokens paid`,
    value: undefined,
  };
}

/** Whoever has the owners' keys has the threshold, and no more: nothing that was not announced passes. */
export async function steal(desk: Treasury.Treasury, protocol: Protocol): Promise<Told<undefined>> {
  const { network, teller } = desk;
  teller.say("Somebody has stolen the keys of Eve and Femi: as many as the Safe's threshold.");
  const state = await readSafe(network.connection, desk.safe);
  const args = [network.outsiderAddress, FUNDS - PAYMENT] as const;
  const all = {
    to: protocol.token,
    value: 0n,
    data: encodeFunctionData({ abi: protocolAbi, functionName: "transfer", args }),
  };
  for (const [attempt, calls] of [
    ["they send themselves all of the Safe's tokens", [all]],
    ["they take the guard off", settings(state, [{ kind: "guard", guard: null }]).calls],
  ] as const) {
    const file = await Treasury.signed(desk, await Treasury.draft(desk, attempt, calls), ["k4", "k5"]);
    await teller.refused(attempt, "Revert.NotAnnounced", () => Treasury.carriedOut(desk, file));
  }
  const own = await Treasury.draft(desk, "What Ben announces and signs himself", [all]);
  await back(desk, async () => {
    const begun = await Treasury.announced(desk, own, "k1", "k3");
    const file = await Treasury.signed(desk, begun, ["k5", "k10"]);
    const { best } = await guardStatus(network.connection, await Treasury.guarded(desk), file);
    must(best !== null, "it is announced");
    await network.waitUntil(best.readyAt);
    await teller.refused(
      "Ben announces with one key and approves as owner with another",
      "Revert.ApprovalsMissing",
      () => Treasury.carriedOut(desk, file),
    );
  });
  return { detail: "the threshold's keys alone move nothing; nor does one person twice", value: undefined };
}

/** If the Conclave were broken for good, the owners would get their Safe back by themselves. Shown, and taken back. */
export async function leave(desk: Treasury.Treasury): Promise<Told<undefined>> {
  const { network, keys, teller, conclave, safe } = desk;
  const { connection, provider } = network;
  const wait = await back(desk, async () => {
    await provider.request({ method: "hardhat_setCode", params: [conclave, BROKEN] });
    teller.say("The Conclave's code is replaced by one that always reverts.");
    const owner = keys.get("k5").address;
    await provider.request({ method: "hardhat_setBalance", params: [owner, "0xde0b6b3a7640000"] });
    await provider.request({ method: "hardhat_impersonateAccount", params: [owner] });
    await Exit.announce({ connection, account: owner }, await Exit.read(connection, safe));
    const waiting = await Exit.read(connection, safe);
    teller.say("Femi announces the way out, from her own account.");
    await teller.refused("leaving before the exit delay is over", "SafeExit.NotOpen", async () =>
      Exit.draft(waiting),
    );
    await network.waitUntil(waiting.exits[0]?.maturesAt ?? 0);
    const file = Exit.draft(await Exit.read(connection, safe));
    await Treasury.carriedOut(desk, await Treasury.signed(desk, file, ["k4", "k5"]));
    must((await readSafe(connection, safe)).guard === null, "the guard is off");
    return waiting.exitDelay;
  });
  return {
    detail: `after ${formatDuration(wait)} the owners alone took the guard off; shown, and taken back`,
    value: undefined,
  };
}

/** Every transaction of the Safe accounted for, and the guard's record held against its storage. */
export async function audit(desk: Treasury.Treasury): Promise<Told<undefined>> {
  const { network, conclave, charter, safe, folder, teller } = desk;
  const interfaces = Interfaces.from(conclave, ["function transfer(address to, uint256 amount)"]);
  const report = await auditSafe(
    network.connection,
    safe,
    { fromBlock: 0 },
    { charter, interfaces, claims: [] },
  );
  await writeAtomic(join(folder, "..", "safe-audit.json"), Report.toJson(report));
  await writeAtomic(join(folder, "..", "safe-audit.md"), Report.toMarkdown(report));
  const { ok, findings, executions, guards } = report.audit;
  for (const finding of findings) teller.say(Report.findingWords(finding));
  const links = guards.reduce((sum, guard) => sum + guard.links.length, 0);
  return {
    ok: ok && executions.length === 2,
    detail: `${executions.length} transactions of the Safe accounted for, ${links} links of its guard's record hold against storage`,
    value: undefined,
  };
}

/** Does something and takes it back, on this chain that can. */
async function back<T>({ network: { provider } }: Treasury.Treasury, work: () => Promise<T>): Promise<T> {
  const snapshot = await provider.request({ method: "evm_snapshot" });
  try {
    return await work();
  } finally {
    await provider.request({ method: "evm_revert", params: [snapshot] });
  }
}
