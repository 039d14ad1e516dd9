import { readdir, readFile, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** What a file lies on. `encrypted` null: it could not be told, such as of a disk behind a network or a hypervisor. */
export type Medium = {
  readonly kind: "memory" | "disk" | "unknown";
  readonly filesystem: string;
  readonly encrypted: boolean | null;
};

const MEMORY = ["tmpfs", "ramfs"];
const UNKNOWN: Medium = { kind: "unknown", filesystem: "unknown", encrypted: null };

/**
 * What the nearest existing folder of a path lies on, by the kernel's own list of mounts, and whether every way from there to a disk
 * goes through dm-crypt. Encryption within a file system or below the kernel (a drive's own) is not seen.
 * @param root Where `proc` and `sys` lie; `/` but for tests
 */
export async function mediumOf(path: string, root: string): Promise<Medium> {
  const mounts = await readFile(join(root, "proc/self/mountinfo"), "utf8").catch(() => "");
  if (path.startsWith("/dev/")) return deviceMedium(path, root);
  const at = await existing(path);
  // The last of the longest: a mount hides what was mounted there before.
  const mount = mounts
    .split("\n")
    .map(parse)
    .filter((one) => one !== undefined)
    .filter(({ point }) => at === point || at.startsWith(point === "/" ? "/" : `${point}/`))
    .reduce<Mount | undefined>(
      (best, one) => (best === undefined || one.point.length >= best.point.length ? one : best),
      undefined,
    );
  if (mount === undefined) return UNKNOWN;
  const { filesystem, device } = mount;
  if (MEMORY.includes(filesystem)) return { kind: "memory", filesystem, encrypted: null };
  const name = await realpath(join(root, "sys/dev/block", device)).catch(() => undefined);
  if (name === undefined) return { kind: "unknown", filesystem, encrypted: null };
  return { kind: "disk", filesystem, encrypted: await isEncrypted(name) };
}

/** Of a device by its name, such as a swap partition; names in `/dev/mapper` are links. */
async function deviceMedium(path: string, root: string): Promise<Medium> {
  const name = basename(await realpath(path).catch(() => path));
  const folder = await realpath(join(root, "sys/class/block", name)).catch(() => undefined);
  return folder === undefined
    ? UNKNOWN
    : { kind: "disk", filesystem: "unknown", encrypted: await isEncrypted(folder) };
}

/** @param device Its folder in sysfs */
async function isEncrypted(device: string): Promise<boolean> {
  const uuid = await readFile(join(device, "dm/uuid"), "utf8").catch(() => "");
  if (uuid.startsWith("CRYPT-")) return true;
  const below = await readdir(join(device, "slaves")).catch(() => []);
  const all = await Promise.all(
    below.map(async (name) => isEncrypted(await realpath(join(device, "slaves", name)))),
  );
  return all.length > 0 && all.every(Boolean);
}

type Mount = { readonly device: string; readonly point: string; readonly filesystem: string };

/** A line of proc(5)'s mountinfo: `36 35 98:0 /root /point options … - type source options`, spaces in names as `\040`. */
function parse(line: string): Mount | undefined {
  const [before = "", after = ""] = line.split(" - ");
  const [, , device, , point] = before.split(" ");
  const [filesystem] = after.split(" ");
  if (device === undefined || point === undefined || filesystem === undefined || filesystem === "")
    return undefined;
  const unescaped = point.replace(/\\([0-7]{3})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 8)),
  );
  return { device, point: unescaped, filesystem };
}

async function existing(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const above = dirname(path);
    return above === path ? path : existing(above);
  }
}
