import { transaction } from "../../src/safe/build.ts";
import { create, type SafeFile } from "../../src/safe/file.ts";
import { review, wordsOf } from "../../src/safe/review.ts";
import { sign } from "../../src/safe/signing.ts";
import { checkSigner } from "../../src/safe/standing.ts";
import { readSafe, type SafeState } from "../../src/safe/state.ts";
import { createdSafeText, titleOfCalls } from "../ui/safe.ts";
import type { Answer } from "./answer.ts";
import { type NewFileOptions, saveNewSafeFile } from "./safe.ts";
import type { WrittenSafeChange } from "./safe-change.ts";
import { nonceFor } from "./safe-nonce.ts";
import type { SafeSpot } from "./safe-spot.ts";
import { accountSigner, type KeyOptions } from "./signer.ts";

export type DraftOptions = {
  readonly nonce: string | undefined;
  readonly title: string | undefined;
  readonly note: string | undefined;
};

/** What is known of a new file besides what it does. */
export type Suggested = WrittenSafeChange & {
  readonly title?: string;
  readonly note?: string;
  readonly nonce?: bigint;
  readonly remarks?: readonly string[];
};

/** Writes a new file, signed if a key is named, and tells of it. @throws `Task.*`, `SafeSigning.*`, what building throws */
export async function drafted(
  options: DraftOptions & KeyOptions & NewFileOptions,
  { connection, safe, charter }: SafeSpot,
  change: (state: SafeState) => Promise<Suggested>,
): Promise<Answer> {
  const state = await readSafe(connection, safe);
  const made = await change(state);
  const nonce =
    options.nonce === undefined && made.nonce !== undefined ? made.nonce : await nonceFor(state, options);
  const bare = create({
    domain: { chainId: state.chainId, verifyingContract: state.address },
    version: state.version,
    transaction: await transaction(connection, state, made.calls, nonce),
    title: options.title ?? made.title ?? titleOfCalls(made.calls, made.interfaces),
    note: options.note ?? made.note ?? "",
    interfaces: made.interfaces,
  });
  const file = options.key === undefined ? bare : await signed(bare);
  const path = await saveNewSafeFile(options, file);
  const shown = await review(file, wordsOf(charter));
  return {
    json: { path, file, review: shown },
    text: createdSafeText(path, shown, file.signatures.length),
    notes: made.remarks ?? [],
  };

  async function signed(unsigned: SafeFile): Promise<SafeFile> {
    const { signer, address } = await accountSigner(options);
    await checkSigner(connection, state, address, undefined);
    return sign(unsigned, signer);
  }
}
