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
export * as RoleGrant from "./audit/roles/grant.ts";
export * as RoleHistory from "./audit/roles/history.ts";
export * as RoleOperations from "./audit/roles/operations.ts";
export * as RoleAuditReport from "./audit/roles/report.ts";
export * as RoleAuditTold from "./audit/roles/tell.ts";
export * as RoleAudit from "./audit/roles/verify.ts";
export * as SafeAuditHistory from "./audit/safe/history.ts";
export * as SafeAuditReport from "./audit/safe/report.ts";
export * as SafeAuditTold from "./audit/safe/tell.ts";
export * as SafeAudit from "./audit/safe/verify.ts";
export * as Audit from "./audit/verify.ts";
// backup: shares, keys put together from them, and what copies there are
export * as Drill from "./backup/drill.ts";
export * as DrillRecord from "./backup/drill-record.ts";
export * as DrillsDue from "./backup/drills-due.ts";
export * as BackupLint from "./backup/lint.ts";
export * as BackupManifest from "./backup/manifest.ts";
export * as RecoverKey from "./backup/recover.ts";
export * as SealedFiles from "./backup/sealed-files.ts";
export * as SplitKey from "./backup/split.ts";
// Below everything
export * as Canonical from "./canonical.ts";
// ceremony: keys made before witnesses, and the machine they are made on
export * as KeyDoctor from "./ceremony/doctor.ts";
export * as MachineFacts from "./ceremony/facts.ts";
export * as Ceremony from "./ceremony/run.ts";
export * as CeremonyScript from "./ceremony/script.ts";
export * as CeremonySign from "./ceremony/sign.ts";
export * as CeremonyTranscript from "./ceremony/transcript.ts";
export * as CeremonyVerify from "./ceremony/verify.ts";
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
// distribution: keys and shares on their way, encrypted, signed and acknowledged
export * as PacketIdentity from "./distribution/identity.ts";
export * as PacketOpen from "./distribution/open.ts";
export * as Packet from "./distribution/packet.ts";
export * as PacketPhrase from "./distribution/phrase.ts";
export * as PacketReceipt from "./distribution/receipt.ts";
export * as ReceiptPaper from "./distribution/receipt-paper.ts";
export * as PacketSeal from "./distribution/seal.ts";
export * as Transport from "./distribution/transport.ts";
export * as TransportActs from "./distribution/transport-acts.ts";
export * as TransportFile from "./distribution/transport-file.ts";
export * as TransportMarkdown from "./distribution/transport-markdown.ts";
export { BaseError, report } from "./errors.ts";
// execution: scheduling, running, cancelling, and the acts of keys and guardians
export * as Acts from "./execution/acts.ts";
export * as Amendment from "./execution/amendment.ts";
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
export * as Derivation from "./keys/derivation.ts";
export * as DerivedKey from "./keys/derived/store.ts";
export * as Handout from "./keys/handout.ts";
export * as OpenKey from "./keys/open.ts";
export * as Passphrase from "./keys/passphrase.ts";
export * as Password from "./keys/password.ts";
export { Secret } from "./keys/secret.ts";
export * as Seed from "./keys/seed/store.ts";
export * as KeyStore from "./keys/store.ts";
// life: what becomes of keys in time
export * as KeyArchive from "./life/archive.ts";
export * as DestructionCertificate from "./life/certificate.ts";
export * as DestroyKey from "./life/destroy.ts";
export * as KeyDue from "./life/due.ts";
export * as DestructionRecords from "./life/records.ts";
export * as DestructionMark from "./life/struck.ts";
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
// role: the Conclave's RoleManager, who can do what, and what few or one could
export * as Activation from "./role/activation.ts";
export * as RoleBlast from "./role/blast.ts";
export * as RoleCatalogue from "./role/catalogue.ts";
export * as RoleCheck from "./role/check/check.ts";
export * as RoleCollusion from "./role/collusion.ts";
export * as RoleControl from "./role/control.ts";
export * as RoleDeclare from "./role/declare.ts";
export * as RoleManager from "./role/deployment.ts";
export * as RoleDiscovery from "./role/discover/discover.ts";
export * as RoleFinding from "./role/finding.ts";
export * as RoleFindings from "./role/findings/judge.ts";
export * as Checklist from "./role/holder/file.ts";
export * as Joining from "./role/holder/joining.ts";
export * as Offboard from "./role/holder/leave.ts";
export * as Onboard from "./role/holder/onboard.ts";
export * as RolePictures from "./role/pictures.ts";
export * as CharterApply from "./role/plan/apply.ts";
export * as CharterPlanFile from "./role/plan/file.ts";
export * as CharterPlan from "./role/plan/plan.ts";
export * as RoleReach from "./role/reach.ts";
export * as Respond from "./role/respond/response.ts";
export * as RoleReviewDecide from "./role/review/decide.ts";
export * as RoleReviewFile from "./role/review/file.ts";
export * as RoleReviewList from "./role/review/list.ts";
export * as RoleReviewPrepare from "./role/review/prepare.ts";
export * as RoleReviewSign from "./role/review/sign.ts";
export * as RoleReviewSubmit from "./role/review/submit.ts";
export * as RoleReviewTypedData from "./role/review/typed-data.ts";
export * as RoleSettings from "./role/settings/difference.ts";
export * as RoleSettingsRead from "./role/settings/read.ts";
export * as RoleSettingsWanted from "./role/settings/wanted.ts";
export * as RoleWorld from "./role/world.ts";
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
export { withAccount } from "./signer/account.ts";
export * as KeyCard from "./signer/card.ts";
export * as KeyInventory from "./signer/inventory.ts";
export { readKeyFile } from "./signer/key-file.ts";
export * as KeystoreSigner from "./signer/keystore.ts";
export * as Paper from "./signer/paper.ts";
export type { Signer, TypedData as SignableData } from "./signer/signer.ts";
export { signerOf } from "./signer/signer-of.ts";
export * as Wallet from "./signer/wallet.ts";
// sweep: what is left on a retiring key
export * as SweepLeft from "./sweep/left.ts";
export * as SweepPlan from "./sweep/plan.ts";
export * as SweepRun from "./sweep/run.ts";
// test: simulation on a fork
export * as Simulation from "./test/simulate.ts";
export * as Time from "./time.ts";
export * as UsageLogAnchor from "./usage/log/anchor.ts";
export * as UsageCheckpoint from "./usage/log/checkpoint.ts";
export * as UsageLogHistory from "./usage/log/history.ts";
export * as UsageLog from "./usage/log/journal.ts";
export * as UsageLogKey from "./usage/log/key.ts";
export * as UsageLogTree from "./usage/log/merkle.ts";
export * as UsageLogNote from "./usage/log/note.ts";
export * as UsageLogPlaces from "./usage/log/places.ts";
export * as UsageLogProof from "./usage/log/proof.ts";
export * as UsageLogProve from "./usage/log/prove.ts";
export * as UsageLogSeal from "./usage/log/seal.ts";
export * as UsageLogVerify from "./usage/log/verify.ts";
export * as UsagePermit from "./usage/permit.ts";
export * as UsagePoliced from "./usage/policed.ts";
export * as UsagePolicy from "./usage/policy/file.ts";
export * as UsagePolicyJudge from "./usage/policy/judge.ts";
export * as UsagePolicyRequest from "./usage/policy/request.ts";
export * as UsagePolicyVerdict from "./usage/policy/verdict.ts";
// usage: what a key may sign, and the log of all that it was used for
export * as UsageHappening from "./usage/tell.ts";
