import type { Hex } from "viem";
import { alone } from "../alone.ts";
import { readText, writeAtomic } from "../files.ts";
import type { Signer, TypedData } from "./signer.ts";

/** What one person signs of a document. */
export type Signing<T> = {
  readonly typed: TypedData;
  /** The document with their signature, if it is one. */
  readonly add: (signature: Hex) => Promise<T>;
};

/** What makes signatures: a key that is here, or somebody who brings one that was made elsewhere. It may look at the document first. */
export type Hand<T = unknown> = (typed: TypedData, document: T) => Promise<Hex>;

/** The file of a document that several people sign, each when they like. */
export type Paper<Read, Written = Read> = {
  readonly path: string;
  readonly read: (path: string) => Promise<Read>;
  readonly save: (path: string, document: Written) => Promise<void>;
};

/** The file of a document by how its text is read and written. */
export function paperOf<T>(
  path: string,
  { parse, stringify }: { readonly parse: (text: string) => T; readonly stringify: (document: T) => string },
): Paper<T> {
  return {
    path,
    read: async (file) => parse(await readText(file)),
    save: (file, document) => writeAtomic(file, stringify(document)),
  };
}

/** The document, signed by a key that is here. */
export async function signed<T>({ typed, add }: Signing<T>, signer: Signer): Promise<T> {
  return add(await signer.signTypedData(typed));
}

/**
 * Changes the document of a file as it is by then: whoever read it before may have taken long, and others changed it meanwhile.
 * @throws what `change`, reading, saving and `alone` throw
 */
export async function revise<Read, Written>(
  { path, read, save }: Paper<Read, Written>,
  change: (document: Read) => Written | Promise<Written>,
): Promise<Written> {
  return alone(path, async (file) => {
    const written = await change(await read(file));
    await save(file, written);
    return written;
  });
}

/**
 * Has somebody sign the document of a file. That may take them long, and others may sign meanwhile: the signature goes into the file as it
 * is by then, and only if it holds there. So it is asked twice what they sign, of the document before and after.
 * @throws what `part`, signing and `alone` throw
 */
export async function signPaper<Read, Written>(
  paper: Paper<Read, Written>,
  part: (document: Read) => Signing<Written> | Promise<Signing<Written>>,
  hand: Hand<Read>,
): Promise<Written> {
  const document = await paper.read(paper.path);
  const signature = await hand((await part(document)).typed, document);
  return revise(paper, async (now) => (await part(now)).add(signature));
}
