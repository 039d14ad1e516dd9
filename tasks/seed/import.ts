import { importSeed } from "../../src/keys/seed/store.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { readLanguage, type WordsOptions, withWords } from "../ports/seed.ts";
import { toldKey, withUntold } from "../ports/watch.ts";
import { command } from "../ui/command.ts";
import { seedText } from "../ui/seed.ts";
import { type NewSeedOptions, withTarget } from "./generate.ts";

/** Takes the words of a seed that exists; the strongroom reads them. */
export default answering(async (options: Spoken & NewSeedOptions & WordsOptions & { language: string }) => {
  const language = readLanguage(options.language);
  const saved = await withTarget(options, (target) =>
    withWords(options, (words) => importSeed(words, language, target)),
  );
  const failure = await toldKey(saved.path, "made", { note: "from words that existed" });
  const note = `nothing shows how these words were made: if somebody chose or saw them, make a seed with \`${command("seed generate")}\``;
  return withUntold({ json: saved, text: seedText(options.label, saved), notes: [note] }, failure);
});
