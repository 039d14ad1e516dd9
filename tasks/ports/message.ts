import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { type Hex, hashMessage, hashTypedData, isHex, size } from "viem";
import type { Connection } from "../../src/chain/client.ts";
import type { Charter } from "../../src/charter/schema.ts";
import type { Words } from "../../src/charter/words.ts";
import { BaseError } from "../../src/errors.ts";
import { readText } from "../../src/files.ts";
import { type MessageFile, parse, stringify } from "../../src/safe/guard/message-file.ts";
import { type Guarded, readGuarded } from "../../src/safe/guard/state.ts";
import { wordsOf } from "../../src/safe/review.ts";
import { type Paper, paperOf } from "../../src/signer/paper.ts";
import { charterIfAny } from "./charter.ts";
import { connectTo, type NetworkOptions } from "./network.ts";

export type MessageOptions = NetworkOptions & {
  readonly file: string;
  readonly charter: string | undefined;
};

export type OpenedMessage = {
  readonly file: MessageFile;
  readonly connection: Connection;
  readonly guarded: Guarded;
  readonly words: Words;
  readonly charter: Charter | undefined;
};

/** A message's file that is there already, for whoever changes it. */
export function messagePaper(path: string): Paper<MessageFile> {
  return paperOf(path, { parse, stringify });
}

/** @throws `SafeMessage.*`, `Files.*` */
async function readMessage(path: string): Promise<MessageFile> {
  return parse(await readText(path));
}

/** Opens a message's file on its chain, with its Safe's guard. @throws `SafeMessage.*`, `SafeGuard.*`, `Files.*`, `Chain.*` */
export async function openMessage(
  options: MessageOptions,
  hre: HardhatRuntimeEnvironment,
): Promise<OpenedMessage> {
  const file = await readMessage(options.file);
  const connection = await connectTo(options, hre, file.domain.chainId);
  const guarded = await readGuarded(connection, file.domain.verifyingContract);
  const charter = (await charterIfAny(options.charter))?.charter;
  return { file, connection, guarded, words: wordsOf(charter), charter };
}

/** What an app will ask the Safe about, and what people see of it. */
export type Asked = { readonly hash: Hex; readonly title: string; readonly text: string };

/** From a text, a hash or typed data: one of them. @throws `Task.BadMessage`, `Files.*` */
export async function askedMessage(options: {
  readonly text: string | undefined;
  readonly hash: string | undefined;
  readonly typed: string | undefined;
}): Promise<Asked> {
  const { text, hash, typed } = options;
  if ([text, hash, typed].filter((one) => one !== undefined).length !== 1)
    throw badMessage("name one of --text, --hash and --typed");
  if (text !== undefined) return { hash: hashMessage(text), title: "A text", text };
  if (typed !== undefined) {
    const content = await readText(typed);
    try {
      return { hash: hashTypedData(JSON.parse(content)), title: "Typed data", text: content };
    } catch (cause) {
      throw badMessage("check that the file holds domain, types, primaryType and message", cause);
    }
  }
  if (hash !== undefined && isHex(hash) && size(hash) === 32) return { hash, title: "A hash", text: "" };
  throw badMessage("write the hash as 0x and 64 hex digits");
}

function badMessage(fix: string, cause?: unknown): BaseError {
  return new BaseError({
    code: "Task.BadMessage",
    message: "it is not clear what the Safe is to sign",
    fix,
    ...(cause === undefined ? {} : { cause }),
  });
}
