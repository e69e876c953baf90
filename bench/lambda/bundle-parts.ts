import type { Metafile } from 'esbuild';

/** Bytes that one package, or one folder of our own, takes in a bundle. */
export interface PackageBytes {
  /** "@aws-sdk/client-ssm", or "functions/core". */
  readonly name: string;
  readonly bytes: number;
  /** Of those, read at init; the rest waits in chunks of its own for an import that a poll never makes. */
  readonly atInit: number;
}

/** Largest first. */
export function packagesOf({ outputs }: Metafile): PackageBytes[] {
  const eager = readAtInit(outputs);
  const found = new Map<string, { bytes: number; atInit: number }>();
  for (const [file, { inputs }] of Object.entries(outputs)) {
    for (const [source, { bytesInOutput }] of Object.entries(inputs)) {
      const name = packageOf(source);
      const { bytes, atInit } = found.get(name) ?? { bytes: 0, atInit: 0 };
      found.set(name, {
        bytes: bytes + bytesInOutput,
        atInit: atInit + (eager.has(file) ? bytesInOutput : 0),
      });
    }
  }
  return [...found]
    .map(([name, sizes]) => ({ name, ...sizes }))
    .toSorted((a, b) => b.bytes - a.bytes);
}

/** The handler's file and all that it imports at once. */
function readAtInit(outputs: Metafile['outputs']): Set<string> {
  const seen = new Set<string>();
  const visit = (file: string) => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const { path, kind } of outputs[file]?.imports ?? []) {
      if (kind === 'import-statement' && path in outputs) visit(path);
    }
  };
  for (const file of Object.keys(outputs)) if (/(^|\/)index\.mjs$/.test(file)) visit(file);
  return seen;
}

function packageOf(source: string): string {
  const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source) ?? [];
  return name ?? source.split('/').slice(0, 2).join('/');
}
