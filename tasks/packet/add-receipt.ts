import type { Receipt } from "../../src/distribution/receipt.ts";
import { receiptPaper, signingReceipt } from "../../src/distribution/receipt-paper.ts";
import { signPaper } from "../../src/signer/paper.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { accountFrom, type BroughtOptions, brought } from "../ports/wallet.ts";
import { receiptText } from "../ui/packet.ts";

/** Puts the receiver's signature, made by a wallet, into the receipt. @throws `Wallet.*`, `Receipt.*` */
export default answering(async (options: Spoken & BroughtOptions & { receipt: string }) => {
  const { receipt: path } = options;
  const signer = accountFrom(options);
  const part = (receipt: Receipt) => signingReceipt(receipt, signer);
  const signed = await signPaper(receiptPaper(path), part, brought(options));
  return { json: { path, receipt: signed }, text: receiptText(path, signed) };
});
