import type { Facts } from "./facts.ts";

/** What the machine is to be fit for: everyday signing, making keys with witnesses, or that on a machine without network. */
export const PROFILES = ["daily", "ceremony", "air-gapped"] as const;
export type Profile = (typeof PROFILES)[number];

/** `unknown` is never good: what could not be looked at is for people to look at. */
export type Verdict = "ok" | "warning" | "failure" | "unknown";

export type Check = {
  readonly id: string;
  readonly verdict: Verdict;
  readonly found: string;
  /** What to do; empty if nothing is. */
  readonly fix: string;
};

/** What is found, whether it is as it should be (null: cannot be told), and how bad it is if not, by profile. */
type Judgement = {
  readonly id: string;
  readonly good: boolean | null;
  readonly found: string;
  readonly fix: string;
  readonly bad: Readonly<Record<Profile, "warning" | "failure" | "ok">>;
};

const ALWAYS = { daily: "failure", ceremony: "failure", "air-gapped": "failure" } as const;
const STRICTER = { daily: "warning", ceremony: "failure", "air-gapped": "failure" } as const;
const ADVICE = { daily: "warning", ceremony: "warning", "air-gapped": "warning" } as const;

/** Judges a machine. KG-02, KS-03, GR-37 to GR-39. */
export function judge(facts: Facts, profile: Profile): readonly Check[] {
  return judgements(facts).map(({ id, good, found, fix, bad }) => {
    const verdict = good === null ? "unknown" : good ? "ok" : bad[profile];
    return { id, verdict, found, fix: verdict === "ok" ? "" : fix };
  });
}

/** Whether nothing fails; for ceremonies, whether nothing is unknown either. */
export function isFit(checks: readonly Pick<Check, "verdict">[], profile: Profile): boolean {
  const isStrict = profile !== "daily";
  return checks.every(({ verdict }) => verdict !== "failure" && !(isStrict && verdict === "unknown"));
}

function judgements(facts: Facts): Judgement[] {
  return [
    swap(facts),
    cores(facts),
    network(facts),
    {
      id: "folder",
      good: facts.folder.problem === null,
      found: facts.folder.problem ?? `${facts.folder.path}: only its owner may write to it`,
      fix: "make a folder of your own for keys, with `chmod 700`, below folders that others cannot write to",
      bad: ALWAYS,
    },
    disk(facts),
    {
      id: "clock",
      good: facts.now >= facts.notBefore,
      found: `the clock says ${new Date(facts.now * 1000).toISOString()}`,
      fix: "set the clock: signatures and transcripts carry its time",
      bad: STRICTER,
    },
    terminals(facts),
    {
      id: "tracer",
      good: facts.tracer === null ? null : facts.tracer === 0,
      found:
        facts.tracer === 0
          ? "nothing traces this program"
          : `process ${facts.tracer ?? "?"} traces this program`,
      fix: "end the debugger or tracer: it reads all memory",
      bad: ALWAYS,
    },
    {
      id: "ptrace",
      good: facts.ptraceScope === null ? null : facts.ptraceScope > 0,
      found: `kernel.yama.ptrace_scope is ${facts.ptraceScope ?? "not there"}`,
      fix: "run `sysctl kernel.yama.ptrace_scope=2`, or have no other program run under this user",
      bad: ADVICE,
    },
    {
      id: "environment",
      good: facts.injected.length === 0,
      found:
        facts.injected.length === 0 ? "no variable loads foreign code" : `set: ${facts.injected.join(", ")}`,
      fix: "start again with these variables unset: they load other code into this program",
      bad: STRICTER,
    },
    {
      id: "hardware-random",
      good: facts.hardwareRandom !== null,
      found:
        facts.hardwareRandom === null ? "no hardware randomness is known of" : `from ${facts.hardwareRandom}`,
      fix: "add dice or a device of your own as a source in the ceremony's script (KG-05)",
      bad: ADVICE,
    },
    virtual(facts),
  ];
}

