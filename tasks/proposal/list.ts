import { join } from "node:path";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { BaseError } from "../../src/errors.ts";
import { status } from "../../src/execution/status.ts";
import { jsonIn } from "../../src/folder.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import type { PlaceOptions } from "../ports/place.ts";
import { openProposal } from "../ports/proposal.ts";
import { type Row, rowsText } from "../ui/status.ts";

type Options = Spoken & PlaceOptions & { folder: string };

/** Every proposal file of a folder, with where it stands. One that cannot be read says why, and fails nothing else. */
export default answering(async (options: Options, hre) => {
  const rows: Row[] = [];
  for (const name of await jsonIn(options.folder))
    rows.push(await rowOf(join(options.folder, name), options, hre));
  return { json: { folder: options.folder, proposals: rows }, text: rowsText(options.folder, rows) };
});

async function rowOf(path: string, options: Options, hre: HardhatRuntimeEnvironment): Promise<Row> {
  try {
    const { file, connection, charter } = await openProposal({ ...options, file: path }, hre);
    const { phase, sentence } = await status(connection, file, charter === undefined ? {} : { charter });
    return { path, id: file.id, title: file.context.title, phase, sentence };
  } catch (error) {
    if (!(error instanceof BaseError) || error.code === "Chain.Unreachable") throw error;
    return { path, id: "", title: "", phase: "unreadable", sentence: `${error.code}: ${error.message}` };
  }
}
