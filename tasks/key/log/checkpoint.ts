import { placesOf } from "../../../src/usage/log/places.ts";
import { sealHead } from "../../../src/usage/log/seal.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { journalOf, type LogOptions } from "../../ports/log.ts";
import { passwordFor, type SecretOptions } from "../../ports/secret.ts";
import { checkpointText } from "../../ui/usage-log.ts";

type Options = Spoken & LogOptions & SecretOptions & { places: string[] };

export default answering(async (options: Options) => {
  const journal = journalOf(options);
  const places = await placesOf(journal.folder, options.places);
  const { checkpoint, files } = await sealHead(journal, places, passwordFor(options, "the log's own key"));
  const { origin, size, root, note } = checkpoint;
  return { json: { origin, size, root, note, files }, text: checkpointText(checkpoint, files) };
});
