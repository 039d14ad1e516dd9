import { join } from "node:path";
import { build, type Metafile, type Plugin } from "esbuild";
import manifest from "../../package.json" with { type: "json" };
import { BaseError } from "../../src/errors.ts";
import { shapes } from "./shapes.ts";

/** The parts of Node that the kit may use. None opens a connection, and the build fails on any other. */
const ALLOWED = [
  "assert",
  "async_hooks",
  "buffer",
  "child_process",
  "crypto",
  "events",
  "fs",
  "fs/promises",
  "module",
  "os",
  "path",
  "process",
  "readline",
  "readline/promises",
  "stream",
  "timers",
  "timers/promises",
  "tty",
  "url",
  "util",
  "zlib",
];

/** Packages written for an older module system ask for Node's parts by `require`. */
const HEAD = `#!/usr/bin/env node
import { createRequire as conclaveRequire } from "node:module";
const require = conclaveRequire(import.meta.url);`;

/**
 * The kit as one text. The same sources and locked packages give the same bytes: no time, no absolute path, nothing of the machine
 * or its configuration goes in. It stays readable, for whoever is to run it where keys are.
 *
 * @param root the project's folder
 * @throws `Kit.Reaches` if something in it could use the network or load code from elsewhere
 */
export async function bundle(root: string): Promise<string> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: ["kit/main.ts"],
    outfile: "dist/kit.mjs",
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "esm",
    target: "node22.12",
    charset: "utf8",
    legalComments: "none",
    // A link to another checkout's packages must not show in the names of their files.
    preserveSymlinks: true,
    tsconfigRaw: { compilerOptions: { target: "es2024", verbatimModuleSyntax: true } },
    define: {
      CONCLAVE_KIT: JSON.stringify(manifest.version),
      CONCLAVE_SHAPES: JSON.stringify(JSON.stringify(shapes())),
    },
    plugins: [leaveOut(root)],
    banner: { js: HEAD },
    logLevel: "silent",
  });
  assertContained(metafile);
  return outputFiles[0]?.text ?? "";
}

/** Folders of `src/signer/` are kinds of custody that need add-ons or connections: what is loaded from them says that it is not there. */
function leaveOut(root: string): Plugin {
  return {
    name: "leave-out",
    setup({ onResolve }) {
      onResolve({ filter: /(^|\/)(signer|\.)\/(pkcs11|rpc|kms)\// }, ({ kind }) =>
        kind === "dynamic-import" ? { path: join(root, "kit", "elsewhere.ts") } : undefined,
      );
    },
  };
}

/** What of the packages would use `fetch` or a socket of the browser's kind, which nobody needs to import. */
const CLIENTS =
  /\/(createPublicClient|createWalletClient|rpc\/(http|webSocket|socket))\.js$|\/providers\/|\/geturl/;

function assertContained({ outputs }: Metafile): void {
  const used = Object.values(outputs).flatMap(({ imports, inputs }) => [
    ...imports.map(({ path }) => path.replace(/^node:/, "")).filter((path) => !ALLOWED.includes(path)),
    ...Object.entries(inputs).flatMap(([path, { bytesInOutput }]) =>
      bytesInOutput > 0 && CLIENTS.test(path) ? [path] : [],
    ),
  ]);
  const reaches = [...new Set(used)].sort();
  if (reaches.length === 0) return;
  throw new BaseError({
    code: "Kit.Reaches",
    message: `the kit would use ${reaches.join(", ")}`,
    fix: "import less: the kit opens no connection and loads nothing from elsewhere",
    details: { reaches },
  });
}
