import { readAnswers } from "../../../src/ceremony/answers.ts";
import { hold } from "../../../src/ceremony/run.ts";
import { softwareOf } from "../../../src/ceremony/software.ts";
import { documentHash, keysOf } from "../../../src/ceremony/transcript.ts";
import { BaseError, report } from "../../../src/errors.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { examineFor, makersFor, readScript } from "../../ports/ceremony.ts";
import { passwords, roomFor } from "../../ports/ceremony-room.ts";
import type { SecretOptions } from "../../ports/secret.ts";
import { withUntold } from "../../ports/watch.ts";
import { heldText } from "../../ui/ceremony.ts";

type Options = Spoken &
  SecretOptions & {
    script: string;
    out: string;
    keys: string;
    answers: string | undefined;
    rehearsal: boolean;
    light: boolean;
  };

/** Holds a ceremony by its script, or goes on with one. @throws `Task.LightCeremony`, `Task.NobodyHere`, `Ceremony.*` */
export default answering(async (options: Options) => {
  const { out: path, keys, answers: file } = options;
  const rehearsal = options.rehearsal || file !== undefined;
  if (options.light && !rehearsal) {
    throw new BaseError({
      code: "Task.LightCeremony",
      message: "keys that are for use are not encrypted cheaply",
      fix: "leave --light away, or rehearse (--rehearsal, --answers)",
    });
  }
  const plan = await readScript(options.script);
  const { ask, wipe } = passwords(options);
  const failures: BaseError[] = [];
  try {
    const room = roomFor(file === undefined ? undefined : await readAnswers(file), ask);
    const transcript = await hold({
      ...plan,
      path,
      rehearsal,
      software: await softwareOf(),
      room,
      makers: makersFor(keys, options.light ? "light" : "standard", room, (failure) => {
        failures.push(failure);
        // Told at once: what comes next may fail too.
        room.tell(report(failure).text);
      }),
      examine: (profile) => examineFor(keys, profile),
      now: () => new Date(),
    });
    const made = keysOf(transcript.record);
    const hash = documentHash(transcript);
    return withUntold(
      { json: { path, hash, rehearsal, keys: made }, text: heldText(path, hash, transcript) },
      failures[0],
    );
  } finally {
    wipe();
  }
});
