import type { MessageFile } from "../../src/safe/guard/message-file.ts";
import { facts, list, sections } from "./table.ts";

export function messageText({
  context,
  domain,
  message,
  messageHash,
  announcement,
  signatures,
}: MessageFile): string {
  const { proposer, tester } = announcement;
  return sections(
    context.title,
    context.text === "" ? "" : context.text.split("\n").map((line) => `  ${line}`),
    facts([
      ["Safe", `${domain.verifyingContract} on chain ${domain.chainId}`],
      ["message", message],
      ["SafeMessage hash", messageHash],
      ["announced by", proposer === undefined ? "nobody yet" : `key k${proposer.key}`],
      [
        "tester",
        tester === undefined
          ? "nobody"
          : `key k${tester.key}${tester.signature === undefined ? ", who has not signed yet" : ""}`,
      ],
    ]),
    list(
      "signed by",
      signatures.map(({ owner }) => owner),
    ),
  );
}
