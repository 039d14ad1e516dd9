import { createHash, randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, link, open, readdir, readFile, readlink, unlink } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { BaseError } from "./errors.ts";

/**
 * One process at a time works on something in a folder. Each puts a lock of a name of its own there, then looks whether there is
 * another: who sees one takes his own back and tries again later. Since a lock's name is never used twice, one whose owner is
 * gone can be removed without a race.
 */

const owner = z.object({ pid: z.int(), started: z.string(), host: z.string() });
type Owner = z.output<typeof owner>;

const PATIENCE = 30_000;
/** Of a lock, in bytes. */
const LARGEST = 4096;

/** What is locked: a folder, and how the names of its locks begin. */
export type Lock = { readonly folder: string; readonly prefix: string };

/** Does the work while nobody else has the lock. @throws `Files.Locked`, `Files.CannotLock` */
export async function locked<T>(lock: Lock, work: () => Promise<T>, patience: number = PATIENCE): Promise<T> {
  const own = await acquire(lock, patience);
  try {
    return await work();
  } finally {
    await unlink(join(lock.folder, own)).catch(() => undefined);
  }
}

async function acquire(lock: Lock, patience: number): Promise<string> {
  const { folder, prefix } = lock;
  const own = `${prefix}${process.pid}.${randomBytes(8).toString("hex")}`;
  const end = performance.now() + patience;
  try {
    for (;;) {
      if ((await others(lock, own)).length === 0) {
        await place(folder, own);
        if ((await others(lock, own)).length === 0) return own;
        await unlink(join(folder, own));
      }
      if (performance.now() > end) throw isLocked(folder, await others(lock, own));
      await wait(2 + Math.random() * 20);
    }
  } catch (cause) {
    await unlink(join(folder, own)).catch(() => undefined);
    throw cause instanceof BaseError ? cause : cannotLock(folder, cause);
  }
}

/** The lock appears with its content at once: a reader never sees it empty. */
async function place(folder: string, name: string): Promise<void> {
  const temporary = join(folder, `.${name}`);
  try {
    const file = await open(temporary, "wx", 0o644);
    try {
      // Others who share the folder see by it whether its owner is gone, whatever the umask.
      await file.chmod(0o644);
      const self: Owner = { pid: process.pid, started: await startOf(process.pid), host: await here() };
      await file.writeFile(JSON.stringify(self));
    } finally {
      await file.close();
    }
    await link(temporary, join(folder, name));
  } finally {
    await unlink(temporary).catch(() => undefined);
  }
}

/** Locks of others that hold; those whose owner is gone are removed. */
async function others({ folder, prefix }: Lock, own: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(prefix) && name !== own);
  const held = await Promise.all(
    names.map(async (name) => {
      const text = await textOf(join(folder, name));
      if (text === undefined) return [];
      if (!(await isGone(text))) return [name];
      await unlink(join(folder, name)).catch(() => undefined);
      return [];
    }),
  );
  return held.flat();
}

/** What a lock says; undefined if it is not there any more. One that cannot be read says nothing, and holds. */
async function textOf(path: string): Promise<string | undefined> {
  let file: FileHandle | undefined;
  try {
    // Anybody may have put anything there: a link is not followed, and nothing comes out of a pipe.
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const found = await file.stat();
    return found.isFile() && found.size <= LARGEST ? await file.readFile("utf8") : "";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? undefined : "";
  } finally {
    await file?.close();
  }
}

/** Whether the process that wrote a lock is sure to have ended. Of other machines nothing is known. */
async function isGone(text: string): Promise<boolean> {
  let read: Owner;
  try {
    read = owner.parse(JSON.parse(text));
  } catch {
    return false;
  }
  if (read.host !== (await here())) return false;
  try {
    process.kill(read.pid, 0);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ESRCH") return true;
    // Another user's: how long it has run may be hidden.
    if (code !== "EPERM" || (await startOf(read.pid)) === "") return false;
  }
  // The number may have been given to another process since.
  return (await startOf(read.pid)) !== read.started;
}

/** Where process numbers mean the same: this machine, and of it this container. Many machines are called alike. */
export async function here(): Promise<string> {
  const machine = await readFile("/etc/machine-id", "utf8").catch(() => "");
  const space = await readlink("/proc/self/ns/pid").catch(() => "");
  // The number itself is the machine's own affair.
  const told = createHash("sha256").update(`conclave lock ${machine.trim()}`).digest("hex").slice(0, 16);
  return `${hostname()} ${told} ${space}`.trim();
}

/** When a process began, in the kernel's own words; empty where they cannot be had. */
async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The program's name, in parentheses, may hold blanks.
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

function isLocked(folder: string, locks: readonly string[]): BaseError {
  return new BaseError({
    code: "Files.Locked",
    message: `another process works in ${folder} and does not finish`,
    fix: "wait for it; if no such process is left on any machine that shares the folder, remove the lock files named",
    details: { folder, locks },
  });
}

function cannotLock(folder: string, cause: unknown): BaseError {
  return new BaseError({
    code: "Files.CannotLock",
    message: `nothing in ${folder} can be locked, so it is not changed`,
    fix: "check the path, your permissions and the space left",
    details: { folder },
    cause,
  });
}
