import { handIn } from "../../src/safe/service-exchange.ts";
import { readSafe } from "../../src/safe/state.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { openSafeFile, type SafeFileOptions } from "../ports/safe.ts";
import { type ServiceOptions, serviceFor } from "../ports/service.ts";
import { handedText } from "../ui/queue.ts";

/** Hands in what the service does not have, and reads it back. To repeat it does no harm. */
export default answering(async (options: Spoken & SafeFileOptions & ServiceOptions, hre) => {
  const { file, connection } = await openSafeFile(options, hre);
  const service = await serviceFor(options, file.domain.chainId);
  const state = await readSafe(connection, file.domain.verifyingContract);
  const handed = await handIn(service, connection, state, file);
  return {
    json: { service: service.label, ...handed },
    text: handedText(service.label, handed),
    notes: handed.doubts.map(({ message }) => `take care: ${message}`),
  };
});
