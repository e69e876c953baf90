/** One thing that doctor looked at. */
export interface Finding {
  /** "key of main" */
  readonly what: string;
  readonly isOk: boolean;
  /** What was seen, in a few words. */
  readonly said: string;
  /** What to do about it, where it is not ok. */
  readonly advice?: string;
  /** Mends it; `doctor --fix` calls this. @returns what was done */
  readonly repair?: () => Promise<string>;
}

export function ok(what: string, said: string): Finding {
  return { what, isOk: true, said };
}

export function wrong(
  what: string,
  said: string,
  advice: string,
  repair?: () => Promise<string>,
): Finding {
  return { what, isOk: false, said, advice, repair };
}

/** What shows the last hour of a function's log; `functionName` may be its ARN. */
export function logCommand(functionName: string): string {
  return `aws logs tail --since 1h "$(aws lambda get-function-configuration --function-name ${functionName} --query LoggingConfig.LogGroup --output text)"`;
}
