import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { BaseError } from "../../src/errors.ts";
import { withMore } from "../../src/safe/merge.ts";
import { fetchFor } from "../../src/safe/service-exchange.ts";
import { joined, type Pulled } from "../../src/safe/service-pull.ts";
import { readSafe } from "../../src/safe/state.ts";
import { revise } from "../../src/signer/paper.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { type QueueSourceOptions, queueSources } from "../ports/queue.ts";
import { openSafeFile, type SafeFileOptions, safePaper, saveNewSafeFile } from "../ports/safe.ts";
import { isSafeAddress } from "../ports/safe-spot.ts";
import { type ServiceOptions, serviceFor } from "../ports/service.ts";
import { pulledText } from "../ui/queue.ts";

type Options = Spoken & ServiceOptions & Omit<SafeFileOptions, "file"> & { what: string; folder: string };

/** Writes what the service has and the files have not: only what verifies. What does not is told, and changes nothing. */
export default answering(async (options: Options, hre) => {
  const isSafe = isSafeAddress(options.what);
  const { pulled, label, doubts } = await (isSafe ? pullQueue(options, hre) : pullFile(options, hre));
  const written: (Omit<Pulled, "file" | "path"> & { path: string })[] = [];
  for (const { path, file, ...rest } of pulled) {
    if (path !== null) await revise(safePaper(path), (now) => withMore(now, file));
    const { folder } = options;
    written.push({ ...rest, path: path ?? (await saveNewSafeFile({ out: undefined, folder }, file)) });
  }
  return {
    json: { service: label, written, doubts },
    text: pulledText(label, written),
    notes: doubts.map(({ message }) => `not used: ${message}`),
  };
});

async function pullQueue(options: Options, hre: HardhatRuntimeEnvironment) {
  const own: QueueSourceOptions = { ...options, safe: options.what };
  // Without a service there is nothing to pull: said before a node is asked.
  if (options.service === undefined) await serviceFor(options, 0);
  const { service, fetched, sources, doubts } = await queueSources(own, hre);
  const files = sources.filter(({ kind }) => kind === "file");
  return { label: service?.label ?? "", pulled: joined(fetched, files), doubts };
}

async function pullFile(options: Options, hre: HardhatRuntimeEnvironment) {
  const { file, connection } = await openSafeFile({ ...options, file: options.what }, hre);
  const service = await serviceFor(options, file.domain.chainId);
  const state = await readSafe(connection, file.domain.verifyingContract);
  const { fetched, doubts } = await fetchFor(service, connection, state, file);
  if (fetched === undefined && doubts.length === 0) {
    throw new BaseError({
      code: "Task.NotAtService",
      message: `${service.label} has nothing under ${file.safeTxHash}`,
      fix: "hand it in with `safe propose`, or collect the signatures in files",
      details: { safeTxHash: file.safeTxHash },
    });
  }
  const source = { kind: "file", label: options.what, file } as const;
  return { label: service.label, pulled: joined(fetched === undefined ? [] : [fetched], [source]), doubts };
}
