import * as ChainState from "../../src/chain/state.ts";
import { BaseError } from "../../src/errors.ts";
import { archive } from "../../src/life/archive.ts";
import { assertEnded } from "../../src/life/ended.ts";
import { keyOf } from "../../src/life/key-of.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { copiesIn } from "../ports/copies.ts";
import { type PlaceOptions, placeOf } from "../ports/place.ts";
import { type NewSecretOptions, passwordFor, withNewPassword } from "../ports/secret.ts";
import { keyPath } from "../ports/signer.ts";
import { handledKey } from "../ports/watch.ts";
import { archiveText } from "../ui/life.ts";

type Options = Spoken &
  PlaceOptions &
  NewSecretOptions & {
    key: string;
    to: string | undefined;
    backups: string | undefined;
    archivePasswordFile: string | undefined;
    archivePasswordFd: string | undefined;
    light: boolean;
  };

/** @throws `Task.NoFolder`, `Life.NotEnded`, what `archive` throws */
export default answering(async (options: Options, hre) => {
  const { to, light } = options;
  if (to === undefined) throw noFolder();
  const path = keyPath(options.keys, options.key);
  const { label, address } = await keyOf(path);
  const { connection, conclave } = await placeOf(options, hre);
  const state = await ChainState.read(connection, conclave, { identities: [address] });
  const ended = assertEnded(state, address, label);
  const copies = await copiesIn(options.backups, address);
  const secret = {
    ...options,
    passwordFile: options.archivePasswordFile,
    passwordFd: options.archivePasswordFd,
  };
  const filed = await handledKey(path, "archived", () =>
    archive({
      path,
      to,
      ended,
      copies,
      password: passwordFor(options, label),
      archivePassword: (use) => withNewPassword(secret, `the archive of ${label}`, [label, address], use),
      cost: light ? "light" : "standard",
      now: new Date(),
    }),
  );
  return { json: filed, text: archiveText(filed, path) };
});

function noFolder(): BaseError {
  return new BaseError({
    code: "Task.NoFolder",
    message: "where is the pack to be made? no folder is named",
    fix: "add --to with a folder of your own on the medium that is put away",
  });
}
