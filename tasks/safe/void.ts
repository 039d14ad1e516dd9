import { BaseError } from "../../src/errors.ts";
import { withMore } from "../../src/safe/merge.ts";
import { gather } from "../../src/safe/queue-item.ts";
import { nameOf } from "../../src/safe/review.ts";
import { sign } from "../../src/safe/signing.ts";
import { checkSigner, standing } from "../../src/safe/standing.ts";
import { type Voiding, voidings } from "../../src/safe/void.ts";
import { revise } from "../../src/signer/paper.ts";
import type { Signer } from "../../src/signer/signer.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { type QueueSourceOptions, type QueueSources, queueSources } from "../ports/queue.ts";
import { safePaper, saveNewSafeFile } from "../ports/safe.ts";
import { accountSigner, type KeyOptions } from "../ports/signer.ts";
import { voidJson, voidText } from "../ui/queue.ts";

type Options = Spoken & QueueSourceOptions & KeyOptions & { nonces: string | undefined };

/** One file for each nonce that is to be used up; a rejection that is there already is taken as it is. Signed if a key is named. */
export default answering(async (options: Options, hre) => {
  const found = await queueSources(options, hre);
  const { connection, state, sources, charter, doubts, findings } = found;
  const items = await gather(connection, state, sources);
  const made = voidings(state, items, noncesIn(options.nonces));
  const written = await saved(options, found, made);
  return {
    json: {
      safe: state.address,
      nonce: state.nonce,
      threshold: state.threshold,
      voids: written.map(voidJson),
    },
    text: voidText(state, written, (address) => nameOf(charter, address)),
    notes: [...doubts.map(({ message }) => message), ...findings.map(({ reason }) => reason)],
  };
});

async function saved(options: Options, found: QueueSources, made: readonly Voiding[]) {
  const { connection, state, sources } = found;
  const account = options.key === undefined ? undefined : await accountSigner(options);
  if (account !== undefined) await checkSigner(connection, state, account.address, undefined);
  const written: { voiding: Voiding; path: string }[] = [];
  for (const unsigned of made) {
    const voiding = account === undefined ? unsigned : await signed(unsigned, account.signer);
    const { file } = voiding;
    const own = sources.find((one) => one.kind === "file" && one.file.safeTxHash === file.safeTxHash);
    const { folder } = options;
    const path = own?.label ?? (await saveNewSafeFile({ out: undefined, folder }, file));
    if (own !== undefined) await revise(safePaper(path), (now) => withMore(now, file));
    written.push({ voiding, path });
  }
  return written;

  async function signed(voiding: Voiding, signer: Signer): Promise<Voiding> {
    const file = await sign(voiding.file, signer);
    const { able, missing } = await standing(connection, state, file);
    return { ...voiding, file, able, missing };
  }
}

/** @throws `Task.BadNonces` */
function noncesIn(text: string | undefined): readonly bigint[] | undefined {
  if (text === undefined) return undefined;
  const parts = text.split(",").map((part) => part.trim());
  if (parts.every((part) => /^\d{1,18}$/.test(part))) return parts.map(BigInt);
  throw new BaseError({
    code: "Task.BadNonces",
    message: `"${text}" is no list of nonces`,
    fix: "write them in digits, by commas, as in --nonces 7,8",
  });
}
