/** What shows the last hour of a function's log; `functionName` may be its ARN. */
export function logCommand(functionName: string): string {
  return `aws logs tail --since 1h "$(aws lambda get-function-configuration --function-name ${functionName} --query LoggingConfig.LogGroup --output text)"`;
}
