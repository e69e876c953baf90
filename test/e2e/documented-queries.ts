import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { REPOSITORY } from './emulator.ts';

export interface DocumentedQuery {
  readonly KeyConditionExpression: string;
  readonly ExpressionAttributeValues: Record<string, { S: string }>;
}

/** Reads the `aws dynamodb query` lines of docs/history.md for the deployed table as a shell would. */
export function documentedQueries(): DocumentedQuery[] {
  const text = readFileSync(resolve(REPOSITORY, 'docs/history.md'), 'utf8').replace(
    /\\\n\s*/g,
    ' ',
  );
  return [...text.matchAll(/aws dynamodb query --table-name .*/g)].map(([line]) => ({
    KeyConditionExpression: option(line, '--key-condition-expression'),
    ExpressionAttributeValues: JSON.parse(option(line, '--expression-attribute-values')),
  }));
}

function option(line: string, name: string): string {
  const [, quoted] = new RegExp(`${name} ("[^"]*"|'[^']*')`).exec(line) ?? [];
  if (quoted === undefined) throw new Error(`no ${name} in the line: ${line}`);
  return quoted.slice(1, -1);
}
