import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder, runCli } from '../run-cli.ts';

describe('runway demo', () => {
  it('announces every depletion a day ahead, once a level, and ends with forecasts beside the truth', async () => {
    const cwd = emptyFolder();
    const { code, stdout } = await runCli(cwd, ['demo']);
    expect(code).toBe(0);
    expect(stdout).toContain('Mail     main runs out');
    expect(stdout).toContain('Top up: https://app.smartlyq.com/my/developer');

    const [, summary = ''] = stdout.split('What was forecast, and what happened');
    const depletions = summary.split('\nRan dry').slice(1);
    expect(depletions.length).toBeGreaterThanOrEqual(2);
    for (const depletion of depletions) {
      expect(depletion, 'a day ahead').toMatch(/ [2-9] days ahead| (2[4-9]|[3-9]\d) hours ahead/);
      const levels = [...depletion.matchAll(/^ {2}(\d+) d /gm)].map(([, level]) => level);
      expect(new Set(levels).size).toBe(levels.length);
    }
  });

  it('names the page that it wrote', async () => {
    const cwd = emptyFolder();
    const { stdout } = await runCli(cwd, ['demo', '--days', '3']);
    const page = /in a browser: (\S+\.html)/.exec(stdout)?.[1] ?? '';
    expect(existsSync(join(cwd, '.runway', 'demo-report.html'))).toBe(true);
    expect(readFileSync(page, 'utf8')).toContain('<!doctype html>');
  });

  it('names the bad lines of a trace, and wrong use ends with 2', async () => {
    const cwd = emptyFolder();
    expect(await runCli(cwd, ['demo', '--trace', 'none.csv'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('none.csv'),
    });
    expect((await runCli(cwd, ['demo', '--days', '0'])).code).toBe(2);
  });
});
