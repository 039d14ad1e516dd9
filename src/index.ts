/**
 * The table of contents, in the order in which data flows. Each name is the file of one noun; inside the project import from the
 * file itself.
 */

// approval: review and signatures; no keys needed
export * as Review from "./approval/review.ts";
export * as Signing from "./approval/signing.ts";
export * as ApprovalState from "./approval/state.ts";
export * as Verify from "./approval/verify.ts";
// audit: the record, proved and told; no keys needed
export * as AuditHistory from "./audit/history.ts";
export * as AuditReport from "./audit/report.ts";
export * as SafeAuditHistory from "./audit/safe/history.ts";
export * as SafeAuditReport from "./audit/safe/report.ts";
export * as SafeAuditTold from "./audit/safe/tell.ts";
export * as SafeAudit from "./audit/safe/verify.ts";
export * as Audit from "./audit/verify.ts";
// Below everything
export * as Canonical from "./canonical.ts";
// chain: reading and sending
export * as Chain from "./chain/client.ts";
export * as Revert from "./chain/revert.ts";
export * as Send from "./chain/send.ts";
export * as Standing from "./chain/standing.ts";
export * as ChainState from "./chain/state.ts";
// charter: charter.yaml, the documents it compiles to, and the rules for both
export * as CharterCheck from "./charter/check.ts";
export * as CharterCompile from "./charter/compile.ts";
export * as CharterDecompile from "./charter/decompile.ts";
export * as CharterDiff from "./charter/diff.ts";
export * as CharterModel from "./charter/model.ts";
export * as Charter from "./charter/parse.ts";
export * as Quorum from "./charter/quorum.ts";
export * as CharterReview from "./charter/review.ts";
export * as Roster from "./charter/roster.ts";
export * as Rulebook from "./charter/rulebook.ts";
export { BaseError, report } from "./errors.ts";
// execution: scheduling, running, cancelling, and the acts of keys and guardians
export * as Acts from "./execution/acts.ts";
export * as Cancel from "./execution/cancel.ts";
export * as Deployment from "./execution/deployment.ts";
export * as Execute from "./execution/execute.ts";
export * as Operation from "./execution/operation.ts";
export * as Register from "./execution/register.ts";
export * as Status from "./execution/status.ts";
export * as Stop from "./execution/stop.ts";
export * as Submit from "./execution/submit.ts";
export * as Abi from "./generated/abi.ts";
// keys: made, kept encrypted, opened for one operation
export * as KeyInventory from "./keys/inventory.ts";
export * as OpenKey from "./keys/open.ts";
export * as Passphrase from "./keys/passphrase.ts";
export * as Password from "./keys/password.ts";
export { Secret } from "./keys/secret.ts";
export * as KeyStore from "./keys/store.ts";
// proposal: what people sign, and the file it travels in
export * as ProposalFile from "./proposal/file.ts";
export * as Interfaces from "./proposal/interfaces.ts";
export * as Proposal from "./proposal/proposal.ts";
export * as Report from "./proposal/report.ts";
export * as Rules from "./proposal/rules.ts";
export * as SelfCall from "./proposal/self-call.ts";
export * as Source from "./proposal/source.ts";
export * as Stamp from "./proposal/stamp.ts";
export * as TypedData from "./proposal/typed-data.ts";
export * as Word from "./proposal/word.ts";
// safe: Safes that people have: their transactions, from the file to execution
export * as SafeAddress from "./safe/address.ts";
export * as SafeBuild from "./safe/build.ts";
export * as SafeBuilderExport from "./safe/builder.ts";
export * as SafeBuilderImport from "./safe/builder-import.ts";
// safe: Safes examined, and their owners brought to what one file says
export * as SafeCheck from "./safe/check/check.ts";
export * as SafeCheckFinding from "./safe/check/finding.ts";
export * as SafeDeployments from "./safe/deployments.ts";
export * as SafeExecute from "./safe/execute.ts";
export * as SafeFile from "./safe/file.ts";
export * as SafeAdoption from "./safe/guard/adoption.ts";
export * as SafeAnnounce from "./safe/guard/announce.ts";
export * as SafeGuardDeployment from "./safe/guard/deployment.ts";
export * as SafeExamination from "./safe/guard/examine.ts";
export * as SafeExit from "./safe/guard/exit.ts";
export * as SafeGuardStatus from "./safe/guard/guarded.ts";
export * as SafeInspection from "./safe/guard/inspection.ts";
export * as SafeLeave from "./safe/guard/leave.ts";
export * as SafeMessage from "./safe/guard/message.ts";
export * as SafeMessageFile from "./safe/guard/message-file.ts";
export * as SafeGuardRules from "./safe/guard/rules.ts";
export * as SafeGuard from "./safe/guard/state.ts";
export * as SafeHistory from "./safe/history.ts";
export * as SafeMerge from "./safe/merge.ts";
export * as SafeNested from "./safe/nested.ts";
export * as SafePeople from "./safe/people.ts";
export * as SafeQueue from "./safe/queue.ts";
export * as SafeQueueFinding from "./safe/queue-finding.ts";
export * as SafeQueueFolder from "./safe/queue-folder.ts";
export * as SafeQueueItem from "./safe/queue-item.ts";
export * as SafeReview from "./safe/review.ts";
export * as SafesApply from "./safe/roster/apply.ts";
export * as SafesDiff from "./safe/roster/diff.ts";
export * as SafesFile from "./safe/roster/file.ts";
export * as SafesPlan from "./safe/roster/plan.ts";
export * as SafePossession from "./safe/roster/possession.ts";
export * as SafeService from "./safe/service.ts";
export * as SafeServiceExchange from "./safe/service-exchange.ts";
export * as SafeServiceVerify from "./safe/service-verify.ts";
export * as SafeSettings from "./safe/settings.ts";
export * as SafeSigning from "./safe/signing.ts";
export * as SafeSimulation from "./safe/simulate.ts";
export * as SafeStanding from "./safe/standing.ts";
export * as SafeState from "./safe/state.ts";
export * as SafeStatus from "./safe/status.ts";
export * as SafeTransaction from "./safe/transaction.ts";
export * as SafeVoid from "./safe/void.ts";
// signer: whatever signs typed data
export * as KeystoreSigner from "./signer/keystore.ts";
export type { Signer, TypedData as SignableData } from "./signer/signer.ts";
// sweep: what is left on a retiring key
export * as SweepLeft from "./sweep/left.ts";
export * as SweepPlan from "./sweep/plan.ts";
export * as SweepRun from "./sweep/run.ts";
// test: simulation on a fork
export * as Simulation from "./test/simulate.ts";
export * as Time from "./time.ts";
