import { listSeeds } from "../../src/keys/seed/store.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { seedsText } from "../ui/seed.ts";

export default answering(async ({ keys }: Spoken & { keys: string }) => {
  const found = await listSeeds(keys);
  const seeds = found.map(({ path, seed: { sealed: _, ...told } }) => ({ path, ...told }));
  return { json: { folder: keys, seeds }, text: seedsText(keys, found) };
});
