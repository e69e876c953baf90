import { confirm, input, password } from '@inquirer/prompts';

/** Whoever sits at the terminal. */
export interface Prompter {
  /** @returns '' for Enter where `fallback` is absent */
  text(message: string, options?: TextOptions): Promise<string>;
  /** Shown as stars; asked again until `toFault` finds nothing. '' is asked about, too. */
  secret(message: string, toFault: FaultOf): Promise<string>;
  confirm(message: string): Promise<boolean>;
}

type FaultOf = (answer: string) => Promise<string | undefined> | string | undefined;

export interface TextOptions {
  readonly fallback?: string;
  readonly toFault?: FaultOf;
}

/** Questions go where logs go, so that standard output holds nothing but data. */
const CONTEXT = { output: process.stderr };

/** undefined where nobody can be asked: in a script, or with a pipe on standard input. */
export function terminalPrompter(): Prompter | undefined {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  const validate = (toFault: FaultOf) => async (answer: string) =>
    (await toFault(answer.trim())) ?? true;
  return {
    async text(message, { fallback, toFault = () => undefined } = {}) {
      const options = { message, validate: validate(toFault) };
      return (
        await input(fallback === undefined ? options : { ...options, default: fallback }, CONTEXT)
      ).trim();
    },
    async secret(message, toFault) {
      return (await password({ message, mask: true, validate: validate(toFault) }, CONTEXT)).trim();
    },
    confirm: (message) => confirm({ message, default: false }, CONTEXT),
  };
}
