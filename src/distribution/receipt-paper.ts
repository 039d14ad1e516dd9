import type { Address, Hex } from "viem";
import { pretty } from "../canonical.ts";
import { BaseError } from "../errors.ts";
import { writeAtomic } from "../files.ts";
import type { Paper, Signing } from "../signer/paper.ts";
import { identityOf, isSignedBy } from "../signer/signature.ts";
import { badSignature, type Receipt, readReceipt, typed } from "./receipt.ts";

/** What the receiver signs of a receipt that was made for a key of theirs in a wallet. @throws `Receipt.OtherReceiver`, `Receipt.SignedAlready` */
export function signingReceipt(receipt: Receipt, signer: Hex): Signing<Receipt> {
  const { receiver, signatures } = receipt;
  const [named, who] = [receiver === undefined ? undefined : identityOf(receiver), identityOf(signer)];
  if (receiver === undefined || named !== who) throw otherReceiver(named, who);
  if (signatures.receiver !== undefined) throw signedAlready(who);
  const data = typed(receipt);
  return {
    typed: data,
    async add(signature) {
      if (!(await isSignedBy(receiver, data, signature))) throw badSignature(who);
      return { ...receipt, signatures: { ...signatures, receiver: signature } };
    },
  };
}

/** The file of a receipt. */
export function receiptPaper(path: string): Paper<Receipt> {
  return { path, read: readReceipt, save: (file, receipt) => writeAtomic(file, pretty(receipt)) };
}

function otherReceiver(named: Address | undefined, who: Address | undefined): BaseError {
  return new BaseError({
    code: "Receipt.OtherReceiver",
    message: `the receipt is to be signed by ${named ?? "no key of its receiver's own"}, not by ${who}`,
    fix: "sign with the account that it names; `packet receipt --account` makes one for another",
    details: { named, who },
  });
}

function signedAlready(who: Address | undefined): BaseError {
  return new BaseError({
    code: "Receipt.SignedAlready",
    message: `${who} signed this receipt already`,
    fix: "nothing is to be done: send it to the sender",
    details: { who },
  });
}
