import { readPacket } from "../../src/distribution/packet.ts";
import { checkReceipt, readReceipt } from "../../src/distribution/receipt.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { addressFrom } from "../ports/packet.ts";
import { proofText } from "../ui/packet.ts";

type Options = Spoken & { receipt: string; packet: string; by: string | undefined };

export default answering(async ({ receipt, packet, by }: Options) => {
  const who = by === undefined ? undefined : addressFrom(by, "--by");
  const proof = await checkReceipt(await readReceipt(receipt), await readPacket(packet), who);
  return { json: proof, text: proofText(proof) };
});
