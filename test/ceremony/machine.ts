import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { temporaryFolder } from "../keys/temporary-folder.ts";

/** A folder that has the files of a Linux machine: `content` by path; a path that ends in `@` is a link to the path it holds. */
export async function machine(content: Readonly<Record<string, string>>): Promise<string> {
  const root = await temporaryFolder();
  for (const [path, text] of Object.entries(content)) {
    const isLink = path.endsWith("@");
    const at = join(root, isLink ? path.slice(0, -1) : path);
    await mkdir(dirname(at), { recursive: true });
    if (isLink) {
      await mkdir(join(root, text), { recursive: true });
      await symlink(join(root, text), at);
    } else await writeFile(at, text);
  }
  return root;
}

/** One that is fit for everything: no swap, no cores, nobody else. */
export const GOOD = {
  "proc/swaps": "Filename\tType\tSize\tUsed\tPriority\n",
  "proc/self/limits":
    "Limit  Soft Limit  Hard Limit  Units\nMax core file size        0                    0                    bytes\n",
  "proc/self/status": "Name:\tnode\nTracerPid:\t0\n",
  "proc/sys/kernel/core_pattern": "core\n",
  "proc/sys/kernel/yama/ptrace_scope": "2\n",
  "proc/cpuinfo": "processor\t: 0\nflags\t\t: fpu vme rdrand rdseed\n",
  "proc/1/environ": "HOME=/\0TERM=linux\0",
  "dev/pts/ptmx": "",
  "sys/class/misc/hw_random/rng_current": "tpm-rng-0\n",
} as const;
