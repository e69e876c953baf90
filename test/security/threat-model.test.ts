import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** The rows of "Who could do what": the last cell names the tests. */
const ROWS = readFileSync('SECURITY.md', 'utf8')
  .split('\n')
  .filter((line) => line.split('|').length === 6 && line.includes('`'));

describe('the threat model', () => {
  it('names a test for every line, and each of them is there', () => {
    expect(ROWS.length).toBeGreaterThan(10);
    for (const row of ROWS) {
      const named = [...(row.split('|')[4] ?? '').matchAll(/`([^`]+)`/g)].map(([, path]) => path);
      expect(named, row).not.toEqual([]);
      for (const path of named) {
        expect(globSync(`test/${path}{.test.ts,.e2e.ts,/*.test.ts}`), path).not.toEqual([]);
      }
    }
  });
});
