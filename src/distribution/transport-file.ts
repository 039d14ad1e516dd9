import { pretty } from "../canonical.ts";
import { writeAtomic } from "../files.ts";
import type { Paper } from "../signer/paper.ts";
import { readTransport, type Transport } from "./transport.ts";
import { markdown } from "./transport-markdown.ts";

/** The form's file, and beside it the same as Markdown for paper. */
export function formPaper(path: string): Paper<Transport> {
  return { path, read: readTransport, save: (file, form) => writeForm(file, form, true) };
}

/** @throws `Files.*` */
export async function writeForm(path: string, form: Transport, overwrite: boolean): Promise<void> {
  await writeAtomic(path, pretty(form), { overwrite });
  await writeAtomic(`${path.replace(/\.json$/, "")}.md`, markdown(form), { overwrite });
}
