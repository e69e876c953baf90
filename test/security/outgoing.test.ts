import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CHANNEL_TYPES } from '../../functions/core/alert/channel-type.ts';

/** Without comments, so that a word in a sentence is no finding. */
function codeOf(file: string): string {
  return readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}

function filesWith(pattern: RegExp): string[] {
  return globSync('functions/**/*.ts')
    .filter((file) => pattern.test(codeOf(file)))
    .sort();
}

describe('the functions', () => {
  it('send requests through one door, which caps time and size and follows no redirect', () => {
    // Node's own client follows none by itself.
    expect(filesWith(/['"](node:)?(https?|http2)['"]/)).toEqual([
      'functions/adapters/http/outgoing-request.ts',
    ]);
    expect(filesWith(/\bfetch\(|'location'/)).toEqual([]);
  });

  it('open no other connection, start no process and run no text as code', () => {
    const opening = /['"](node:)?(net|tls|dgram|child_process|vm|worker_threads)['"]/;
    // It compares addresses, and connects to none.
    expect(filesWith(opening)).toEqual(['functions/adapters/http/private-address.ts']);
    const [, imported] =
      /import \{(.*)\} from 'node:net'/.exec(
        codeOf('functions/adapters/http/private-address.ts'),
      ) ?? [];
    expect(imported?.trim()).toBe('BlockList, isIP');
    expect(filesWith(/\beval\(|new Function\(/)).toEqual([]);
  });

  it('write to their log through the one logger, which takes secrets out', () => {
    expect(filesWith(/\bconsole\.|process\.(stdout|stderr)/)).toEqual([]);
  });

  it('check where a request goes before they send it: whoever makes a request has a checked URL', () => {
    const senders = filesWith(/from '\.{1,2}\/([a-z]+\/)*outgoing-request\.ts'/).filter((file) =>
      /\brequest\(/.test(codeOf(file)),
    );
    const posting = 'functions/adapters/http/post-message.ts';
    const adapters = filesWith(/: ChannelAdapter = \{/);
    expect(senders).toContain(posting);
    expect(adapters).toHaveLength(CHANNEL_TYPES.length);
    for (const file of [...senders, ...adapters]) {
      // It posts to what a channel's adapter has checked.
      if (file.endsWith('outgoing-request.ts') || file === posting) continue;
      expect(codeOf(file), file).toContain('outgoingUrl(');
    }
  });
});
