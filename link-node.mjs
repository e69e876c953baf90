// Runs after `npm ci`, on the machine's own Node. npm installs the one optional dependency that holds Node 24 for this
// platform and links it into .bin, ahead of the machine's own; npm 10 then removes that link together with the
// packages of the other platforms, which share its name.
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';

const MODULES = 'node_modules';
const BIN = join(MODULES, '.bin');
const manifestOf = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

const installed = Object.keys(manifestOf('.').optionalDependencies)
  .map((name) => join(MODULES, name))
  .find((folder) => existsSync(folder));
if (installed !== undefined) {
  const node = join(installed, manifestOf(installed).bin.node);
  const isWindows = process.platform === 'win32';
  const link = join(BIN, isWindows ? 'node.exe' : 'node');
  mkdirSync(BIN, { recursive: true });
  rmSync(link, { force: true });
  // Windows lets only administrators make symbolic links.
  if (isWindows) linkSync(node, link);
  else symlinkSync(relative(BIN, node), link);
} else if (Number.parseInt(process.versions.node, 10) < 24) {
  process.stderr.write(
    'There is no npm package of Node.js 24 for this platform: install Node.js 24.\n',
  );
}
