import { verified } from "../../src/approval/verified.ts";
import { verifierFor } from "../../src/approval/verify.ts";
import { pretty } from "../../src/canonical.ts";
import { rosterOf } from "../../src/chain/standing.ts";
import { BaseError } from "../../src/errors.ts";
import { writeAtomic } from "../../src/files.ts";
import type { SafeFile } from "../../src/safe/file.ts";
import * as Announce from "../../src/safe/guard/announce.ts";
import { examine, hash, type Report } from "../../src/safe/guard/examine.ts";
import { guardStatus, readAnnouncements } from "../../src/safe/guard/guarded.ts";
import { groundFor, readGuarded } from "../../src/safe/guard/state.ts";
import { chooseTier } from "../../src/safe/guard/tier.ts";
import { wordsOf } from "../../src/safe/review.ts";
import { revise } from "../../src/signer/paper.ts";
import { parseDuration } from "../../src/time.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { withTestNode } from "../ports/fork.ts";
import { openGuarded } from "../ports/guard.ts";
import { readNumber } from "../ports/number.ts";
import { type SafeFileOptions, safePaper } from "../ports/safe.ts";
import { type SenderOptions, withSender } from "../ports/sender.ts";
import { type KeyOptions, rosterSigner } from "../ports/signer.ts";
import { sponsorAct } from "../ports/sponsor.ts";
import { keyIndexOf } from "../ports/who.ts";
import { guardStatusText } from "../ui/guard.ts";
import { transactionOf, transactionText } from "../ui/operation.ts";

type Options = Spoken &
  SafeFileOptions &
  KeyOptions &
  SenderOptions & {
    act: string | undefined;
    tester: string | undefined;
    tier: string | undefined;
    validFor: string | undefined;
    report: string | undefined;
    send: boolean;
  };

/** With `--key`, a proposer or a tester signs; with `--send`, the guard is told. @throws `SafeAnnounce.*`, `Task.ExaminationFailed` */
export default answering(async (options: Options, hre) => {
  const { file, connection, guarded, charter } = await openGuarded(options, hre);
  const known = await readAnnouncements(connection, guarded, file.safeTxHash);
  const ground = await groundFor(connection, guarded, file.transaction);
  const asked = options.tier === undefined ? file.announcement?.tier : readNumber(options.tier);
  const tier = chooseTier(ground, file, asked);
  const validFor = options.validFor === undefined ? undefined : parseDuration(options.validFor);
  const roster = rosterOf(guarded.conclave);
  const tester = options.tester === undefined ? undefined : keyIndexOf(options.tester, roster, charter);
  const { put, report } =
    options.key === undefined ? { put: begin, report: undefined } : await consent(begin(file));
  const signed = await revise(safePaper(options.file), put);
  if (options.report !== undefined && report !== undefined) await writeAtomic(options.report, pretty(report));
  const missing = Announce.lacking(signed, guarded);
  const receipt = options.send
    ? await withSender(options, connection, (sender) => Announce.announce(sender, signed, guarded))
    : undefined;
  const after = await readGuarded(connection, file.domain.verifyingContract);
  const status = await guardStatus(connection, after, signed);
  const json = {
    safeTxHash: file.safeTxHash,
    announcement: signed.announcement,
    report: report ?? null,
    missing,
    transaction: receipt === undefined ? null : transactionOf(receipt),
    status,
  };
  const text =
    receipt === undefined
      ? `in ${wordsOf(charter).tier(tier)}; ${missing.length === 0 ? `next: hardhat safe announce ${options.file} --send` : `it still needs ${missing.join(" and ")}`}`
      : transactionText(guardStatusText(status, wordsOf(charter)), receipt);
  return { json, text, notes: [`wrote ${options.file}`] };

  function begin(to: SafeFile): SafeFile {
    const begun = Announce.begin(to, guarded, tier, known, validFor);
    return tester === undefined ? begun : Announce.nameTester(begun, guarded, tester);
  }

  async function consent(to: SafeFile) {
    const { index: key, signer } = await rosterSigner(options, roster);
    const act = sponsorAct(options.act, roster, tier, key);
    Announce.prepare(to, guarded, act, key);
    const report = act === "test" ? await examined(to) : undefined;
    const vouched = report === undefined ? {} : { report: hash(report) };
    const signature = await signer.signTypedData(Announce.prepare(to, guarded, act, key, vouched.report));
    const verify = verifierFor(connection.client, guarded.guard.domain.verifyingContract);
    const given = { act, key, signature, ...vouched };
    const { put } = await verified(to, verify, (now, by) =>
      Announce.addConsent(begin(now), guarded, by, given),
    );
    return { put, report };
  }

  async function examined(to: SafeFile): Promise<Report> {
    const found = await withTestNode(options, hre, to.domain.chainId, (node) => examine(node, to, guarded));
    if (found.failure === null) return found;
    throw new BaseError({
      code: "Task.ExaminationFailed",
      message: `executed under the guard, the transaction would fail: ${found.failure.sentence}`,
      fix: "correct what it does and create it again; the file was left as it is",
      details: { failure: found.failure },
    });
  }
});
