import { type Hex, hashMessage, keccak256, serializeTransaction } from "viem";
import { type LocalAccount, toAccount } from "viem/accounts";
import { prepare } from "../signer/message.ts";
import type { Signer, TypedData } from "../signer/signer.ts";
import { permit, using, type Watch } from "./permit.ts";
import { messageRequest, OPEN, type Request, transactionRequest, typedRequest } from "./policy/request.ts";

/**
 * A signer under its key's policy and log: what the policy refuses is not asked of it, what the log cannot hold is not signed.
 * Signatures come from the signer itself, which checks them.
 */
export function policed(signer: Signer, watch: Watch): Signer {
  return {
    signerBytes: signer.signerBytes,
    describe: () => signer.describe(),
    async signTypedData(data) {
      // What is judged is what is signed, whatever becomes of the caller's value meanwhile.
      const typed = structuredClone(data) as TypedData;
      const { digest } = prepare(typed);
      const permitted = await permit(watch, typedRequest(typed, digest));
      return using(watch, permitted, "signed", () => signer.signTypedData(typed));
    },
  };
}

/**
 * Lends an account under its key's policy and log: to be lent at all, and for each transaction, message and typed data.
 * @param lend opens the key and lends its account, as `withKey` does
 */
export async function lendPoliced<T>(
  watch: Watch,
  lend: (use: (account: LocalAccount) => Promise<T>) => Promise<T>,
  use: (account: LocalAccount) => Promise<T>,
): Promise<T> {
  const permitted = await permit(watch, OPEN);
  let isOpen = false;
  // viem takes the details of what an account throws for a text, and loses the error in a failure of its own.
  let last: unknown;
  const kept = async <S>(signing: () => Promise<S>): Promise<S> => {
    last = undefined;
    try {
      return await signing();
    } catch (error) {
      last = error;
      throw error;
    }
  };
  try {
    return await lend(async (account) => {
      isOpen = true;
      await using(watch, permitted, "opened", () => Promise.resolve());
      // Of a file that names no account it is known from here on.
      return use(policedAccount(account, { ...watch, address: account.address }, kept));
    });
  } catch (error) {
    // Told as the failure of the opening, which it is as long as nothing was lent.
    if (!isOpen) await using(watch, permitted, "opened", () => Promise.reject(error));
    throw last ?? error;
  }
}

function policedAccount(
  account: LocalAccount,
  watch: Watch,
  kept: <S>(signing: () => Promise<S>) => Promise<S>,
): LocalAccount {
  const sign = (request: Request, work: () => Promise<Hex>) =>
    kept(async () => using(watch, await permit(watch, request), "signed", work));
  return toAccount({
    address: account.address,
    signMessage: ({ message }) =>
      sign(messageRequest(hashMessage(message)), () => account.signMessage({ message })),
    async signTypedData(data) {
      const typed = structuredClone(data) as unknown as TypedData;
      const { digest } = prepare(typed);
      return sign(typedRequest(typed, digest), () => account.signTypedData(typed as never));
    },
    async signTransaction(transaction, { serializer = serializeTransaction } = {}) {
      const fixed = { ...transaction };
      const request = transactionRequest(fixed as never, keccak256(await serializer(fixed)));
      return sign(request, () => account.signTransaction(fixed, { serializer }));
    },
  });
}
