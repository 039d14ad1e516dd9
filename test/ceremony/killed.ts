/** Holds the stage's ceremony in the folder that is named, by the machine's clock, and tells each step: to be killed. */

import { hold } from "../../src/ceremony/run.ts";
import { ceremonyIn } from "./stage.ts";

const [, , folder = ""] = process.argv;
const ceremony = ceremonyIn(folder, { now: () => new Date() });
const room = { ...ceremony.room, tell: (text: string) => void process.stdout.write(`${text}\n`) };
await hold({ ...ceremony, room });
