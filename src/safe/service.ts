import type SafeApiKit from "@safe-global/api-kit";
import type { Address, Hex } from "viem";
import type { z } from "zod";
import { BaseError } from "../errors.ts";
import type { Secret } from "../keys/secret.ts";
import { aboutAnswer, pageAnswer } from "./service-answers.ts";
import { judgeWith, redactor } from "./service-failure.ts";
import { PATIENCE, type Patience, patiently } from "./service-patience.ts";
import { checkKey, type Endpoint, endpointOf } from "./service-place.ts";
import type { SafeTransaction } from "./transaction.ts";

export type ServiceOptions = {
  readonly chainId: number;
  /** The base that ends in `/api`; left out: Safe's own service for the chain, which asks for a key. */
  readonly url?: string | undefined;
  /** Sent as a bearer token. Copied into the kit, which cannot wipe it: open a service for one errand only. */
  readonly key?: Secret | undefined;
  readonly patience?: Partial<Patience>;
};

/** A transaction as it is handed in: with the signature of one of its owners, who is its sender. */
export type Submission = {
  readonly safe: Address;
  readonly transaction: SafeTransaction;
  readonly safeTxHash: Hex;
  readonly sender: Address;
  readonly signature: Hex;
  readonly origin?: string;
};

/**
 * A Transaction Service. It is trusted with nothing: answers are as the service gives them, `service-verify.ts` tells what of them
 * is true. Every method throws `SafeService.*`.
 */
export type Service = {
  /** Its host, for people; the path may carry an access key. */
  readonly label: string;
  about(): Promise<z.infer<typeof aboutAnswer>>;
  /** What it has under a hash, unread; undefined: nothing. */
  transaction(safeTxHash: Hex): Promise<unknown>;
  /** What it says is queued from `nonce` on, unread. */
  queued(safe: Address, nonce: bigint): Promise<readonly unknown[]>;
  propose(submission: Submission): Promise<void>;
  confirm(safeTxHash: Hex, signature: Hex): Promise<void>;
};

/** Items of a page, and how many pages are read: a queue of more is somebody's attack on it. */
const PAGE = 100;
const MAX_PAGES = 20;

/** @throws `SafeService.BadUrl`, `SafeService.Insecure`, `SafeService.KeyMissing`, `SafeService.BadKey` */
export function openService(options: ServiceOptions): Service {
  const { chainId, url, key } = options;
  const patience: Patience = { ...PATIENCE, ...options.patience };
  const apiKey = key?.revealText();
  checkKey(apiKey);
  const endpoint = endpointOf(chainId, url, apiKey !== undefined);
  let opening: Promise<SafeApiKit> | undefined;
  const kit = () => {
    opening ??= makeKit(chainId, endpoint, apiKey);
    return opening;
  };
  const judge = judgeWith(endpoint.label, redactor(apiKey));
  const ask = <T>(call: (kit: SafeApiKit) => Promise<T>) =>
    patiently(async () => call(await kit()), judge, patience);
  const reading = async <T>(
    call: (kit: SafeApiKit) => Promise<unknown>,
    schema: z.ZodType<T>,
  ): Promise<T> => {
    const read = schema.safeParse(await ask(call));
    if (read.success) return read.data;
    throw badAnswer(endpoint.label, read.error.issues[0]);
  };
  const page = (safe: Address, nonce: bigint, offset: number) => (kit: SafeApiKit) =>
    // Not the kit's getPendingTransactions: given nonce 0 it asks the service which nonce is current.
    kit.getMultisigTransactions(safe, {
      executed: false,
      nonce__gte: nonce.toString(),
      ordering: "nonce",
      limit: PAGE,
      offset,
    });
  return {
    label: endpoint.label,
    about: () => reading((kit) => kit.getServiceInfo(), aboutAnswer),
    transaction: async (safeTxHash) => {
      try {
        return await ask((kit) => kit.getTransaction(safeTxHash));
      } catch (error) {
        if (error instanceof BaseError && error.code === "SafeService.NotFound") return undefined;
        throw error;
      }
    },
    queued: async (safe, nonce) => {
      const items: unknown[] = [];
      for (let read = 0; read < MAX_PAGES; read++) {
        const { results, next } = await reading(page(safe, nonce, items.length), pageAnswer);
        items.push(...results);
        if (next === null || next === undefined || results.length === 0) return items;
        patience.tell(`${endpoint.label}: ${items.length} queued so far`);
      }
      throw tooMany(endpoint.label, items.length);
    },
    propose: async ({ safe, transaction, safeTxHash, sender, signature, origin }) => {
      await ask((kit) =>
        kit.proposeTransaction({
          safeAddress: safe,
          safeTransactionData: wireOf(transaction, endpoint.label),
          safeTxHash,
          senderAddress: sender,
          senderSignature: signature,
          ...(origin === undefined ? {} : { origin }),
        }),
      );
    },
    confirm: async (safeTxHash, signature) => {
      await ask((kit) => kit.confirmTransaction(safeTxHash, signature));
    },
  };
}

/**
 * Loads the kit, which takes half a second: hence not before something is asked. It refuses by exceptions of its own what `endpointOf` let
 * pass: a chain that is not on its list. @throws `SafeService.NoService`
 */
async function makeKit(
  chainId: number,
  { url, label }: Endpoint,
  apiKey: string | undefined,
): Promise<SafeApiKit> {
  const { default: ApiKit } = await import("@safe-global/api-kit");
  try {
    return new ApiKit({
      chainId: BigInt(chainId),
      ...(url === undefined ? {} : { txServiceUrl: url }),
      ...(apiKey === undefined ? {} : { apiKey }),
    });
  } catch {
    throw new BaseError({
      code: "SafeService.NoService",
      message: `${label} has no Transaction Service for chain ${chainId}`,
      fix: "name one by its URL, or pass files: nothing here needs a service",
      details: { chainId },
    });
  }
}

/** The fields in the order in which the service's own clients send them. */
function wireOf(transaction: SafeTransaction, label: string) {
  const { to, value, data, operation, safeTxGas, baseGas, gasPrice, gasToken, refundReceiver, nonce } =
    transaction;
  if (nonce > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new BaseError({
      code: "SafeService.NonceTooLarge",
      message: `the nonce ${nonce} is larger than ${label} can be told of`,
      fix: "pass the file instead",
    });
  }
  return {
    to,
    value: value.toString(),
    data,
    operation,
    safeTxGas: safeTxGas.toString(),
    baseGas: baseGas.toString(),
    gasPrice: gasPrice.toString(),
    gasToken,
    refundReceiver,
    nonce: Number(nonce),
  };
}

function badAnswer(label: string, issue: { path: PropertyKey[]; message: string } | undefined): BaseError {
  return new BaseError({
    code: "SafeService.BadAnswer",
    message: `${label} answered something that is no answer of a Transaction Service`,
    fix: "check the URL: it ends in /api, and /v1/about/ under it tells the service's name",
    details: { where: issue?.path.join("."), what: issue?.message },
  });
}

function tooMany(label: string, count: number): BaseError {
  return new BaseError({
    code: "SafeService.TooMany",
    message: `${label} lists more than ${count} queued transactions`,
    fix: "pass the files that matter; the list is somebody's spam or not true",
    details: { count },
  });
}
