import { sealFiles } from "../../src/backup/sealed-files.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { readSharing } from "../ports/sharing.ts";
import { sealedText } from "../ui/backup.ts";

type Options = Spoken & {
  path: string;
  threshold: string | undefined;
  people: string | undefined;
  out: string;
  shares: string;
};

/** Seals files for people: the key is cut into shares and kept nowhere. */
export default answering(async ({ path, threshold, people, out, shares }: Options) => {
  const sharing = readSharing({
    threshold,
    people,
    of: undefined,
    groups: undefined,
    groupThreshold: undefined,
  });
  const [group] = sharing.groups;
  const named = { people: group?.members ?? [], threshold: group?.threshold ?? 0 };
  const done = await sealFiles({ path, out, shares, created: new Date(), ...named });
  return { json: done, text: sealedText(done) };
});
