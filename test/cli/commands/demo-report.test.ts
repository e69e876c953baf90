import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder, runCli } from '../run-cli.ts';

describe('the demo', () => {
  it('ends by naming the page that it wrote', async () => {
    const folder = emptyFolder();
    const { code, stdout } = await runCli(folder, ['demo', '--days', '4']);
    expect(code).toBe(0);
    const [, path = ''] = /to open in a browser: (\S+)/.exec(stdout) ?? [];
    expect(path.endsWith(join('.runway', 'demo-report.html'))).toBe(true);
    expect(readFileSync(path, 'utf8')).toContain('<title>main: Runs out');
  });
});
