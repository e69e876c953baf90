import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { replaceFile } from '../../cli/replace-file.ts';
import { writeFileWhole } from '../../cli/report/write-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runway-files-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

it('writes a file whole, and leaves nothing beside it', () => {
  const path = join(folder, 'a.json');
  replaceFile(path, 'one', 0o600);
  replaceFile(path, 'two', 0o600);
  expect(readFileSync(path, 'utf8')).toBe('two');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['a.json']);
});

it('leaves nothing where it fails', () => {
  expect(() => replaceFile(join(folder, 'missing', 'a'), 'x')).toThrow();
  expect(readdirSync(folder)).toEqual([]);
});

it('follows no link that stands where a draft was expected', () => {
  const victim = join(folder, 'victim');
  writeFileSync(victim, 'mine');
  symlinkSync(victim, join(folder, `report.html.${process.pid}.tmp`));
  writeFileWhole(join(folder, 'report.html'), 'a page');
  expect(readFileSync(victim, 'utf8')).toBe('mine');
  expect(readFileSync(join(folder, 'report.html'), 'utf8')).toBe('a page');
});