function swap({ swaps }: Facts): Judgement {
  const open = swaps?.filter(({ encrypted }) => encrypted === false) ?? [];
  const unclear = swaps?.filter(({ encrypted }) => encrypted === null) ?? [];
  const names = (list: readonly { device: string }[]) => list.map(({ device }) => device).join(", ");
  return {
    id: "swap",
    good: swaps === null || (open.length === 0 && unclear.length > 0) ? null : open.length === 0,
    found:
      open.length > 0
        ? `memory is written unencrypted to ${names(open)}`
        : unclear.length > 0
          ? `memory is written to ${names(unclear)}: whether it is encrypted cannot be told`
          : swaps === null
            ? "the list of swap devices cannot be read"
            : swaps.length === 0
              ? "none"
              : `encrypted, or in memory: ${names(swaps)}`,
    fix: "run `swapoff -a`, or have swap encrypted with a key of one boot",
    bad: STRICTER,
  };
}

/**
 * The strongroom dumps no core by itself; the main process holds passwords. A program that the kernel pipes cores to gets them
 * whatever the limit, but for one of 1 byte (core(5)).
 */
function cores({ coreLimit, corePattern }: Facts): Judgement {
  const isPiped = corePattern?.startsWith("|") ?? false;
  const good =
    corePattern === null || coreLimit === null ? null : coreLimit === 1 || (!isPiped && coreLimit === 0);
  return {
    id: "core-dumps",
    good,
    found:
      good === true
        ? "off"
        : isPiped
          ? `crashed programs' memory goes to ${corePattern?.slice(1).split(" ")[0]}, even at a limit of 0`
          : `limit ${coreLimit ?? "unknown"}, written as ${corePattern ?? "unknown"}`,
    fix: "run `prlimit --pid $$ --core=1:1` in the shell that starts this, and `sysctl kernel.core_pattern=core`",
    bad: STRICTER,
  };
}

function network({ interfaces }: Facts): Judgement {
  return {
    id: "network",
    good: interfaces.length === 0,
    found: interfaces.length === 0 ? "no interface has an address" : `up: ${interfaces.join(", ")}`,
    fix: "pull the cable, take the radio out, and boot from a medium without drivers for them",
    bad: { daily: "ok", ceremony: "warning", "air-gapped": "failure" },
  };
}

function disk({ folder: { medium } }: Facts): Judgement {
  const good = medium.kind === "memory" ? true : medium.encrypted;
  return {
    id: "disk-encryption",
    good,
    found:
      medium.kind === "memory"
        ? `the keys' folder is in memory (${medium.filesystem})`
        : good === null
          ? `the keys' folder is on ${medium.filesystem}: whether that is encrypted cannot be told`
          : `the keys' folder is on ${medium.filesystem}, ${good ? "encrypted (dm-crypt)" : "unencrypted"}`,
    fix: "keep the folder on a disk encrypted as a whole (LUKS), or, for a ceremony, on tmpfs; keystores are encrypted in any case",
    bad: ADVICE,
  };
}

function terminals({ otherTerminals }: Facts): Judgement {
  return {
    id: "terminals",
    good: otherTerminals === null ? null : otherTerminals === 0,
    found: otherTerminals === 0 ? "none besides this one" : `${otherTerminals ?? "unknown"} besides this one`,
    fix: "close other sessions (`who`, `loginctl`): whoever is logged in as the same user or root reads what you type",
    bad: { daily: "ok", ceremony: "failure", "air-gapped": "failure" },
  };
}

function virtual({ virtual: kind }: Facts): Judgement {
  return {
    id: "virtual-machine",
    good: kind === null ? null : kind === "none",
    found: kind === "none" ? "no" : kind === null ? "cannot be told" : `runs in a ${kind}`,
    fix: "use a machine of its own: whoever runs the host reads all of this one's memory",
    bad: { daily: "ok", ceremony: "warning", "air-gapped": "failure" },
  };
}
