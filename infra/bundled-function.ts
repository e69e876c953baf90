import { dirname } from 'node:path';
import { AssetHashType, DockerImage, Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  type IGrantable,
  type IPrincipal,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  type IFunction,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { bundle, placeSettings } from './bundle.ts';
import type { DeadLetters } from './dead-letters.ts';

/** A function that AWS runs later, and again where a run fails. */
export interface Retries {
  readonly deadLetters: DeadLetters;
  /** A run that is older is given up. */
  readonly forMinutes: number;
}

/** A function that somebody waits for: how its errors alarm is called, what it says, and when it fires. */
export interface ErrorsAlarm {
  /** A short clause, e.g. "polls fail"; the stack's name is put before it. */
  readonly name: string;
  /** What it means for the wallets while the function fails: one sentence. */
  readonly meaning: string;
  /** Of runway, e.g. "doctor". */
  readonly command: string;
  /** Failed invocations within an hour that fire it. */
  readonly failuresAnHour: number;
}

/** What a function may use beyond its own log: grants, with the variables that say where. */
export type Access = (to: BundledFunction) => void;

/** By Lambda, 1 and 2 minutes after a failed asynchronous invocation. */
const RETRIES = 2;

export interface BundledFunctionProps {
  /** The file that exports `handler`. */
  readonly entry: string;
  /** Its settings go with the handler: see `placeSettings`. */
  readonly settingsFile: string;
  /** Required, so that no function fails unheard: its lost runs go to the dead letters, or it has an alarm of its own. */
  readonly whenFailing: Retries | ErrorsAlarm;
  readonly timeoutSeconds: number;
  readonly access: readonly Access[];
  /**
   * MB, and with them a share of a processor: 1,769 are a whole one. Computing costs the same with any share, waiting
   * costs less with less. @default 512
   */
  readonly memoryMb?: number;
  /** Lambda's own log lines tell of failures alone, not of every start and end. @default false */
  readonly isPlatformQuiet?: boolean;
  /** @default none: a new account's quota is 10 in all, and a reservation must leave 100 */
  readonly reservedConcurrency?: number;
}

/**
 * A Lambda function with its own log group and role. The role may write its own logs, and what `access` lists.
 */
export class BundledFunction extends Construct implements IGrantable {
  readonly grantPrincipal: IPrincipal;
  readonly lambda: IFunction;
  readonly entry: string;
  readonly whenFailing: Retries | ErrorsAlarm;
  readonly addVariable: (name: string, value: string) => void;

  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    super(scope, id);
    const { entry, settingsFile, timeoutSeconds, memoryMb = 512, isPlatformQuiet = false } = props;
    const { reservedConcurrency, whenFailing } = props;
    const logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // Not the managed policy AWSLambdaBasicExecutionRole: it writes to every log group of the account.
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    logGroup.grantWrite(role);
    const lambda = new LambdaFunction(this, 'Function', {
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: bundledCode(entry, settingsFile),
      memorySize: memoryMb,
      timeout: Duration.seconds(timeoutSeconds),
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      ...(isPlatformQuiet && { systemLogLevelV2: SystemLogLevel.WARN }),
      reservedConcurrentExecutions: reservedConcurrency,
    });
    Validations.of(lambda).acknowledge({
      id: 'Serverless::Serverless-LambdaTracing',
      reason:
        "Tracing can only be granted on every resource (xray:PutTraceSegments on '*'), and shows nothing here that the function's log does not.",
    });
    let reason = 'It is called synchronously: whoever calls it sees that it failed.';
    if ('deadLetters' in whenFailing) {
      const { deadLetters, forMinutes } = whenFailing;
      reason = 'Its failure destination is one, and also holds why the run failed.';
      lambda.configureAsyncInvoke({
        retryAttempts: RETRIES,
        maxEventAge: Duration.minutes(forMinutes),
        // Not `SqsDestination`, which also grants looking at the queue.
        onFailure: { bind: () => ({ destination: deadLetters.queueArn }) },
      });
      role.addToPrincipalPolicy(deadLetters.send());
    }
    Validations.of(lambda).acknowledge({ id: 'Serverless::Serverless-LambdaDLQ', reason });
    this.grantPrincipal = role;
    this.lambda = lambda;
    this.entry = entry;
    this.whenFailing = whenFailing;
    this.addVariable = (name, value) => lambda.addEnvironment(name, value);
    for (const grant of props.access) grant(this);
  }

  allow(actions: string[], resource: string): void {
    this.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions, resources: [resource] }),
    );
  }

  /** Lets another function invoke this one, and tells it where. */
  invokedAs(variable: string): Access {
    return (from) => {
      // Written out, because `grantInvoke` adds every version of the function with a wildcard.
      from.allow(['lambda:InvokeFunction'], this.lambda.functionArn);
      from.addVariable(variable, this.lambda.functionArn);
    };
  }
}

export function withVariables(variables: Readonly<Record<string, string | undefined>>): Access {
  return (to) => {
    for (const [name, value] of Object.entries(variables)) {
      if (value !== undefined) to.addVariable(name, value);
    }
  };
}

function bundledCode(entry: string, settingsFile: string): Code {
  return Code.fromAsset(dirname(entry), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('never-used'), // required by the type; bundling is local
      local: {
        tryBundle(outputDirectory) {
          bundle(entry, outputDirectory);
          placeSettings(settingsFile, outputDirectory);
          return true;
        },
      },
    },
  });
}
