import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { ENTRIES } from '../../cli/command-registry.ts';
import { programOf } from '../../cli/program.ts';
import { helpOf } from '../../docs/cli-document.ts';
import { DOCUMENTS, sentencesOf, textOf, wordCount } from './documents.ts';

const MAX_WORDS = 30;
const MAX_README_LINES = 150;

function tooLong(sentences: readonly string[]): string[] {
  return sentences.filter((sentence) => wordCount(sentence) > MAX_WORDS);
}

/** The description, each argument and option, and the text that follows them. */
function helpTextsOf(command: Command): string[] {
  const { registeredArguments, options, commands } = command;
  const after = helpOf(command).slice(command.helpInformation().trim().length);
  return [
    command.description(),
    ...registeredArguments.map(({ description }) => description),
    ...options.map(({ description }) => description),
    ...after.split(/\n(?= {2}|\n)/),
    ...commands.flatMap(helpTextsOf),
  ];
}

describe('plain English', () => {
  it('counts the words of each sentence, also across lines and in cells', () => {
    const long = Array.from({ length: 31 }, (_, i) => `w${i}`).join(' ');
    expect(tooLong(sentencesOf(`# One\n\nTwo. ${long.replace(' ', '\n')}. Three.\n`))).toHaveLength(
      1,
    );
    expect(tooLong(sentencesOf(`| a | b |\n| --- | --- |\n| ${long} | c |\n`))).toHaveLength(1);
    expect(tooLong(sentencesOf(`\`\`\`text\n${long}\n\`\`\`\n`))).toEqual([]);
  });

  it.each(DOCUMENTS)(`%s has no sentence of more than ${MAX_WORDS} words`, (document) => {
    expect(tooLong(sentencesOf(textOf(document)))).toEqual([]);
  });

  it(`no help text has a sentence of more than ${MAX_WORDS} words`, async () => {
    const { commands } = programOf(await Promise.all(ENTRIES.map(({ load }) => load())));
    const texts = [
      ...ENTRIES.map(({ description }) => description),
      ...commands.flatMap(helpTextsOf),
    ];
    expect(texts.length).toBeGreaterThan(100);
    expect(tooLong(texts.flatMap(sentencesOf))).toEqual([]);
  });

  it(`README.md has at most ${MAX_README_LINES} lines`, () => {
    expect(textOf('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(MAX_README_LINES);
  });
});
