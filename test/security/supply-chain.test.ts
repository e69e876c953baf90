import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));

interface Locked {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly inBundle?: boolean;
  readonly hasInstallScript?: boolean;
  readonly version?: string;
  readonly os?: string;
  readonly cpu?: string;
  readonly bin?: Readonly<Record<string, string>>;
}

describe('what is installed', () => {
  it('is one version of each package, so that a new one comes only with a commit', () => {
    const versions = Object.values({
      ...manifest.dependencies,
      ...manifest.devDependencies,
      ...manifest.optionalDependencies,
    });
    for (const version of versions) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('comes from the npm registry, and is what it was when it was chosen', () => {
    const packages = Object.entries<Locked>(lock.packages).filter(([path]) => path !== '');
    expect(packages.length).toBeGreaterThan(100);
    for (const [path, { resolved, integrity, inBundle = false }] of packages) {
      if (inBundle) continue; // it is part of a package that has an integrity
      // npm leaves the address out where it is the registry's own.
      if (resolved !== undefined) {
        expect(resolved, path).toMatch(/^https:\/\/registry\.npmjs\.org\//);
      }
      expect(integrity, path).toMatch(/^sha512-/);
    }
  });

  it('runs no script at its installation, with an npm that can be told so', () => {
    const scripted = Object.entries<Locked>(lock.packages).filter(
      ([path, { hasInstallScript }]) => path !== '' && hasInstallScript,
    );
    const names = scripted.map(([path]) => path.replace('node_modules/', ''));
    expect(manifest.allowScripts).toEqual(Object.fromEntries(names.map((name) => [name, false])));
  });

  it('comes first on the path with every npm, one that removed the link included', () => {
    const folder = mkdtempSync(join(tmpdir(), 'runway-node-'));
    const [name = ''] = Object.keys(manifest.optionalDependencies);
    const node = join(folder, 'node_modules', name);
    mkdirSync(join(node, 'bin'), { recursive: true });
    symlinkSync(process.execPath, join(node, 'bin/node'));
    writeFileSync(join(node, 'package.json'), JSON.stringify({ bin: { node: 'bin/node' } }));
    copyFileSync('package.json', join(folder, 'package.json'));
    const [, script = ''] = manifest.scripts.postinstall.split(' ');
    // A second time, too: npm 11 has left its link where it should be.
    for (let time = 0; time < 2; time++) execFileSync('node', [resolve(script)], { cwd: folder });
    const answer = execFileSync(join(folder, 'node_modules/.bin/node'), ['--version'], {
      encoding: 'utf8',
    });
    expect(answer.trim()).toBe(process.version);
    rmSync(folder, { recursive: true });
  });

  it('includes the Node that runs every script, for each platform, by its checksum', () => {
    const packages = Object.entries<Locked>(lock.packages);
    const nodes = packages.filter(([, { bin }]) => bin?.node !== undefined);
    expect(nodes.map(([path]) => path.replace('node_modules/', ''))).toEqual(
      Object.keys(manifest.optionalDependencies),
    );
    for (const [, { version, os, cpu }] of nodes) {
      expect(version).toMatch(/^24\./);
      // With them npm installs only the one that fits; without them the last one would win.
      expect([os, cpu]).not.toContain(undefined);
    }
    const running = relative('', realpathSync(process.execPath)).split('/').slice(0, 2).join('/');
    expect(lock.packages[running]?.version).toBe(process.versions.node);
  });

  it('goes into the functions only where it is a dependency and no tool', () => {
    expect(Object.keys(manifest.dependencies)).not.toContain('commander');
    expect(Object.keys(manifest.dependencies).length).toBeLessThan(20);
  });
});

describe('the workflows on GitHub', () => {
  const workflows = readdirSync('.github/workflows').map((name) =>
    readFileSync(`.github/workflows/${name}`, 'utf8'),
  );

  it('may read the code and nothing else, but for the job that publishes a release', () => {
    for (const workflow of workflows) {
      expect(workflow).toMatch(/^permissions:\n {2}contents: read\n(?! )/m);
      expect(workflow).not.toMatch(/pull_request_target|secrets\./);
    }
    const writers = workflows.flatMap(
      (workflow) => workflow.match(/^ {4}permissions:[\s\S]*/m) ?? [],
    );
    expect(writers).toEqual([expect.stringMatching(/^ {4}permissions:\n {6}contents: write\n/)]);
    // It runs no code of the repository or of a package.
    expect(writers[0]).not.toMatch(/checkout|npm|\.ci/);
  });

  it('run actions by their commit, which nobody can move', () => {
    const actions = workflows.flatMap((workflow) => workflow.match(/uses: .*/g) ?? []);
    expect(actions.length).toBeGreaterThan(0);
    for (const action of actions) {
      expect(action).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });

  it('publish a release with the list of what is in it', () => {
    expect(workflows.join()).toMatch(/npm sbom .*> (\S+)[\s\S]*gh release create .* \1 /);
  });
});
