import { readReceipt } from "../../src/distribution/receipt.ts";
import { signingReceipt } from "../../src/distribution/receipt-paper.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { accountFrom, typedAnswer, type WalletOptions } from "../ports/wallet.ts";
import { command } from "../ui/command.ts";
import { receiptText } from "../ui/packet.ts";

/** What the receiver of a packet signs with a wallet. @throws `Receipt.*` */
export default answering(async (options: Spoken & WalletOptions & { receipt: string }) => {
  const { receipt: path, account } = options;
  const receipt = await readReceipt(path);
  const part = signingReceipt(receipt, accountFrom(options));
  return typedAnswer(
    part,
    receiptText(path, receipt),
    command(`packet add-receipt ${path} --account ${account}`),
  );
});
