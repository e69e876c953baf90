import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));

interface Locked {
  readonly resolved?: string;
  readonly integrity?: string;
  readonly inBundle?: boolean;
}

describe('what is installed', () => {
  it('is one version of each package, so that a new one comes only with a commit', () => {
    const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
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

  it('runs no script at its installation, but for Node itself', () => {
    const allowed = Object.entries(manifest.allowScripts).filter(([, isAllowed]) => isAllowed);
    expect(allowed).toEqual([['node', true]]);
  });

  it('goes into the functions only where it is a dependency and no tool', () => {
    expect(Object.keys(manifest.dependencies)).not.toContain('commander');
    expect(Object.keys(manifest.dependencies).length).toBeLessThan(20);
  });
});

describe('the checks on GitHub', () => {
  it('may read the code and nothing else', () => {
    const workflow = readFileSync('.github/workflows/test.yml', 'utf8');
    expect(workflow).toMatch(/^permissions:\n {2}contents: read\n(?! )/m);
    expect(workflow).not.toMatch(/pull_request_target|secrets\./);
  });
});
