import type { Address, Hex } from "viem";
import type { Connection } from "../chain/client.ts";
import { BaseError } from "../errors.ts";
import * as SafeFile from "./file.ts";
import { pack } from "./kit.ts";
import { added } from "./merge.ts";
import type { Service } from "./service.ts";
import { type Doubt, judge, type Verified } from "./service-verify.ts";
import type { Signature } from "./signature.ts";
import { type Consent, standing } from "./standing.ts";
import type { SafeState } from "./state.ts";

/** What handing in a file came to. */
export type Handed = {
  readonly safeTxHash: Hex;
  /** Whether the transaction was new to the service. */
  readonly created: boolean;
  readonly sent: readonly Address[];
  readonly already: readonly Address[];
  /** Signatures the Safe would not count now, so that the service was not shown them. */
  readonly left: readonly { readonly owner: Address; readonly why: string }[];
  readonly doubts: readonly Doubt[];
};

/**
 * Hands in a file's transaction, and each signature the service does not have; sends nothing twice, so it can be repeated. What it
 * then shows is read back and verified.
 * @throws `SafeService.*`, `Chain.Unreachable`
 */
export async function handIn(
  service: Service,
  connection: Connection,
  state: SafeState,
  file: SafeFile.SafeFile,
  origin?: string,
): Promise<Handed> {
  const { safeTxHash, transaction, domain } = file;
  const consents = await consentsIn(connection, state, file);
  const counting = consents.filter(({ counts }) => counts);
  const [first, ...others] = counting;
  if (first === undefined) throw unsigned(file);
  const before = await shownBy(service, file);
  const has = ({ owner }: Signature) =>
    before.verified?.signatures.some((one) => one.owner === owner) === true;
  const sent: Address[] = [];
  if (before.verified === undefined) {
    const submission = { safe: domain.verifyingContract, transaction, safeTxHash, sender: first.owner };
    await service.propose({
      ...submission,
      signature: await pack([first]),
      ...(origin === undefined ? {} : { origin }),
    });
    sent.push(first.owner);
  }
  for (const signature of before.verified === undefined ? others : counting) {
    if (has(signature)) continue;
    await service.confirm(safeTxHash, await pack([signature]));
    sent.push(signature.owner);
  }
  const after = sent.length === 0 ? before : await shownBy(service, file);
  const already = counting.filter(has).map(({ owner }) => owner);
  return {
    safeTxHash,
    created: before.verified === undefined,
    sent,
    already,
    left: consents.flatMap(({ owner, why }) => (why === null ? [] : [{ owner, why }])),
    doubts: [...after.doubts, ...missing(service, file, after.verified, sent)],
  };
}

/** A file with those of the service's signatures that the Safe would count; its own are kept as they are. */
export type Fetched = {
  readonly file: SafeFile.SafeFile;
  readonly added: readonly Address[];
  readonly claimed: Verified["claimed"];
  readonly doubts: readonly Doubt[];
};

/** Fetches what the service has for one file. Undefined: it has nothing true. @throws `SafeService.*`, `Chain.Unreachable` */
export async function fetchFor(
  service: Service,
  connection: Connection,
  state: SafeState,
  file: SafeFile.SafeFile,
): Promise<{ readonly fetched?: Fetched; readonly doubts: readonly Doubt[] }> {
  const { verified, doubts } = await shownBy(service, file);
  if (verified === undefined) return { doubts };
  const fetched = await take(service.label, connection, state, verified, file);
  return { fetched, doubts: [...doubts, ...fetched.doubts] };
}

/** Fetches the queue, from the nonce that the chain says is next. @throws `SafeService.*`, `Chain.Unreachable` */
export async function fetchQueue(
  service: Service,
  connection: Connection,
  state: SafeState,
): Promise<{ readonly fetched: readonly Fetched[]; readonly doubts: readonly Doubt[] }> {
  const domain = domainOf(state);
  const doubts: Doubt[] = [];
  const fetched = new Map<Hex, Fetched>();
  for (const answer of await service.queued(state.address, state.nonce)) {
    const judged = judge(service.label, domain, answer);
    doubts.push(...judged.doubts);
    if (judged.verified === undefined || fetched.has(judged.verified.safeTxHash)) continue;
    const taken = await take(service.label, connection, state, judged.verified);
    doubts.push(...taken.doubts);
    fetched.set(taken.file.safeTxHash, taken);
  }
  return { fetched: [...fetched.values()], doubts };
}

/** Adds what counts. What the file has of an owner stays as it is, unless the Safe would not count it. */
async function take(
  label: string,
  connection: Connection,
  state: SafeState,
  verified: Verified,
  known?: SafeFile.SafeFile,
): Promise<Fetched> {
  const { transaction, safeTxHash, claimed } = verified;
  const title = `Transaction ${transaction.nonce} from ${label}`;
  const bare = SafeFile.create({ domain: domainOf(state), version: state.version, transaction, title });
  const theirs = SafeFile.withSignatures(bare, verified.signatures);
  const consents = await consentsIn(connection, state, theirs);
  const doubts = consents.flatMap(({ owner, why }): Doubt[] => {
    if (why === null) return [];
    return [
      {
        kind: "idle",
        safeTxHash,
        message: `${label} shows a signature of ${owner} that does not count: ${why}`,
      },
    ];
  });
  const own = known === undefined ? [] : await consentsIn(connection, state, known);
  const isSettled = (owner: Address) => own.some((one) => one.counts && one.owner === owner);
  const taken = consents.filter(({ counts, owner }) => counts && !isSettled(owner));
  const file = known ?? bare;
  const signatures = taken
    .map(({ owner, kind, signature }) => ({ owner, kind, signature }))
    .reduce<Signature[]>((all, one) => added(file, all, one), file.signatures);
  return {
    file: SafeFile.withSignatures({ ...file, signatures: [] }, signatures),
    added: taken.map(({ owner }) => owner),
    claimed,
    doubts,
  };
}

/** The signatures of a file, judged; without what the chain knows of besides. */
async function consentsIn(
  connection: Connection,
  state: SafeState,
  file: SafeFile.SafeFile,
): Promise<readonly Consent[]> {
  const { consents } = await standing(connection, state, file);
  return consents.filter(({ owner }) => file.signatures.some((one) => one.owner === owner));
}

async function shownBy(service: Service, { safeTxHash, domain }: SafeFile.SafeFile) {
  const answer = await service.transaction(safeTxHash);
  return answer === undefined ? { doubts: [] } : judge(service.label, domain, answer, safeTxHash);
}

function missing(
  { label }: Service,
  { safeTxHash }: SafeFile.SafeFile,
  shown: Verified | undefined,
  sent: readonly Address[],
): Doubt[] {
  if (sent.length > 0 && shown === undefined) {
    const message = `${label} took the transaction and does not show it`;
    return [{ kind: "missing", safeTxHash, message }];
  }
  return sent
    .filter((owner) => !shown?.signatures.some((one) => one.owner === owner))
    .map((owner) => {
      const message = `${label} took the signature of ${owner} and does not show it`;
      return { kind: "missing", safeTxHash, message };
    });
}

function domainOf({ chainId, address }: SafeState) {
  return { chainId, verifyingContract: address };
}

function unsigned({ safeTxHash }: SafeFile.SafeFile): BaseError {
  return new BaseError({
    code: "SafeService.Unsigned",
    message: "the service takes a transaction from an owner, and no owner has signed this one",
    fix: "have an owner sign the file with `safe sign`, then propose it again",
    details: { safeTxHash },
  });
}
