import { join } from "node:path";
import { parse } from "../../src/charter/parse.ts";
import { BaseError } from "../../src/errors.ts";
import { readText, writeAtomic } from "../../src/files.ts";
import * as Activation from "../../src/role/activation.ts";
import * as Successor from "../../src/role/successor.ts";
import { readKeyFile } from "../../src/signer/key-file.ts";
import { signerOf } from "../../src/signer/signer-of.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { DEFAULT_CHARTER } from "../ports/charter.ts";
import { plannedKey } from "../ports/next-key.ts";
import type { PlaceOptions } from "../ports/place.ts";
import { passwordFor } from "../ports/secret.ts";
import { type KeyOptions, namedKey } from "../ports/signer.ts";
import { enter } from "../ports/succession.ts";
import { watched } from "../ports/watch.ts";
import { facts, sections } from "../ui/table.ts";

type Options = Spoken &
  PlaceOptions &
  KeyOptions & { predecessor: string; expires: string | undefined; out: string | undefined };

/** On the holder's own machine: the new key's public part and its proof that it is held, for whoever drafts the rotation. */
export default answering(async (options: Options, hre) => {
  const charter = options.charter ?? DEFAULT_CHARTER;
  const { path, key: named } = namedKey(options);
  const { label, address, curve, custody, point } = await readKeyFile(path);
  const text = await readText(charter);
  const located = {
    ...options,
    charter,
    text,
    label,
    key: options.predecessor,
    parsed: parse(text, charter),
  };
  const next = await plannedKey(located, hre);
  const { before, successor } = next;
  const wanted = before.kind === "ERC7913" ? "P-256" : "secp256k1";
  if (address === undefined || point === undefined || curve !== wanted) throw wrongKey(path, wanted, curve);
  const { ground, compiled } = await enter(located, hre, next, { address, point });
  const verifier = before.verifier === undefined ? {} : { verifier: before.verifier };
  const signer = await watched(await signerOf(path, passwordFor(options, named), verifier), path);
  const activation = await Activation.prove(ground.state, compiled.roster, successor.index, signer);
  const file: Successor.SuccessorFile = {
    format: "conclave-successor/1",
    predecessor: before.label,
    ...successor,
    curve,
    point: point,
    address,
    custody,
    activation,
  };
  const out = options.out ?? join("successors", `${label}.json`);
  await writeAtomic(out, Successor.stringify(file), { overwrite: false });
  return {
    json: { path: out, file },
    text: sections(
      facts([
        ["wrote", out],
        ["follows", `${before.label} of ${before.owner}`],
        ["address", address],
        ["place", String(successor.index)],
      ]),
      `send it to whoever drafts the amendment: hardhat key rotate ${before.label} --successor <file>`,
    ),
  };
});

function wrongKey(path: string, wanted: string, found: string): BaseError {
  return new BaseError({
    code: "Task.WrongSuccessor",
    message: `${path} cannot follow: a key of ${wanted} that names its public key is needed`,
    fix: "make a new key on that curve, in a keystore or a token",
    details: { path, wanted, found },
  });
}
