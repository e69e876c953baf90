import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadSettings } from '../../../functions/settings/settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'runway-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a settings file that is not JSON', () => {
  it.each<[string, string, number, number]>([
    ['a comma too many', '{\n  "wallets": [\n    { "id": "main", }\n  ]\n}', 3, 21],
    ['a comma too few', '{ "a": 1\n  "b": 2 }', 2, 3],
    ['a comment', '// mine\n{}', 1, 1],
    ['a key without quotes', '{ a: 1 }', 1, 3],
    ['a value without quotes', '{ "a": sqk_live_1 }', 1, 8],
    ['single quotes', "{ 'a': 1 }", 1, 3],
    ['an end too early', '{ "a": [1, 2', 1, 13],
    ['something behind the end', '{} {}', 1, 4],
    ['nothing', '', 1, 1],
    ['an open text', '{ "a": "b\n}', 1, 8],
    ['a number with a leading zero', '[01]', 1, 3],
    ['a colon missing', '{ "a" 1 }', 1, 7],
  ])('is told with line and column: %s', (_, text, line, column) => {
    const file = join(folder, 'runway.config.json');
    writeFileSync(file, text);
    expect(() => loadSettings(file)).toThrow(
      `${file} is not JSON: see line ${line}, column ${column}`,
    );
  });

  it('never shows the text around the fault, which may be a pasted key', () => {
    const file = join(folder, 'pasted.json');
    writeFileSync(file, '{ "apiKey": sqk_live_4eC39 }');
    expect(() => loadSettings(file)).not.toThrow(/4eC39/);
  });

  it('may start with the mark that Windows editors write', () => {
    const file = join(folder, 'mark.json');
    writeFileSync(file, '\uFEFF{ "wallets": [{ "id": "main" }] }');
    expect(loadSettings(file).wallets).toHaveLength(1);
  });
});
