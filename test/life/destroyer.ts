/** Destroys the key at the first argument, for a test to kill meanwhile. */
import { destroy } from "../../src/life/destroy.ts";
import { intentFor, people, room } from "./destroying.ts";

const [path = "", folder = ""] = process.argv.slice(2);
const { operator, witness } = people;
await destroy(await intentFor(path, operator.signerBytes, witness.signerBytes), room(folder, operator));
