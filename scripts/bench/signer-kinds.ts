import { Role } from "../../src/charter/model.ts";

import { fromLogs } from "../../src/execution/operation.ts";
import { laneOf, pack } from "../../src/proposal/proposal.ts";
import { encodeSignatures } from "../../src/proposal/signatures.ts";
import { built, initcode } from "./artifacts.ts";
import { charter, ORDINARY, organisation } from "./charters.ts";
import { type Conclave, call, found } from "./conclave.ts";
import { rulesFor } from "./governed.ts";
import { type Figure, measure } from "./measure.ts";
import type { Network } from "./network.ts";
import { draft, execute, type Part, setRulebook, signed } from "./operation.ts";
import { approveHash, deploySafe, exec } from "./safe.ts";
import { account, compact, eoa, p256, passkey, preApproving, type Signer, wallet } from "./signers.ts";
import type { Target } from "./target.ts";
import { deployTimelock, operation, through } from "./timelock.ts";

const VERIFIERS = "@openzeppelin/contracts/utils/cryptography/verifiers";
const PRE_APPROVING = "pre-approving";

/**
 * The same change by two people with plain keys (`none`), and with a third whose key is of each kind. `safePreApproval` has a Safe and
 * a timelock do it, with three owners.
 */
export async function signerKinds(network: Network, target: Target): Promise<Record<string, Figure>> {
  const kinds = await signersOf(network);
  const { roster, signers } = organisation();
  const { tiers, keys } = roster;
  const seats = keys.flatMap((key, index) => {
    const signer = signers[index];
    return key && signer ? [{ signer, roles: key.roles }] : [];
  });
  const added = Object.values(kinds).map((signer) => ({ signer, roles: Role.APPROVER }));
  const conclave = await found(network, charter(tiers, [...seats, ...added]));
  await setRulebook(conclave, { proposer: 0, approvers: [2, 3] }, { rules: rulesFor([target.address]) });

  const figures: [string, Figure][] = [["none", await flow(conclave, target, [2])]];
  for (const [i, kind] of Object.keys(kinds).entries())
    figures.push([
      kind,
      await flow(conclave, target, [2, seats.length + i], kind === "preApproval", kind === "plain"),
    ]);
  figures.push(["safePreApproval", await safePreApproval(network, target)]);
  return Object.fromEntries(figures);
}

/** The third owner of a Safe before a timelock approves on-chain. */
async function safePreApproval(network: Network, target: Target): Promise<Figure> {
  const safe = await deploySafe(network, "pre-approval", 3, 5);
  const timelock = await deployTimelock(network, safe.address);
  const third = safe.owners[2];
  if (third === undefined) throw new Error("the Safe has no third owner");
  return measure(async () => {
    const { call: setting, check } = target.next();
    const approve = await approveHash(safe, operation(timelock, [setting]).schedule, third);
    const rest = await through(network, timelock, [setting], (to) => exec(safe, to, third));
    await check();
    return { approve, ...rest };
  });
}

async function signersOf(network: Network): Promise<Record<string, Signer>> {
  const p256Verifier = await network.deploy(initcode(await built(`${VERIFIERS}/ERC7913P256Verifier`)));
  const passkeyVerifier = await network.deploy(initcode(await built(`${VERIFIERS}/ERC7913WebAuthnVerifier`)));
  const owner = account("wallet owner").address;
  const ownedWallet = await network.deploy(initcode(await built("mocks/Wallet"), [owner]));
  return {
    plain: eoa("plain form"),
    eoa65: eoa("plain"),
    eoa64: compact("compact"),
    erc1271: wallet(ownedWallet, "wallet owner"),
    p256: p256(p256Verifier, "p256"),
    webAuthn: passkey(passkeyVerifier, "passkey"),
    preApproval: preApproving(PRE_APPROVING),
  };
}

/** Packed here rather than by the library, which may put an account's signature into its other form. */
function flow(
  conclave: Conclave,
  target: Target,
  approvers: readonly number[],
  before = false,
  plain = false,
): Promise<Figure> {
  const { network } = conclave;
  const part: Part = { proposer: 0, approvers };
  return measure(async () => {
    const setting = target.next();
    const change = { lane: laneOf(ORDINARY, 0), calls: [setting.call], part };
    const file = await signed(conclave, await draft(conclave, change), part);
    const approving = call(conclave, "approve", { id: file.id, key: approvers.at(-1) });
    const approved = before && { approve: await network.sendAs(account(PRE_APPROVING).address, approving) };
    // As tools submit them, but for the third, whose form is what is measured.
    const signatures = encodeSignatures(
      file.signatures.map((entry) => ({ ...entry, plain: plain || entry.key !== approvers[1] })),
    );
    const args = { p: pack(file.proposal), signatures };
    const scheduled = await network.send(call(conclave, "scheduleProposal", args));
    const operation = fromLogs(file, scheduled.logs);
    if (operation === null) throw new Error("nothing was scheduled");
    const executed = await execute(conclave, { file, operation });
    await setting.check();
    return { ...approved, schedule: scheduled, execute: executed };
  });
}
