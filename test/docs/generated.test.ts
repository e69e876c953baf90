import { describe, expect, it } from 'vitest';
import { cliDocument } from '../../docs/cli-document.ts';
import { withKindsTable } from '../../docs/kinds-table.ts';
import { withSampleAlert } from '../../docs/sample-alert.ts';
import packageFile from '../../package.json' with { type: 'json' };
import settingsSchema from '../../schemas/runway.config.schema.json' with { type: 'json' };
import { textOf } from './documents.ts';

const HINT = 'run npm run docs';

describe('what the documents take from the code', () => {
  it('docs/cli.md is what the commands say of themselves', async () => {
    expect(textOf('docs/cli.md'), HINT).toBe(await cliDocument());
  });

  it("the README's alert is what is sent", () => {
    expect(textOf('README.md'), HINT).toBe(withSampleAlert(textOf('README.md')));
    expect(textOf('README.md')).toContain('Subject: ');
  });

  it('docs/alerts.md has what each alert kind says of itself', () => {
    expect(textOf('docs/alerts.md'), HINT).toBe(withKindsTable(textOf('docs/alerts.md')));
  });

  it('docs/architecture.md explains every dependency', () => {
    const { dependencies, devDependencies } = packageFile;
    const table = textOf('docs/architecture.md').split('## Dependencies')[1] ?? '';
    const missing = Object.keys({ ...dependencies, ...devDependencies })
      .filter((name) => !name.startsWith('@types/'))
      .filter(
        (name) =>
          ![name, name.replace('@aws-sdk/', '')].some((one) => table.includes(`\`${one}\``)),
      );
    expect(missing).toEqual([]);
  });

  it('docs/configuration.md explains every setting', () => {
    const { wallets, channels, $schema: _, ...others } = settingsSchema.properties;
    const settings = [wallets.items, channels.items].flatMap(({ properties }) =>
      Object.keys(properties),
    );
    const table = textOf('docs/configuration.md');
    const missing = [...settings, ...Object.keys(others), 'wallets', 'channels'].filter(
      (setting) => !table.includes(`\n| \`${setting}\` | `),
    );
    expect(missing).toEqual([]);
  });
});
