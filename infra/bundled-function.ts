import { dirname } from 'node:path';
import { AssetHashType, DockerImage, type Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { type IGrantable, type IPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
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
import { bundle } from './bundle.ts';
import { placeSettings } from './place-settings.ts';

/** How the errors alarm of a function is called, what it says, and when it fires. */
export interface ErrorsAlarm {
  /** A short clause, e.g. "polls fail"; the stack's name is put before it. */
  readonly name: string;
  /** What it means for the wallets while the function fails: one sentence. */
  readonly meaning: string;
  /** Of runway, e.g. "doctor". */
  readonly command: string;
  /** Failed invocations within an hour that fire it. @default any, in three poll intervals in a row */
  readonly failuresAnHour?: number;
}

export interface BundledFunctionProps {
  /** The file that exports `handler`. */
  readonly entry: string;
  /** Its settings go with the handler: see `placeSettings`. */
  readonly settingsFile: string;
  /** Required, so that no function is left without one. */
  readonly errorsAlarm: ErrorsAlarm;
  readonly timeout: Duration;
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
 * A Lambda function with its own log group and role. The role may write its own logs and nothing else:
 * what it needs beyond that is granted by the construct that has it.
 */
export class BundledFunction extends Construct implements IGrantable {
  readonly grantPrincipal: IPrincipal;
  readonly lambda: IFunction;
  readonly entry: string;
  readonly errorsAlarm: ErrorsAlarm;
  private readonly addEnvironment: (name: string, value: string) => void;

  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    super(scope, id);
    const { entry, settingsFile, timeout, memoryMb = 512, isPlatformQuiet = false } = props;
    const { reservedConcurrency } = props;
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
      code: codeOf(entry, settingsFile),
      memorySize: memoryMb,
      timeout,
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
    this.grantPrincipal = role;
    this.lambda = lambda;
    this.entry = entry;
    this.errorsAlarm = props.errorsAlarm;
    this.addEnvironment = (name, value) => lambda.addEnvironment(name, value);
  }

  addVariable(name: string, value: string): void {
    this.addEnvironment(name, value);
  }
}

function codeOf(entry: string, settingsFile: string): Code {
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
