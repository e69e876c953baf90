import type { Parameters } from '../deployment/parameters.ts';
import type { Prompter } from './prompter.ts';

export interface SetupDeps {
  readonly parameters: Parameters;
  /** undefined where nobody can be asked. */
  readonly prompter: Prompter | undefined;
  readonly stdin: AsyncIterable<string | Uint8Array>;
  /** Progress, one line each. */
  readonly say: (line: string) => void;
}
