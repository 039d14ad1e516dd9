import type { Command, Option } from "./command.ts";
import { SHARED } from "./shared.ts";

const password: Record<string, Option> = {
  passwordFile: { about: "File (mode 0600) with the password as its only line" },
  passwordFd: { about: "Descriptor to read the password from, such as 3" },
};
const keys: Record<string, Option> = { keys: { about: "Folder of keystores", default: "keys" } };
const state: Option = { about: "What the chain said: state.json of `proposal export`" };
const charter: Option = { about: "charter.yaml, for the names of people and contracts" };
const out: Option = { about: "The file to write" };

/** All that the kit can do. Passwords are never arguments. */
export const COMMANDS: readonly Command[] = [
  {
    name: "self-test",
    about:
      "Compute published examples, and see that the strongroom holds, before keys are trusted to this machine",
    example: "self-test",
    takes: [],
    options: {},
    action: () => import("./commands/self-test.ts"),
  },
  {
    name: "hash",
    about: "The SHA-256 of this kit, to compare with the published one on two machines",
    example: "hash",
    takes: [],
    options: {},
    action: () => import("./commands/hash.ts"),
  },
  {
    name: "show",
    about: "Show one keystore, or all of the folder; no password is needed",
    example: "show ana",
    takes: ["labels…"],
    options: keys,
    action: () => import("./commands/show.ts"),
  },
  {
    name: "inspect",
    about: "Show a proposal: its calls in words, and the hashes that wallets show",
    example: "inspect fee.json --state state.json --charter charter.yaml",
    takes: ["file"],
    options: { state, charter },
    action: () => import("./commands/inspect.ts"),
  },
  {
    name: "sign",
    about: "Show a proposal and sign it, after a yes",
    example: "sign fee.json --state state.json --key ana",
    takes: ["file"],
    options: {
      state,
      charter,
      ...keys,
      key: { about: "Keystore that signs: a label or a file" },
      ...password,
      act: { about: "propose, approve or test; by the key's role if left out" },
      yes: { about: "Sign without asking", flag: true },
      out,
    },
    action: () => import("./commands/sign.ts"),
  },
  {
    name: "activate",
    about: "Prove by a signature that a key is held, for the roster that it is in or is to enter",
    example: "activate ana --state state.json --proposal amendment.json",
    takes: ["label"],
    options: {
      state,
      proposal: { about: "The amendment that enters the key, if the roster does not have it yet" },
      ...keys,
      ...password,
      out,
    },
    action: () => import("./commands/activate.ts"),
  },
  {
    name: "scan",
    about: "Write what was brought over as codes: pictures (PNG), or the codes' text, into files",
    example: "scan frame-1.png frame-2.png",
    takes: ["inputs…"],
    options: { folder: { about: "Where to write them", default: "." } },
    action: () => import("./commands/scan.ts"),
  },
  {
    name: "ceremony verify",
    about: "Verify a ceremony's transcript",
    example: "ceremony verify transcript.json --script ceremony.yaml",
    takes: ["transcript"],
    options: {
      software: { about: "Hashes of other programs that are known, by commas; this one always is" },
      script: { about: "The script's file as it was agreed on, to compare" },
      rehearsal: { about: "Take a rehearsal's transcript as well", flag: true },
    },
    action: () => import("./commands/ceremony-verify.ts"),
  },
  ...SHARED,
];
