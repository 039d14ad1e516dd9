import { keccak256 } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { type Answers, answering } from "../../src/ceremony/answers.ts";
import type { Check } from "../../src/ceremony/doctor.ts";
import { keystoreMaker } from "../../src/ceremony/maker.ts";
import type { Ceremony } from "../../src/ceremony/run.ts";
import { parseScript } from "../../src/ceremony/script.ts";
import { publicKeyOf } from "../../src/keys/curve.ts";
import { sign } from "../../src/keys/ecdsa.ts";
import { Secret } from "../../src/keys/secret.ts";
import { prepare } from "../../src/signer/message.ts";
import type { Signer } from "../../src/signer/signer.ts";

/** Of every key that is made here. */
export const PASSWORD = "thicket-harbour-58-umber-lathe";

/** A hundred rolls. */
export const DICE =
  "2536114253641625341263541625361452316425314613526416253145263154265134625134265413265412356142651342";

export const SOFTWARE = {
  version: "0.1.0",
  commit: null,
  code: `0x${"5a".repeat(32)}`,
  node: "24.21.0",
} as const;

/** People by name: accounts, and Xenia with a P-256 key. */
const SECRETS = { Olga: "11", Wim: "22", Yann: "33", Ada: "44", Mallory: "66" } as const;
const XENIA = "77".repeat(32);

export function accountOf(name: keyof typeof SECRETS) {
  return privateKeyToAccount(`0x${SECRETS[name].repeat(32)}`);
}

const xenia = () => publicKeyOf(Secret.take(Buffer.from(XENIA, "hex")), "P-256");

/** What signs for somebody, and the identity it is known by. */
export function signerOf(name: keyof typeof SECRETS | "Xenia"): { signer: Signer; identity: `0x${string}` } {
  if (name === "Xenia") {
    const key = xenia();
    const signer: Signer = {
      describe: () => ({ label: name, kind: "ERC7913" }) as ReturnType<Signer["describe"]>,
      signerBytes: "0x",
      signTypedData: async (typed) =>
        sign(Secret.take(Buffer.from(XENIA, "hex")), "P-256", prepare(typed).digest),
    };
    return { signer, identity: key?.address ?? "0x" };
  }
  const account = accountOf(name);
  const signer: Signer = {
    describe: () =>
      ({ label: name, kind: "EOA", address: account.address }) as ReturnType<Signer["describe"]>,
    signerBytes: account.address,
    signTypedData: (typed) => account.signTypedData(prepare(typed).typed as never),
  };
  return { signer, identity: account.address };
}

/** A script with an operator, three witnesses of whom two must sign, an auditor, and one key to make. */
export function scriptText(
  changes: { readonly steps?: string; readonly keys?: string; readonly entropy?: string } = {},
): string {
  const address = (name: keyof typeof SECRETS) => `{ name: ${name}, address: "${accountOf(name).address}" }`;
  return `version: 1
title: Keys of the example
operator: ${address("Olga")}
witnesses:
  - ${address("Wim")}
  - { name: Xenia, point: "${xenia()?.point}" }
  - ${address("Yann")}
auditor: ${address("Ada")}
quorum: 2
${changes.entropy ?? ""}
keys:
${changes.keys ?? "  - { label: ben, holder: Ben, purpose: approver }"}
steps:
${
  changes.steps ??
  `  - { do: machine }
  - { do: confirm, by: Ada, text: Everybody is here }
  - { do: make, key: ben }
  - { do: record, by: Wim, as: bag, text: Number of the bag }`
}
`;
}

const FIT: readonly Check[] = [
  { id: "swap", verdict: "ok", found: "none", fix: "" },
  { id: "network", verdict: "warning", found: "up: eth0", fix: "pull the cable" },
];
export const UNFIT: readonly Check[] = [
  { id: "swap", verdict: "failure", found: "on", fix: "switch it off" },
];

export const ANSWERS: Answers = {
  version: 1,
  confirm: {},
  record: { bag: "A-0042" },
  dice: {},
  deviations: {},
};

/** A clock that goes on by a second each time it is read, from the first of 2027 on. */
export function clock(start = Date.UTC(2027, 0, 1)): () => Date {
  let time = start;
  return () => {
    time += 1_000;
    return new Date(time);
  };
}

/** A ceremony to be held in a folder. What was told is collected. */
export function ceremonyIn(
  folder: string,
  changes: Partial<Ceremony> & {
    readonly text?: string;
    readonly answers?: Partial<Answers>;
    readonly checks?: readonly Check[];
    /** Of the keys that are made, or a token's PIN. */
    readonly password?: string;
    /** Stands in for the hardware's device. */
    readonly hwrng?: string;
  } = {},
): Ceremony & { readonly told: string[] } {
  const { text = scriptText(), answers = {}, checks = FIT, password = PASSWORD, hwrng, ...rest } = changes;
  const told: string[] = [];
  const room = answering(
    { ...ANSWERS, ...answers },
    (line) => told.push(line),
    async () => Secret.text(password),
  );
  return {
    path: `${folder}/transcript.json`,
    script: parseScript(text, "ceremony.yaml"),
    scriptHash: keccak256(Buffer.from(text)),
    software: SOFTWARE,
    rehearsal: false,
    now: clock(),
    room,
    makers: { keystore: keystoreMaker(`${folder}/keys`, "light", room, hwrng) },
    examine: async () => checks,
    told,
    ...rest,
  };
}
